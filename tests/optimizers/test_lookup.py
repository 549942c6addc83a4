"""Optimizers come from names, configs and what users hold."""

import optax
import pytest

from deepkit import optimizers
from deepkit.configurable import register_keras_serializable
from deepkit.optimizers import SGD, Adam, LossScaleOptimizer, Optax, Optimizer


@register_keras_serializable("tests")
class Still(Optimizer):
    """Changes nothing."""

    def update(self, grad, param, slots, rate, step):
        return param, slots


@pytest.mark.parametrize("name", ["adam", "Adam", "ADAM"])
def test_a_name_is_known_in_any_case(name):
    assert type(optimizers.get(name)) is Adam


def test_optimizers_and_none_are_returned_as_they_are():
    optimizer = SGD()
    assert optimizers.get(optimizer) is optimizer
    assert optimizers.get(None) is None


def test_a_class_is_made_and_a_config_is_read():
    assert type(optimizers.get(SGD)) is SGD
    config = {"class_name": "adam", "config": {"learning_rate": 0.5}}
    assert float(optimizers.get(config).learning_rate) == 0.5


def test_an_optax_transformation_is_wrapped():
    transformation = optax.adam(1e-3)
    found = optimizers.get(transformation)
    assert isinstance(found, Optax)
    assert found.transformation is transformation


def test_an_unknown_name_is_met_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown optimizer 'adan'. Did you mean 'adam'"):
        optimizers.get("adan")


@pytest.mark.parametrize("wrong", [3, ["sgd"], print, dict])
def test_what_is_no_optimizer_is_refused(wrong):
    with pytest.raises(TypeError, match=r"optimizer must be a name"):
        optimizers.get(wrong)


def test_a_registered_optimizer_comes_back():
    written = optimizers.serialize(Still(0.5))
    assert written["registered_name"] == "tests>Still"
    assert type(optimizers.deserialize(written)) is Still


def test_a_custom_optimizer_may_be_passed_along():
    class Mine(Still):
        pass

    written = optimizers.serialize(LossScaleOptimizer(Mine(0.5)))
    again = optimizers.deserialize(written, custom_objects={"Mine": Mine})
    assert type(again.inner_optimizer) is Mine
