"""The line of progress is the one that Keras draws, letter by letter."""

import re

import pytest
from keras.src.utils import progbar

from deepkit.callbacks._progress_line import progress_line, summary_line

LOGS = {"loss": 0.123456, "mae": 12.0, "tiny": 0.0005, "zero": 0.0}


class Clock:
    """Stand in for the module `time`: the present is whatever was set."""

    now = 1000.0

    def time(self):
        return self.now


def drawn_by_keras(monkeypatch, capsys, *, step, steps, seconds, verbose=1, done):
    """Return what Keras has drawn after one step a quarter and `step` steps all of the time."""
    clock = Clock()
    monkeypatch.setattr(progbar, "time", clock)
    bar = progbar.Progbar(steps, verbose=verbose, interval=0, stateless_metrics=[])
    bar.update(step, list(LOGS.items()), finalize=False)  # sets no clock unless step is 1
    capsys.readouterr()
    clock.now += seconds
    bar.update(step, list(LOGS.items()), finalize=done)
    return capsys.readouterr().out.lstrip("\b\r").rstrip("\n")


CASES = [
    (1, 3, 0.0021, False),
    (3, 3, 0.0021, True),
    (7, 10, 3.4, False),
    (10, 10, 14.6, True),
    (5, 1000, 1.0, False),
    (5, 1000, 100.0, False),
    (1, 100, 0.000_04, False),
    (1000, 1000, 5000.0, True),
]


@pytest.mark.parametrize(("step", "steps", "seconds", "done"), CASES)
def test_the_line_is_that_of_keras(monkeypatch, capsys, step, steps, seconds, done):
    monkeypatch.setattr(progbar.Progbar, "_estimate_step_duration", lambda *_: seconds / step)
    expected = drawn_by_keras(
        monkeypatch, capsys, step=step, steps=steps, seconds=seconds, done=done
    )
    times = {"elapsed": seconds, "per_step": seconds / step}
    line = progress_line(step, steps, **times, logs=LOGS, done=done, color=True)
    # Keras paints an empty rest of the bar too, and overwrites what was longer with blanks.
    assert line == expected.replace("\x1b[37m\x1b[0m", "").rstrip(" ")


@pytest.mark.parametrize("step", [1, 250])
def test_without_a_length_the_line_is_that_of_keras(monkeypatch, capsys, step):
    monkeypatch.setattr(progbar.Progbar, "_estimate_step_duration", lambda *_: 0.5)
    expected = drawn_by_keras(monkeypatch, capsys, step=step, steps=None, seconds=9.0, done=False)
    line = progress_line(step, None, elapsed=9.0, per_step=0.5, logs=LOGS, done=False, color=True)
    assert line == expected


@pytest.mark.parametrize(("steps", "seconds"), [(3, 0.0021), (10, 14.6), (1000, 0.5)])
def test_the_summary_is_that_of_keras(monkeypatch, capsys, steps, seconds):
    monkeypatch.setattr(progbar.Progbar, "_estimate_step_duration", lambda *_: seconds / steps)
    expected = drawn_by_keras(
        monkeypatch, capsys, step=steps, steps=steps, seconds=seconds, verbose=2, done=True
    )
    line = summary_line(steps, steps, elapsed=seconds, per_step=seconds / steps, logs=LOGS)
    assert line == expected


def test_without_color_the_dashes_tell_how_far_it_is():
    line = progress_line(1, 4, elapsed=1.0, per_step=0.5, logs={"loss": -0.5}, done=False)
    assert line == f"1/4 {'━' * 5}{'─' * 15} 1s 500ms/step - loss: -0.5000"
    assert not re.search("\x1b", line)
