"""Hooks log, count, write, fetch and evaluate now and then, and notice a loss that is NaN."""

import json
import logging
import math

import pytest

from deepkit.estimators import _session_hooks as hooks
from tests.estimators._stand_in import StandIn, model_at, run


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.INFO, logger="deepkit")
    return caplog


def lines(folder):
    return [json.loads(line) for line in (folder / "scalars.jsonl").read_text().splitlines()]


def test_speed_is_steps_over_seconds(monkeypatch, said, tmp_path):
    clock = iter([100.0, 102.0, 107.0])
    monkeypatch.setattr(hooks, "perf_counter", lambda: next(clock))
    counter = hooks.StepCounterHook(every_n_steps=10, output_dir=tmp_path)
    run([counter], 20, segment=10)
    assert said.messages == ["global_step/sec: 5", "global_step/sec: 2"]
    assert counter.steps_per_second == 2.0
    assert lines(tmp_path)[1] == {"global_step": 20, "global_step/sec": 2.0}


def test_values_are_logged_by_name(said):
    run([hooks.LoggingTensorHook(["loss", "global_step"], every_n_iter=2)], 4)
    assert said.messages == ["loss = 2.0, global_step = 2", "loss = 4.0, global_step = 4"]


def test_values_are_logged_at_the_end_and_in_the_users_form(said):
    fetches = {"double": lambda model: 2 * model.variables[0].numpy()}
    hook = hooks.LoggingTensorHook(fetches, at_end=True, formatter=lambda v: f"<{v['double']}>")
    run([hook], 4)
    assert said.messages == ["<5.0>"]


def test_values_are_logged_every_so_many_seconds(said):
    run([hooks.LoggingTensorHook(["loss"], every_n_secs=0)], 2)
    assert said.messages == ["loss = 1.0", "loss = 2.0"]


@pytest.mark.parametrize("options", [{}, {"every_n_iter": 1, "every_n_secs": 1}])
def test_logging_needs_one_time(options):
    with pytest.raises(ValueError, match="Exactly one of"):
        hooks.LoggingTensorHook(["loss"], **options)


def nan_from(first):
    return lambda step: math.nan if step >= first else 1.0


def test_a_loss_that_is_nan_is_an_error():
    with pytest.raises(hooks.NanLossDuringTrainingError, match="The loss is NaN after step 10"):
        run([hooks.NanTensorHook(every_n_steps=5)], 50, segment=5, loss=nan_from(7))


def test_a_loss_that_is_nan_ends_training_in_peace_if_told_to(said):
    hook = hooks.NanTensorHook(fail_on_nan_loss=False, every_n_steps=5)
    model = run([hook], 50, segment=5, loss=nan_from(7))
    assert model.optimizer.iterations.value == 10
    assert "The loss is NaN after step 10." in said.messages[0]


def test_a_loss_that_is_nan_at_the_end_is_found_between_looks():
    with pytest.raises(hooks.NanLossDuringTrainingError, match="after step 8"):
        run([hooks.NanTensorHook(every_n_steps=5)], 8, segment=5, loss=nan_from(7))


def test_by_default_every_look_is_for_nan():
    with pytest.raises(hooks.NanLossDuringTrainingError, match="after step 14"):
        run([hooks.NanTensorHook()], 50, segment=7, loss=nan_from(8))
    with pytest.raises(ValueError, match="`every_n_steps` must be a whole number >= 0, got -1"):
        hooks.NanTensorHook(every_n_steps=-1)


def test_an_infinite_loss_is_no_nan():
    run([hooks.NanTensorHook(every_n_steps=1)], 2, loss=lambda step: math.inf)


def test_scalars_are_written_a_line_at_a_time(tmp_path):
    run([hooks.SummarySaverHook(save_steps=2, output_dir=tmp_path)], 4)
    assert lines(tmp_path) == [{"global_step": 2, "loss": 2.0}, {"global_step": 4, "loss": 4.0}]


def test_scalars_of_choice_go_to_the_model_dir(tmp_path):
    hook = hooks.SummarySaverHook(save_secs=0, tensors=["dense/kernel"])
    run([hook], 1, estimator=StandIn(tmp_path))
    assert lines(tmp_path) == [{"global_step": 1, "dense/kernel": 2.5}]


def test_scalars_need_a_folder(tmp_path):
    estimator = StandIn(tmp_path)
    estimator.model_dir = None
    with pytest.raises(ValueError, match="`output_dir` must be given"):
        run([hooks.SummarySaverHook(save_steps=1)], 1, estimator=estimator)


def test_final_values_are_fetched_at_the_end():
    hook = hooks.FinalOpsHook({"step": "global_step", "loss": "loss"})
    run([hook], 3)
    assert hook.final_ops_values == {"step": 3, "loss": 3.0}


def test_training_is_evaluated_meanwhile_and_at_the_end(tmp_path):
    estimator = StandIn(tmp_path)
    estimator._model = model_at()
    hook = hooks.InMemoryEvaluatorHook(estimator, list, every_n_iter=10)
    run([hook], 25, segment=5, model=estimator._model)
    assert estimator.evaluated == [10, 20, 25]
    assert hook.eval_results == {"loss": 25.0, "global_step": 25}


def test_the_end_is_not_evaluated_twice(tmp_path):
    estimator = StandIn(tmp_path)
    run([hooks.InMemoryEvaluatorHook(estimator, list, every_n_iter=5)], 10, segment=5)
    assert len(estimator.evaluated) == 2
