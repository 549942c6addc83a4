"""An optimizer's state goes into a store and comes back."""

import numpy as np
import pytest

from deepkit.backend import Variable
from deepkit.errors import ShapeError
from deepkit.optimizers import SGD


def built(shape=(2,), **options):
    optimizer, variable = SGD(0.5, momentum=0.9, **options), Variable(np.ones(shape, "float32"))
    optimizer.apply([np.ones(shape)], [variable])
    return optimizer


def test_the_state_is_stored_under_numbers():
    store = {}
    built().save_own_variables(store)
    assert sorted(store) == ["0", "1", "2"]
    assert (store["0"], store["1"]) == (1, 0.5)
    np.testing.assert_array_equal(store["2"], [-0.5, -0.5])


def test_a_stored_state_is_taken_up():
    store = {"0": np.int64(7), "1": np.float32(0.25), "2": np.float32([3.0, 4.0])}
    optimizer = built()
    optimizer.load_own_variables(store)
    assert (int(optimizer.iterations), float(optimizer.learning_rate)) == (7, 0.25)
    np.testing.assert_array_equal(optimizer.variables[2].numpy(), [3.0, 4.0])


def test_another_number_of_arrays_is_warned_of_and_changes_nothing():
    optimizer = built()
    with pytest.warns(UserWarning, match=r"'sgd' was not loaded: it has 3 .* the file has 1"):
        optimizer.load_own_variables({"0": np.int32(7)})
    assert int(optimizer.iterations) == 1


def test_a_wrong_shape_is_refused_before_anything_changes():
    store = {"0": np.int32(7), "1": np.float32(0.25), "2": np.zeros(3)}
    optimizer = built()
    with pytest.raises(ShapeError, match=r"variable 2, .* has shape \(2,\), the file has \(3,\)"):
        optimizer.load_own_variables(store)
    assert int(optimizer.iterations) == 1
