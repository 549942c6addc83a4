"""Training ends at a step."""

import pytest

from deepkit.estimators._stopping_hooks import StopAtStepHook, make_stop_at_checkpoint_step_hook
from tests.estimators._stand_in import model_at, run


@pytest.mark.parametrize(
    "hook",
    [
        StopAtStepHook(num_steps=20),
        StopAtStepHook(last_step=50),
        make_stop_at_checkpoint_step_hook(None, 50),
    ],
)
def test_training_ends_at_a_step(hook):
    model = run([hook], 100, segment=5, model=model_at(30))
    assert model.optimizer.iterations.value == hook.last_step_from(30) == 50


@pytest.mark.parametrize("options", [{}, {"num_steps": 1, "last_step": 1}])
def test_both_and_neither_are_refused(options):
    with pytest.raises(ValueError, match="Exactly one of `num_steps` and `last_step`"):
        StopAtStepHook(**options)


def test_a_number_out_of_range_is_refused():
    with pytest.raises(ValueError, match="`num_steps` must be a whole number >= 1, got 0"):
        StopAtStepHook(num_steps=0)
