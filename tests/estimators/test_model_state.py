"""Tests of the numbers of a model as plain arrays."""

import numpy as np
import pytest

from deepkit import layers, models, optimizers
from deepkit.errors import SavingError
from deepkit.estimators._model_state import (
    can_resume,
    named_arrays,
    read_checkpoint,
    read_state,
    write_state,
)


def trained(units=2, *, optimizer=None, steps=3):
    x = layers.Input((2,))
    model = models.Model(x, layers.Dense(units, name="d")(x))
    model.compile(optimizer or optimizers.Adam(0.1), "mse")
    if steps:
        x = np.ones((4, 2), np.float32)
        y = np.arange(4 * units, dtype=np.float32).reshape(4, units)
        model.fit(x, y, epochs=steps, verbose=0)
    return model


def test_the_state_has_the_weights_and_those_of_the_optimizer():
    model = trained()
    state = read_state(model, model)
    np.testing.assert_array_equal(state["d/kernel"], model.layers[1].kernel.numpy())
    assert state["optimizer/iterations"] == 3
    assert any("momentum" in name for name in state)


def test_a_model_that_is_given_the_state_goes_on_alike():
    first, second = trained(), trained(steps=0)
    write_state(second, read_state(first, first), second)
    x, y = np.ones((4, 2), np.float32), np.ones((4, 2), np.float32)
    for model in (first, second):
        model.fit(x, y, epochs=2, verbose=0)
    np.testing.assert_array_equal(first.layers[1].kernel.numpy(), second.layers[1].kernel.numpy())


def test_the_learning_rate_is_that_of_the_model_which_is_given_the_state():
    first, second = trained(), trained(optimizer=optimizers.Adam(0.5), steps=0)
    write_state(second, read_state(first, first), second)
    assert float(second.optimizer.learning_rate) == pytest.approx(0.5)
    assert int(second.optimizer.iterations.numpy()) == 3


def test_another_shape_is_refused_and_nothing_is_changed():
    small, large = trained(2), trained(3, steps=0)
    before = large.layers[1].kernel.numpy()
    with pytest.raises(SavingError, match=r"d/kernel: \(2, 2\) in the checkpoint, \(2, 3\) in the"):
        write_state(large, read_state(small, small), large)
    np.testing.assert_array_equal(large.layers[1].kernel.numpy(), before)


def test_names_that_only_one_side_has_are_told():
    model = trained()
    state = read_state(model, model)
    state["e/kernel"] = state.pop("d/kernel")
    with pytest.raises(SavingError) as error:
        write_state(model, state)
    assert "- e/kernel: only in the checkpoint" in str(error.value)
    assert "+ d/kernel: only in the model" in str(error.value)


@pytest.mark.parametrize(
    "other",
    [optimizers.SGD(0.1), optimizers.AdamW(0.1), optimizers.MultiOptimizer([("", "adam")])],
    ids=lambda optimizer: type(optimizer).__name__,
)
def test_another_kind_of_optimizer_cannot_go_on(other):
    model, other = trained(), trained(optimizer=other, steps=0)
    assert not can_resume(other, read_state(model, model))
    assert can_resume(model, read_state(model, model))


def test_another_kind_of_optimizer_begins_anew_with_a_warning():
    model, other = trained(), trained(optimizer=optimizers.SGD(0.1, momentum=0.9), steps=0)
    with pytest.warns(UserWarning, match="The optimizer is SGD, and the checkpoint .* of Adam: it"):
        resumed = write_state(other, read_state(model, model), other)
    assert not resumed
    np.testing.assert_array_equal(other.layers[1].kernel.numpy(), model.layers[1].kernel.numpy())
    assert int(other.optimizer.iterations.numpy()) == 0


def test_kinds_within_a_joint_optimizer_matter():
    first, second = (
        trained(optimizer=optimizers.MultiOptimizer([("kernel", kind), ("", "sgd")]))
        for kind in ("adam", "adamw")
    )
    assert not can_resume(second, read_state(first, first))


def test_states_of_random_generators_are_no_part_of_an_architecture():
    def drawn(rate):
        x = layers.Input((2,))
        hidden = layers.Dropout(rate, name="o")(x) if rate else x
        model = models.Model(x, layers.Dense(2, name="d")(hidden))
        model.compile("sgd", "mse")
        return model

    plain, dropping = drawn(0.0), drawn(0.5)
    for old, new in ((plain, dropping), (dropping, plain)):
        assert write_state(new, read_state(old, old), new)


def test_the_weights_are_told_from_the_rest():
    model = trained()
    assert set(named_arrays(read_state(model, model))) == {"d/kernel", "d/bias"}
    assert named_arrays({"dropout/seed_generator_state": np.zeros(2)}) == {}


def test_a_damaged_checkpoint_is_refused(tmp_path):
    with pytest.raises(SavingError, match="cannot be read"):
        read_checkpoint(tmp_path)
