"""Functions stand in files by name, and only known ones come back."""

import functools

import numpy as np
import pytest

from deepkit import activations, losses, ops
from deepkit.configurable import custom_object_scope, register_keras_serializable
from deepkit.errors import SavingError
from deepkit.saving._functions import find_function, write_function


def thrice(x):
    """Return three times x."""
    return 3 * x


def test_an_activation_stands_as_plain_text():
    assert write_function(activations.relu, "activation") == "relu"
    assert write_function(ops.tanh, "recurrent_activation") == "tanh"


@pytest.mark.parametrize("function", [activations.relu, losses.mean_squared_error, thrice])
def test_any_function_stands_by_its_name_as_in_keras(function):
    record = write_function(function, "loss")
    assert record["config"] == function.__name__
    assert (record["module"], record["class_name"]) == ("builtins", "function")
    with custom_object_scope({"thrice": thrice}):
        assert find_function(record["config"]) is function


def test_a_registered_function_stands_by_its_registered_name():
    register_keras_serializable("tests")(thrice)
    assert write_function(thrice)["config"] == "tests>thrice"
    assert find_function("tests>thrice") is thrice


@pytest.mark.parametrize("function", [lambda x: x, functools.partial(thrice)])
def test_a_function_without_a_name_cannot_be_written(function):
    with pytest.raises(SavingError, match=r"it has no name. Define it with `def`"):
        write_function(function)


def test_a_function_that_would_be_taken_for_another_cannot_be_written():
    def relu(x):
        return x

    with pytest.raises(SavingError, match=r"'relu' of .* would be taken for the one of deepkit"):
        write_function(relu)


@pytest.mark.parametrize("name", ["system", "eval", "get", "serialize", "Huber", None, 3, ["relu"]])
def test_nothing_but_known_functions_is_found(name):
    with pytest.raises(SavingError, match=r"asks for the function .*, which is not known here"):
        find_function(name)


def test_the_cure_names_the_function():
    with pytest.raises(SavingError, match=r"pass it: `custom_objects={'thrice': ...}`"):
        find_function("thrice")


def test_a_user_cannot_be_tricked_into_another_built_in():
    with custom_object_scope({"thrice": thrice}):
        assert find_function("relu")(np.float32(-1.0)) == 0
