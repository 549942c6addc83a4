"""State goes into a file and comes back: all of it or nothing."""

import io

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.errors import SavingError
from deepkit.saving._h5_read import H5Reader
from deepkit.saving._h5_write import h5_bytes
from deepkit.saving._state import read_state, write_state

X, Y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")


def model_of(*sizes, compiled=False):
    """Return a built stack of dense layers."""
    model = deepkit.Sequential([deepkit.Input((3,)), *(layers.Dense(size) for size in sizes)])
    if compiled:
        model.compile("adam", "mse")
    return model


def content(model):
    """Return the state of a model as bytes."""
    return h5_bytes(lambda writer: write_state(model, writer))


def read(model, state, **options):
    """Read the state of a model."""
    read_state(model, H5Reader(io.BytesIO(state), "m.h5"), "m.h5", **options)


def test_weights_come_back():
    source, target = model_of(4, 2), model_of(4, 2)
    read(target, content(source))
    for got, expected in zip(target.get_weights(), source.get_weights(), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_the_optimizer_comes_back_though_it_was_not_built():
    source, target = model_of(1, compiled=True), model_of(1, compiled=True)
    source.fit(X, Y, epochs=2, verbose=0)
    read(target, content(source))
    assert int(target.optimizer.iterations) == 2
    for got, expected in zip(target.optimizer.variables, source.optimizer.variables, strict=True):
        np.testing.assert_array_equal(got.numpy(), expected.numpy())


@pytest.mark.parametrize("built", [False, True])
def test_an_optimizer_that_never_ran_leaves_another_as_it_is(built):
    target = model_of(1, compiled=True)
    if built:
        target.optimizer.build(target.trainable_variables)
    read(target, content(model_of(1, compiled=True)))
    assert target.optimizer.built is built


def test_state_of_another_optimizer_is_not_loaded_and_told():
    source, target = model_of(1, compiled=True), model_of(1)
    source.fit(X, Y, verbose=0)
    target.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="The state of optimizer 'sgd' was not loaded"):
        read(target, content(source))


def test_all_that_differs_is_told_at_once_with_its_place_and_what_is_there():
    with pytest.raises(SavingError) as caught:
        read(model_of(4, 5, 1), content(model_of(4, 3, 1)))
    message = str(caught.value)
    assert message.startswith("m.h5 does not fit the model: 2 of 4 parts differ.")
    assert "layers/dense_1 (Dense 'dense_1'): " in message
    assert "(4, 5)" in message
    assert "(4, 3)" in message
    assert message.endswith("Nothing is loaded.")


def test_nothing_is_loaded_where_something_differs():
    target = model_of(4, 5, 1)
    before = target.get_weights()
    with pytest.raises(SavingError):
        read(target, content(model_of(4, 3, 1)))
    for got, expected in zip(target.get_weights(), before, strict=True):
        np.testing.assert_array_equal(got, expected)


def test_the_rest_is_loaded_with_a_warning_if_that_is_wanted():
    source, target = model_of(4, 3, 1), model_of(4, 5, 1)
    with pytest.warns(UserWarning, match=r"layers/dense_1 .*\n(.*\n)*The rest is loaded"):
        read(target, content(source), skip_mismatch=True)
    np.testing.assert_array_equal(target.layers[0].kernel.numpy(), source.layers[0].kernel.numpy())


def test_a_layer_that_the_file_lacks_is_told():
    with pytest.raises(SavingError, match=r"layers/dense_1 .*has 2 variables, the file holds 0"):
        read(model_of(4, 1), content(model_of(4)))


def test_a_layer_that_the_model_lacks_is_left_alone():
    target = model_of(4)
    source = model_of(4, 1)
    read(target, content(source))
    np.testing.assert_array_equal(target.layers[0].kernel.numpy(), source.layers[0].kernel.numpy())


def test_a_layer_of_a_renamed_class_is_found_by_its_name():
    class Renamed(layers.Dense):
        pass

    source = deepkit.Sequential([deepkit.Input((3,)), layers.Dense(2, name="a")])
    target = deepkit.Sequential([deepkit.Input((3,)), Renamed(2, name="a")])
    read(target, content(source))
    np.testing.assert_array_equal(target.layers[0].kernel.numpy(), source.layers[0].kernel.numpy())


def test_long_lists_of_differences_are_cut():
    with pytest.raises(SavingError, match=r"and 5 more\n"):
        read(model_of(*range(1, 26)), content(model_of()))


def test_state_of_a_users_own_form_comes_back():
    class Own(layers.Layer):
        """A layer with state that is no Variable."""

        words = ()

        def call(self, x):
            return x

        def save_own_variables(self, store):
            store["lengths"] = np.array([len(word) for word in self.words])

        def load_own_variables(self, store):
            self.words = ["x" * int(n) for n in store["lengths"]]

    source, target = Own(), Own()
    source.words = ["one", "three"]
    read(target, content(source))
    assert target.words == ["xxx", "xxxxx"]


def test_an_error_of_a_users_own_loading_is_told():
    class Own(layers.Layer):
        """A layer that cannot be loaded."""

        def load_own_variables(self, store):
            raise KeyError("words")

    with pytest.raises(SavingError, match=r"the model \(Own 'own'\): 'words'"):
        read(Own(), content(Own()))
