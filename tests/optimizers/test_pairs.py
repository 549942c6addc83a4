"""Gradients meet their variables, or it is said why not."""

import numpy as np
import pytest

from deepkit.backend import Variable, name_scope
from deepkit.errors import NotBuiltError
from deepkit.optimizers import SGD


def test_there_must_be_as_many_gradients_as_variables():
    with pytest.raises(ValueError, match=r"got 2 gradients for 1 variables"):
        SGD().apply([[1.0], [2.0]], [Variable([1.0])])


def test_without_any_gradient_the_variables_are_named():
    with name_scope("dense"):
        variables = [Variable([1.0], name="kernel"), Variable([1.0], name="bias")]
    with pytest.raises(ValueError, match=r"all are None, for dense/kernel, dense/bias"):
        SGD().apply([None, None], variables)


def test_a_missing_gradient_is_warned_of_and_its_variable_left():
    a, b = Variable([1.0], name="a"), Variable([1.0], name="b")
    with pytest.warns(UserWarning, match=r"no gradient for b: left as they are"):
        SGD(0.5).apply([[1.0], None], [a, b])
    assert (a.numpy()[0], b.numpy()[0]) == (0.5, 1.0)


def test_arrays_are_no_variables():
    with pytest.raises(TypeError, match=r"updates Variables, got ndarray at place 1"):
        SGD().build([Variable([1.0]), np.ones(2)])
    with pytest.raises(TypeError, match=r"updates Variables, got ndarray at place 0"):
        SGD().build({"w": np.ones(2)})


def test_a_gradient_needs_a_variable_of_its_key():
    optimizer, params = SGD(), {"a": np.float32([1.0])}
    with pytest.raises(ValueError, match=r"a gradient for 'b', but no variable .* There are 'a'"):
        optimizer.apply_state({"b": [1.0]}, params, optimizer.init_state(params))


def test_a_variable_needs_a_state():
    optimizer, params = SGD(), {"a": np.float32([1.0]), "b": np.float32([1.0])}
    state = optimizer.init_state({"a": params["a"]})
    with pytest.raises(NotBuiltError, match=r"state holds nothing for 'b': make it with `init_s"):
        optimizer.apply_state(params, params, state)
