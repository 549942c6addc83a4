"""The learning rate is a number, a schedule or a function."""

import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import Variable
from deepkit.configurable import register_keras_serializable
from deepkit.errors import SavingError
from deepkit.optimizers import SGD
from deepkit.optimizers.schedules import ExponentialDecay, LearningRateSchedule


@register_keras_serializable("tests")
def always_half():
    return 0.5


def test_a_number_is_kept_in_a_variable_that_can_be_assigned():
    optimizer = SGD(0.5)
    optimizer.learning_rate = 0.25
    assert float(optimizer.learning_rate) == 0.25
    optimizer.learning_rate.assign(0.125)
    assert optimizer.get_config()["learning_rate"] == 0.125
    assert optimizer.learning_rate.dtype == "float32"


def test_a_schedule_is_asked_for_each_call_and_cannot_be_set_to_a_number():
    optimizer, weight = SGD(ExponentialDecay(1.0, 1, 0.5)), Variable([0.0])
    for _ in range(3):
        optimizer.apply([[1.0]], [weight])
    assert weight.numpy()[0] == -1.75
    assert float(optimizer.learning_rate) == 0.125
    with pytest.raises(TypeError, match=r"follows ExponentialDecay.* cannot be set to a number"):
        optimizer.learning_rate = 0.1


def test_a_schedule_may_take_the_place_of_a_number():
    optimizer = SGD(0.5)
    optimizer.learning_rate = ExponentialDecay(1.0, 1, 0.5)
    assert float(optimizer.learning_rate) == 1.0
    assert len(optimizer.variables) == 1


@pytest.mark.parametrize("function", [lambda: 0.5, lambda step: 0.5 * 2**step])
def test_a_function_may_take_the_step_or_nothing(function):
    assert float(SGD(function).learning_rate) == 0.5


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), "fast", None, True])
def test_what_is_no_rate_is_refused(wrong):
    with pytest.raises(ValueError, match=r"`learning_rate` must be >= 0, got"):
        SGD(wrong)


def test_a_negative_number_cannot_be_set_later():
    with pytest.raises(ValueError, match=r"`learning_rate` must be >= 0, got -1"):
        SGD(0.5).learning_rate = -1


def test_rates_are_never_kept_in_half_precision():
    backend.set_floatx("bfloat16")
    assert SGD(0.1).learning_rate.dtype == "float32"
    assert ExponentialDecay(0.1, 1, 0.5)(np.int32(2)).dtype == "float32"


def test_a_schedule_is_written_as_its_config():
    optimizer = SGD(ExponentialDecay(1.0, 10, 0.5))
    again = SGD.from_config(optimizer.get_config())
    assert optimizer.get_config()["learning_rate"]["class_name"] == "ExponentialDecay"
    assert again.get_config() == optimizer.get_config()


def test_a_schedule_of_the_users_is_found_among_custom_objects():
    class Mine(LearningRateSchedule):
        def __init__(self, first):
            self.first = first

        def __call__(self, step):
            return self.first

    config = SGD(Mine(0.75)).get_config()
    again = SGD.from_config(config, custom_objects={"Mine": Mine})
    assert float(again.learning_rate) == 0.75


def test_a_registered_function_is_written_by_its_name():
    config = SGD(always_half).get_config()
    assert config["learning_rate"]["config"] == "tests>always_half"
    assert float(SGD.from_config(config).learning_rate) == 0.5


def test_a_function_without_a_name_cannot_be_written():
    with pytest.raises(SavingError, match=r"cannot be written to a file: give it a name"):
        SGD(lambda: 0.5).get_config()


def test_an_unknown_function_is_asked_for():
    config = {"learning_rate": {"class_name": "function", "config": "gone"}}
    with pytest.raises(SavingError, match=r"function 'gone', which is not known here"):
        SGD.from_config(config)
