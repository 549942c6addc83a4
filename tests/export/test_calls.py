"""What users hand to a signature."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import DataError
from deepkit.export._calls import Arguments
from deepkit.export._manifest import TensorSpec

ONE = Arguments([TensorSpec("x", (None, 2), "float32")])
TWO = Arguments([TensorSpec("a", (None, 2), "float32"), TensorSpec("b", (None,), "int32")])
A, B = np.ones((3, 2), "float32"), np.arange(3, dtype="int32")


def test_an_array_that_fits_is_passed_on_as_it_is():
    assert ONE.arrays([A], {})[0] is A


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ([A, B], {}),
        ([[A, B]], {}),
        ([{"b": B, "a": A}], {}),
        ([], {"a": A, "b": B}),
        ([A], {"b": B}),
    ],
)
def test_arrays_are_matched_by_order_and_by_name(args, kwargs):
    a, b = TWO.arrays(args, kwargs)
    assert a is A
    assert b is B


@pytest.mark.parametrize(
    "value",
    [A.tolist(), A.astype("float64"), A.astype("int64"), A > 0, ops.convert_to_tensor(A)],
)
def test_numbers_of_other_kinds_become_those_wanted(value):
    (found,) = ONE.arrays([value], {})
    assert found.dtype == "float32"
    np.testing.assert_array_equal(found, A)


@pytest.mark.parametrize("value", [np.ones((3, 3), "float32"), np.ones(2, "float32"), 1.0])
def test_another_shape_is_refused(value):
    with pytest.raises(DataError, match=r"Input 'x' must have the shape \[None, 2\], got \["):
        ONE.arrays([value], {})


@pytest.mark.parametrize("value", [["a", "b"], np.ones((3, 2), complex), np.zeros(2, object)])
def test_what_holds_no_numbers_is_refused(value):
    with pytest.raises(DataError, match="Input 'x' must be float32, got "):
        ONE.arrays([value], {})


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(DataError, match="Input 'x' must be an array of numbers"):
        ONE.arrays([[[1.0], [1.0, 2.0]]], {})


def test_floats_are_no_whole_numbers():
    with pytest.raises(DataError, match="Input 'b' must be int32, got float64"):
        TWO.arrays([A, [1.0, 2.0, 3.0]], {})


def test_whole_numbers_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="Input 'b' has numbers that do not fit into int32"):
        TWO.arrays([A, [1, 2, 1 << 31]], {})


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        ([A], {}, "Input 'b' is missing. Give 'a' float32"),
        ([A, B], {"c": B}, "There is no input 'c'. Give 'a' float32"),
        ([A, B, B], {}, "Give .*, got 3 inputs"),
        ([A, B[:2]], {}, "as many rows as each other, but 'a' has 3, 'b' has 2"),
    ],
)
def test_inputs_that_do_not_go_together_are_named(args, kwargs, message):
    with pytest.raises(DataError, match=message):
        TWO.arrays(args, kwargs)


def test_numbers_that_would_wrap_round_are_refused_though_an_old_manifest_has_64_bits():
    old = Arguments([TensorSpec("ids", (None, 1), "int64")])
    assert old.arrays([np.array([[7]])], {})[0].dtype == np.int32
    with pytest.raises(DataError, match="has numbers that do not fit into int32"):
        old.arrays([np.array([[2**32 + 1]])], {})
