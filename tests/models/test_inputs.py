"""What is handed to a functional model: by order or by name, of nearly the right shape."""

import numpy as np
import pytest

import deepkit
from deepkit.errors import DataError, ShapeError

A, B = np.ones((2, 3), "float32"), np.ones((2, 1), "float32")


@pytest.fixture(scope="module")
def listed():
    a, b = deepkit.Input((3,), name="a"), deepkit.Input((1,), name="b")
    return deepkit.Model([a, b], a + b, name="m")


@pytest.fixture(scope="module")
def named():
    a, b = deepkit.Input((3,), name="first"), deepkit.Input((1,), name="second")
    return deepkit.Model({"a": a, "b": b}, a + b, name="m")


@pytest.mark.parametrize("given", [[A, B], (A, B), {"a": A, "b": B}, {"b": B, "a": A, "c": A}])
def test_inputs_come_in_order_or_by_their_names(listed, given):
    np.testing.assert_array_equal(listed(given), np.full((2, 3), 2.0))


@pytest.mark.parametrize("given", [{"b": B, "a": A}, {"first": A, "second": B}, [A, B]])
def test_a_dict_is_known_by_its_keys_and_by_the_names_of_its_inputs(named, given):
    np.testing.assert_array_equal(named(given), np.full((2, 3), 2.0))


def test_a_last_axis_of_size_one_may_be_missing_or_be_there(listed):
    np.testing.assert_array_equal(listed([A, B[:, 0]]), np.full((2, 3), 2.0))
    np.testing.assert_array_equal(listed([A[..., None], B]), np.full((2, 3), 2.0))


def test_an_input_is_cast_to_the_dtype_it_was_drawn_with(listed):
    assert listed([A.astype("int32"), B]).dtype == "float32"


def test_a_missing_name_is_refused_with_those_that_came(listed):
    with pytest.raises(DataError, match="needs the inputs 'a', 'b', and was not given 'b' but 'a'"):
        listed({"a": A})


def test_too_many_inputs_are_refused(listed):
    with pytest.raises(DataError, match=r"Model 'm' has 2 inputs \(a, b\), got 3"):
        listed([A, B, B])


def test_none_is_refused_unless_the_input_is_optional(listed):
    with pytest.raises(DataError, match="Input 'b' of model 'm' must be given, got None"):
        listed([A, None])


def test_another_shape_is_refused_by_the_name_of_the_input(listed):
    with pytest.raises(ShapeError, match=r"Input 'a' of model 'm' must have shape \(None, 3\), go"):
        listed([np.ones((2, 4), "float32"), B])


@pytest.mark.parametrize("dtype", ["int64", "float64"])
def test_an_input_of_64_bits_takes_numbers_without_a_warning(dtype):
    x = deepkit.Input((2,), dtype=dtype)
    found = deepkit.Model(x, x + 1)(np.array([[1, 2]], dtype))
    assert found.dtype.name == {"int64": "int32", "float64": "float32"}[dtype]
