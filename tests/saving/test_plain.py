"""Values that JSON has no word for, there and back."""

import ml_dtypes
import numpy as np
import pytest

from deepkit import Input, ops
from deepkit.errors import SavingError
from deepkit.saving import _plain as plain
from deepkit.saving._plain import as_tuples, is_marked, mark, places_in, read_arguments, unmark


def no_tensor(place):
    raise AssertionError(place)


@pytest.mark.parametrize("value", [slice(None, -1, 2), slice(3), ..., b"bytes", slice(np.int64(2))])
def test_marked_values_come_back(value):
    assert unmark(mark(value)) == value


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "int32", "bool"])
def test_arrays_come_back_with_their_dtype(dtype):
    record = mark(ops.ones((2, 3), dtype))
    assert record["class_name"] == "__tensor__"
    value = unmark(record)
    assert value.dtype == np.dtype(getattr(ml_dtypes, dtype, dtype))
    assert value.tolist() == [[1, 1, 1], [1, 1, 1]]


def test_numpy_arrays_are_told_apart_as_in_keras():
    assert mark(np.ones(2))["class_name"] == "__numpy__"


@pytest.mark.parametrize("value", [1, "text", None, [1], {"a": 1}, object()])
def test_other_values_are_not_marked(value):
    assert mark(value) is None
    assert not is_marked(value)


def test_a_symbolic_tensor_is_no_constant():
    assert mark(Input((2,))) is None


def test_an_array_too_large_for_a_config_is_refused(monkeypatch):
    monkeypatch.setattr(plain, "_LARGEST_CONSTANT", 5)
    with pytest.raises(SavingError, match=r"shape \(2, 3\) is too large for the config"):
        mark(np.ones((2, 3)))


def test_code_in_a_file_is_refused_with_a_way_out():
    with pytest.raises(
        SavingError, match=r"never runs code that it finds in a file.*by a function"
    ):
        unmark({"class_name": "__lambda__", "config": {"value": ["4wEAAAA=", None, None]}})


@pytest.mark.parametrize("name", ["__typespec__", "__keras_tensor__", "__class__", "__tensor__"])
def test_what_cannot_be_read_is_refused(name):
    with pytest.raises(SavingError, match=f"The file has '{name}' in a place where"):
        unmark({"class_name": name, "config": None})


@pytest.mark.parametrize(
    "record",
    [
        {"class_name": "__tensor__", "config": {"value": ["a"], "dtype": "float32"}},
        {"class_name": "__tensor__", "config": {"value": [[1], [1, 2]], "dtype": "float32"}},
        {"class_name": "__numpy__", "config": {"value": [1], "dtype": "object"}},
        {"class_name": "__numpy__", "config": {"value": [1]}},
        {"class_name": "__slice__", "config": {"start": "a", "stop": None, "step": None}},
        {"class_name": "__bytes__", "config": {"value": 1}},
    ],
)
def test_a_marked_value_that_is_malformed_is_refused(record):
    with pytest.raises(SavingError, match="that cannot be read"):
        unmark(record)


def test_arguments_of_a_call_are_read_with_their_tensors():
    tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 1]}}
    read = read_arguments([{"a": tensor}, [1, mark(slice(2))]], lambda place: tuple(place))
    assert read == [{"a": ("x", 0, 1)}, [1, slice(2)]]


def test_objects_are_not_read_as_arguments_of_a_call():
    record = {"module": "os", "class_name": "system", "config": {"command": "true"}}
    assert read_arguments(record, no_tensor) == record


def test_places_in_arguments_are_found():
    tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 1]}}
    assert places_in({"args": [tensor, [2.0, tensor]], "kwargs": {"mask": tensor}}) == 3 * [
        ["x", 0, 1]
    ]
    assert places_in({"class_name": "__keras_tensor__", "config": 1}) == [None]


def test_lists_become_tuples_at_every_level():
    assert as_tuples([1, [2, [None]], "ab"]) == (1, (2, (None,)), "ab")
