"""Tests of the progress of an estimator's training."""

import pytest

from deepkit.estimators._steps_logger import StepsLogger


def trained(logger, count, looks=(3, 2)):
    """Walk through training as `fit` does: looks of so many steps."""
    logger.set_params({"verbose": 0, "epochs": 2**31, "steps": None})
    logger.on_train_begin()
    for epoch, steps in enumerate(looks):
        logger.on_epoch_begin(epoch)
        for batch in range(steps):
            logger.on_train_batch_end(batch, {"loss": 0.5})
        count[0] += steps
        logger.on_epoch_end(epoch, {"loss": 0.25})
    logger.on_train_end()


@pytest.mark.parametrize(
    ("steps", "heads"), [(5, ["3/5 - 0s", "5/5 - 0s"]), (None, ["3/Unknown 0s", "5/Unknown 0s"])]
)
def test_there_is_a_line_at_each_look(capsys, steps, heads):
    count = [7]  # steps of a training before
    trained(StepsLogger(lambda: count[0], steps, 2), count)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(heads)
    for line, head in zip(lines, heads, strict=True):
        assert line.strip().startswith(head)
        assert line.endswith("loss: 0.2500")


@pytest.mark.parametrize("steps", [5, None])
def test_a_bar_is_of_all_steps_and_full_at_the_end(capsys, steps):
    count = [0]
    trained(StepsLogger(lambda: count[0], steps, 1), count)
    (line,) = capsys.readouterr().out.splitlines()[-1:]
    assert line.rpartition("\r")[2].startswith("5/5 ━━━━")
    assert line.endswith("loss: 0.2500")


def test_a_training_that_stops_early_shows_where(capsys):
    count = [0]
    trained(StepsLogger(lambda: count[0], 100, 1), count)
    assert capsys.readouterr().out.rpartition("\r")[2].startswith("  5/100 ━──")
