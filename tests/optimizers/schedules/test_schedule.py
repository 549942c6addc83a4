"""What all schedules have in common."""

import jax.numpy as jnp
import numpy as np
import pytest

from deepkit.backend import Variable, jit
from deepkit.optimizers import schedules
from deepkit.optimizers.schedules import ExponentialDecay, LearningRateSchedule


def test_a_schedule_must_say_the_rate():
    with pytest.raises(NotImplementedError, match=r"LearningRateSchedule must define `__call__"):
        LearningRateSchedule()(0)


@pytest.mark.parametrize("step", [2, np.int64(2), jnp.int32(2), Variable(np.int32(2))])
def test_the_step_may_be_any_whole_number(step):
    assert float(ExponentialDecay(1.0, 1, 0.5)(step)) == 0.25


def test_a_compiled_schedule_follows_the_step():
    rate = jit(schedules.CosineDecay(0.0, 10, warmup_target=1.0, warmup_steps=4))
    assert [round(float(rate(np.int32(step))), 4) for step in (1, 4, 9, 14)] == [0.25, 1, 0.5, 0]


def test_a_schedule_is_known_by_what_it_was_made_of():
    assert repr(ExponentialDecay(1.0, 1, 0.5)).startswith(
        "ExponentialDecay(initial_learning_rate=1.0, decay_steps=1, decay_rate=0.5, staircase=False"
    )
