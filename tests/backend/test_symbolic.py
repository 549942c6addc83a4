"""Symbolic tensors: shape and dtype, and clear words where a value is needed."""

import copy

import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import Spec, any_symbolic, is_batch, is_symbolic, open_spec, visible_shape
from tests.backend._drawing import drawn


def test_a_symbolic_tensor_shows_open_axes_as_none():
    x = drawn(None, 3, None, dtype="float16")
    assert (x.shape, x.dtype, x.ndim) == ((None, 3, None), "float16", 3)
    assert repr(x) == "<SymbolicTensor name=x, shape=(None, 3, None), dtype=float16>"


def test_the_dtype_is_the_floatx_by_default():
    backend.set_floatx("bfloat16")
    assert drawn(2).dtype == "bfloat16"


def test_all_open_batches_are_one_and_other_axes_go_by_position():
    first, second = open_spec((None, None, 3)), open_spec((None, None))
    assert first.shape[:2] == second.shape
    assert first.shape[0] != first.shape[1]
    assert is_batch(first.shape[0])
    assert not is_batch(first.shape[1])
    assert not is_batch(3)


def test_without_a_batch_the_first_axis_is_an_axis_like_others():
    assert not is_batch(open_spec((None, 2), batched=False).shape[0])


def test_sizes_may_be_expressions_of_open_ones():
    doubled = open_spec((None,)).shape[0] * 2
    assert visible_shape(open_spec((doubled, 3)).shape) == (None, 3)


@pytest.mark.parametrize("size", [-1, 2.5, "3"])
def test_sizes_are_whole_numbers(size):
    with pytest.raises(ValueError, match=r"`shape` must be a whole number >= 0, got "):
        open_spec((None, size))


def test_symbols_are_told_from_arrays_in_any_structure():
    x = drawn(None, 2)
    assert is_symbolic(x)
    assert not is_symbolic(np.ones(2))
    assert any_symbolic([1, ({"a": x},)])
    assert not any_symbolic([1, ({"a": np.ones(2)},)])


def test_a_fixed_first_axis_has_a_length_and_an_open_one_has_not():
    assert len(drawn(4, 2)) == 4
    with pytest.raises(TypeError, match="has no length: its first axis is open"):
        len(drawn(None, 2))
    with pytest.raises(TypeError, match="has no length"):
        len(drawn())


@pytest.mark.parametrize(
    ("use", "cure"),
    [
        (bool, r"used as a condition\. Use `ops.where` or `ops.cond`"),
        (list, r"iterated\. Use `ops.unstack` or slices"),
        (float, r"turned into a number\. Use operations"),
        (int, r"turned into a number"),
        (range, r"turned into a number"),
        (np.asarray, r"given to NumPy\. Use the function of the same name"),
        (lambda x: np.concatenate([x, x]), r"given to NumPy"),
    ],
)
def test_what_needs_a_value_is_refused_with_the_cure(use, cure):
    with pytest.raises(TypeError, match=rf"x.*\(4, 2\).* has no value yet and cannot be {cure}"):
        use(drawn(4, 2))


def test_numpys_own_functions_are_refused():
    with pytest.raises(TypeError, match="SymbolicTensor"):
        np.sin(drawn(4, 2))


def test_a_copy_is_the_tensor_itself():
    x = drawn(None, 2)
    assert copy.deepcopy([x])[0] is x


def test_symbolic_tensors_are_compared_by_identity():
    x, y = drawn(None, 2), drawn(None, 2)
    assert x == x
    assert x != y
    assert len({x, y, x}) == 2


def test_specs_are_compared_by_value():
    assert Spec((None, 2), "float32") == Spec((None, 2), "float32")


def test_a_node_is_its_own_operation_if_it_calls_a_function():
    y = drawn(None, 2) * 2
    assert y.node.owner is y.node
    assert y.node.inputs[0].node.owner.name == "x"
