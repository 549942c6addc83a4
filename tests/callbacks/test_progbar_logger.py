"""Progress is shown as Keras shows it, and the metrics are looked at only when they are shown."""

import io
import re
import sys
from itertools import count

import keras
import pytest
from tqdm import tqdm

from deepkit.callbacks import (
    CallbackList,
    LazyLogs,
    ProgbarLogger,
    _progbar_logger,
    disable_interactive_logging,
    enable_interactive_logging,
)

LOGS = {"loss": 0.1234567, "mae": 0.0004}


def train(logger, *, epochs=2, steps=3, verbose=1, known=True):
    """Call a progress logger as `fit` does."""
    logger.set_params({"verbose": verbose, "epochs": epochs, "steps": steps if known else None})
    logger.on_train_begin()
    for epoch in range(epochs):
        logger.on_epoch_begin(epoch)
        for batch in range(steps):
            logger.on_train_batch_end(batch, LOGS)
        logger.on_test_begin()
        logger.on_test_batch_end(0, LOGS)
        logger.on_test_end(LOGS)
        logger.on_epoch_end(epoch, LOGS | {"val_loss": 2.0})
    logger.on_train_end()


def lines(text):
    """Return what stays on the screen, without colors, and with every duration as `T`."""
    text = re.sub(r"\x1b\[\d+m|\x08", "", text)
    shown = [line.split("\r")[-1].rstrip() for line in text.split("\n")]
    return [re.sub(r"\d+[mu]?s\b", "T", line) for line in shown]


@pytest.mark.parametrize(
    "options",
    [{}, {"epochs": 1}, {"verbose": 2}, {"verbose": "auto"}, {"known": False}, {"steps": 12}],
    ids=str,
)
def test_what_stays_on_the_screen_is_what_keras_leaves(capsys, options):
    train(keras.src.callbacks.ProgbarLogger(), **options)
    expected = lines(capsys.readouterr().out)
    train(ProgbarLogger(), **options)
    assert lines(capsys.readouterr().out) == expected
    assert len(expected) > 1


@pytest.mark.parametrize("phase", ["test", "predict"])
def test_evaluate_and_predict_show_what_keras_shows(capsys, phase):
    shown = []
    for logger in (keras.src.callbacks.ProgbarLogger(), ProgbarLogger()):
        logger.set_params({"verbose": 1, "epochs": 1, "steps": 2})
        getattr(logger, f"on_{phase}_begin")()
        for batch in range(2):
            getattr(logger, f"on_{phase}_batch_end")(batch, LOGS)
        getattr(logger, f"on_{phase}_end")(LOGS if phase == "test" else None)
        shown.append(lines(capsys.readouterr().out))
    assert shown[0] == shown[1]


def test_silence_is_silent(capsys):
    train(ProgbarLogger(), verbose=0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("screen", "looks"), [(True, 10), (False, 1)])
def test_the_metrics_are_looked_at_ten_times_a_second_on_a_screen(monkeypatch, screen, looks):
    ticks = count()
    monkeypatch.setattr(_progbar_logger, "perf_counter", lambda: next(ticks) / 1000)
    monkeypatch.setattr(_progbar_logger, "_is_screen", lambda: screen)
    fetched = []
    logger = ProgbarLogger()
    logger.set_params({"verbose": 1, "steps": 1000})
    logger.on_epoch_begin(0)
    for batch in range(1000):
        logger.on_train_batch_end(batch, LazyLogs(lambda: fetched.append(True) or {"loss": 1.0}))
    assert len(fetched) == looks
    logger.on_epoch_end(0, {"loss": 1.0})


def test_the_first_step_is_left_out_of_the_time_per_step(monkeypatch, capsys):
    times = iter([0.0, 0.0, 60.0, 62.0, 64.0, 64.0])  # made, begun, three steps, done
    monkeypatch.setattr(_progbar_logger, "perf_counter", lambda: next(times))
    logger = ProgbarLogger()
    logger.set_params({"verbose": 2, "steps": 3})
    logger.on_epoch_begin(0)
    for batch in range(3):
        logger.on_train_batch_end(batch, LOGS)
    logger.on_epoch_end(0, {})
    assert capsys.readouterr().out == "3/3 - 64s - 2s/step\n"


def test_several_batches_may_be_told_at_once(capsys):
    logger = ProgbarLogger()
    logger.set_params({"verbose": 2, "steps": 100})
    logger.on_epoch_begin(0)
    logger.on_train_batch_end(99, LOGS)
    logger.on_epoch_end(0, LOGS)
    assert (
        lines(capsys.readouterr().out)[0] == "100/100 - T - T/step - loss: 0.1235 - mae: 4.0000e-04"
    )


def test_an_epoch_that_was_cut_short_shows_how_far_it_came(capsys):
    logger = ProgbarLogger()
    logger.set_params({"verbose": 2, "steps": 100})
    logger.on_epoch_begin(0)
    logger.on_train_batch_end(41, LOGS)
    logger.on_epoch_end(0, {})
    assert lines(capsys.readouterr().out)[0] == " 42/100 - T - T/step"


def test_a_line_wider_than_the_screen_is_cut_until_the_last(monkeypatch):
    class Screen(io.StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setenv("COLUMNS", "40")
    train(ProgbarLogger(), epochs=1)
    drawn = re.sub(r"\x1b\[\d+m", "", sys.stdout.getvalue()).split("\r")
    assert "\x1b[32m" in sys.stdout.getvalue()
    assert all(len(line) < 40 for line in drawn[:-1])
    assert drawn[-1].endswith("- val_loss: 2.0000\n")


def test_without_a_screen_progress_is_logged(capsys, caplog):
    caplog.set_level("INFO", logger="deepkit")
    disable_interactive_logging()
    try:
        train(ProgbarLogger())
    finally:
        enable_interactive_logging()
    assert capsys.readouterr().out == ""
    assert [message.split(" ")[0] for message in caplog.messages] == ["Epoch", "3/3"] * 2


def test_no_thread_and_no_bar_is_left_behind(capsys):
    callbacks = CallbackList(add_progbar=True, verbose=1, epochs=1, steps=2)
    callbacks.on_epoch_begin(0)
    callbacks.on_train_batch_end(0, LOGS)
    callbacks.on_epoch_begin(1)  # the last epoch was left by an error
    assert (len(tqdm._instances), tqdm.monitor) == (0, None)
    assert capsys.readouterr().out
