"""Checkpoints are saved now and then and at the end, and listeners hear of them."""

import math

import pytest

from deepkit.estimators import _timer
from deepkit.estimators._checkpoint_hooks import (
    CheckpointSaverHook,
    CheckpointSaverListener,
    checked_listeners,
)
from tests.estimators._stand_in import model_at, run


class Diary(CheckpointSaverListener):
    """Note what is heard."""

    def __init__(self, stop_at=None):
        self.lines, self._stop_at = [], stop_at

    def begin(self):
        self.lines.append("begin")

    def before_save(self, session, global_step_value):
        self.lines.append(("before", global_step_value))

    def after_save(self, session, global_step_value):
        self.lines.append(("after", global_step_value))
        return global_step_value == self._stop_at

    def end(self, session, global_step_value):
        self.lines.append(("end", global_step_value))


def test_checkpoints_come_every_so_many_steps_and_at_the_end():
    saved = []
    run([CheckpointSaverHook(saved.append, save_steps=10)], 25, segment=5, model=model_at(30))
    assert saved == [40, 50, 55]


def test_the_last_one_is_not_saved_twice():
    saved = []
    run([CheckpointSaverHook(saved.append, save_steps=10)], 20, segment=5)
    assert saved == [10, 20]


def test_checkpoints_come_by_the_clock(monkeypatch):
    saved, seconds = [], iter(range(100))  # a second passes at each look at the clock
    monkeypatch.setattr(_timer, "time", lambda: next(seconds))
    run([CheckpointSaverHook(saved.append, save_secs=3)], 40, segment=5)
    assert saved == [15, 30, 40]


def test_without_a_time_there_is_one_at_the_end():
    saved = []
    run([CheckpointSaverHook(saved.append)], 20, segment=5)
    assert saved == [20]


def test_both_times_are_refused():
    with pytest.raises(ValueError, match="Exactly one of"):
        CheckpointSaverHook(print, save_secs=1, save_steps=1)


def test_a_folder_is_no_saver():
    with pytest.raises(TypeError, match="`saver` must be a function of a step, got 'model_dir'"):
        CheckpointSaverHook("model_dir", save_steps=1)


def test_a_loss_that_is_nan_is_not_saved(caplog):
    saved = []
    hook = CheckpointSaverHook(saved.append, save_steps=10)
    run([hook], 20, segment=5, loss=lambda step: math.nan if step > 12 else 1.0)
    assert saved == [10]
    assert "No checkpoint of step 20 is saved: the loss is NaN." in caplog.messages


def test_listeners_hear_of_all_and_can_end_training():
    diary = Diary(stop_at=10)
    hook = CheckpointSaverHook(lambda step: diary.lines.append(step), None, 10, [diary])
    model = run([hook], 50, segment=5)
    assert diary.lines == ["begin", ("before", 10), 10, ("after", 10), ("end", 10)]
    assert model.optimizer.iterations.value == 10


def test_a_listener_may_override_nothing():
    run([CheckpointSaverHook(id, save_steps=1, listeners=[CheckpointSaverListener()])], 2)


def test_anything_else_is_no_listener():
    assert checked_listeners(None) == ()
    with pytest.raises(TypeError, match="`saving_listeners` must hold CheckpointSaverListener"):
        checked_listeners([print])
