"""Activations by hand and against Keras, and the names they go by."""

import jax
import keras
import numpy as np
import pytest

from deepkit import activations
from deepkit.errors import SavingError

TABLE = [
    ("celu", {}),
    ("celu", {"alpha": 0.5}),
    ("elu", {}),
    ("elu", {"alpha": 0.5}),
    ("exponential", {}),
    ("gelu", {}),
    ("gelu", {"approximate": True}),
    ("glu", {}),
    ("glu", {"axis": 0}),
    ("hard_shrink", {}),
    ("hard_shrink", {"threshold": 1.0}),
    ("hard_sigmoid", {}),
    ("hard_silu", {}),
    ("hard_swish", {}),
    ("hard_tanh", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"negative_slope": 0.1}),
    ("linear", {}),
    ("log_sigmoid", {}),
    ("log_softmax", {}),
    ("log_softmax", {"axis": 0}),
    ("mish", {}),
    ("relu", {}),
    ("relu", {"negative_slope": 0.1}),
    ("relu", {"max_value": 2.0}),
    ("relu", {"negative_slope": 0.3, "max_value": 4.0, "threshold": 1.0}),
    ("relu6", {}),
    ("selu", {}),
    ("sigmoid", {}),
    ("silu", {}),
    ("soft_shrink", {}),
    ("soft_shrink", {"threshold": 1.0}),
    ("softmax", {}),
    ("softmax", {"axis": 0}),
    ("softplus", {}),
    ("softsign", {}),
    ("sparse_plus", {}),
    ("sparse_sigmoid", {}),
    ("sparsemax", {}),
    ("squareplus", {}),
    ("squareplus", {"b": 1}),
    ("swish", {}),
    ("tanh", {}),
    ("tanh_shrink", {}),
    ("threshold", {"threshold": 0.6, "default_value": -2.0}),
]
NAMES = sorted({name for name, _ in TABLE})

# No number of the grid is where an activation has a bend.
GRID = np.linspace(-7.3, 7.1, 24, dtype="float32").reshape(6, 4).T
SLOPES = np.linspace(-1.0, 2.0, 24, dtype="float32").reshape(4, 6)

every_row = pytest.mark.parametrize(("name", "options"), TABLE)
every_name = pytest.mark.parametrize("name", NAMES)


def pulled_back(function, options):
    """Return the gradient at the grid, each output weighed differently."""
    result, pull = jax.vjp(lambda x: function(x, **options), GRID)
    return pull(SLOPES.ravel()[: result.size].reshape(result.shape))[0]


def test_every_public_activation_has_a_row():
    assert set(activations.__all__) - {"deserialize", "get", "serialize"} == set(NAMES)


def test_every_public_activation_of_keras_is_here():
    assert {n for n in dir(keras.activations) if n[0] != "_"} <= set(activations.__all__)


@every_row
def test_the_value_is_that_of_keras(name, options):
    with jax.numpy_dtype_promotion("standard"):
        expected = keras.activations.get(name)(GRID, **options)
    found = getattr(activations, name)(GRID, **options)
    assert found.dtype == "float32"
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-6)


@every_row
def test_the_gradient_is_that_of_keras(name, options):
    with jax.numpy_dtype_promotion("standard"):
        expected = pulled_back(keras.activations.get(name), options)
    found = pulled_back(getattr(activations, name), options)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@every_row
def test_half_precision_stays_half_precision(name, options):
    assert getattr(activations, name)(GRID.astype("float16"), **options).dtype == "float16"


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("hard_sigmoid", [-3.0, 0.0, 1.5, 3.0], [0.0, 0.5, 0.75, 1.0]),
        ("hard_tanh", [-2.0, 0.5, 2.0], [-1.0, 0.5, 1.0]),
        ("leaky_relu", [-5.0, 5.0], [-1.0, 5.0]),
        ("linear", [-1.0, 2.0], [-1.0, 2.0]),
        ("relu", [-1.0, 0.0, 2.0], [0.0, 0.0, 2.0]),
        ("relu6", [-1.0, 3.0, 9.0], [0.0, 3.0, 6.0]),
        ("softmax", [0.0, np.log(3.0)], [0.25, 0.75]),
        ("softsign", [-1.0, 3.0], [-0.5, 0.75]),
        ("sparse_plus", [-1.0, 0.0, 1.0], [0.0, 0.25, 1.0]),
        ("sparsemax", [0.0, 0.5, 3.0], [0.0, 0.0, 1.0]),
        ("squareplus", [-1.5, 0.0, 1.5], [0.5, 1.0, 2.0]),
    ],
)
def test_values_are_those_worked_by_hand(name, x, expected):
    found = getattr(activations, name)(np.array(x, "float32"))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_bent_relu_is_itself_above_and_a_line_below_its_threshold():
    found = activations.relu(
        np.array([-1.0, 1.0, 3.0, 9.0]), negative_slope=0.5, max_value=4.0, threshold=1.0
    )
    assert found.tolist() == [-1.0, 1.0, 3.0, 4.0]


def test_whole_numbers_stay_whole_through_a_plain_relu():
    found = activations.relu(np.array([-1, 7], "int32"), max_value=5)
    assert (found.dtype, found.tolist()) == ("int32", [0, 5])


@every_name
def test_a_name_stands_for_the_function(name):
    assert activations.get(name) is getattr(activations, name)
    assert activations.get(activations.get(name)) is activations.get(name)


@every_name
def test_a_function_comes_back_from_what_was_saved(name):
    function = getattr(activations, name)
    assert activations.deserialize(activations.serialize(function)) is function


@every_name
def test_keras_reads_our_names_and_we_read_those_of_keras(name):
    ours = activations.serialize(getattr(activations, name))
    theirs = keras.activations.serialize(keras.activations.get(name))
    assert activations.get(ours) is activations.get(theirs)
    assert keras.activations.get(ours) is keras.activations.get(name)


def test_nothing_stands_for_the_linear_one():
    assert activations.get(None) is activations.linear
    assert activations.serialize(None) is activations.deserialize(None) is None


def test_the_second_names_are_the_same_functions():
    assert activations.swish is activations.silu
    assert activations.hard_swish is activations.hard_silu


def double(x):
    return 2 * x


def test_a_function_of_your_own_stands_for_itself_and_is_read_with_custom_objects():
    record = activations.serialize(double)
    assert activations.get(double) is double
    assert activations.deserialize(record, custom_objects={"double": double}) is double


def test_a_function_without_name_cannot_be_saved():
    with pytest.raises(SavingError, match="cannot be found again by its name '<lambda>'"):
        activations.serialize(lambda x: x)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown activation 'reluu'\. Did you mean 'relu'\?"):
        activations.get("reluu")


def test_what_names_no_activation_is_refused():
    with pytest.raises(TypeError, match="activation must be a name, a config, a callable"):
        activations.get(3)
