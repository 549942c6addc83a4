"""Parts of tensors: places outside, open sizes, and what is refused."""

import jax
import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError
from tests.backend._drawing import drawn

X = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")


def test_parts_are_taken_by_keys():
    assert ops.get_item([1, 2, 3], slice(1, None)).tolist() == [2, 3]
    assert ops.get_item(drawn(None, 3), (Ellipsis, None)).shape == (None, 3, 1)


def test_places_count_from_the_end_and_what_is_outside_is_nan():
    assert ops.take([1.0, 2.0], [-1, 0]).tolist() == [2.0, 1.0]
    assert np.isnan(ops.take([1.0, 2.0], 5))
    assert ops.take(X, [[1.0]], axis=1).tolist() == [[[2.0]], [[4.0]]]


def test_each_row_has_its_own_places():
    assert ops.take_along_axis(X, [[1], [0]], axis=1).tolist() == [[2.0], [3.0]]
    assert ops.take_along_axis(X, [3, 0]).tolist() == [4.0, 1.0]


def test_numbers_are_chosen_by_truth_and_meet_in_one_dtype():
    chosen = ops.where([1, 0], np.array([1, 2]), np.array([0.5, 0.5], "float32"))
    assert (chosen.tolist(), chosen.dtype) == ([1.0, 0.5], "float32")
    assert [p.tolist() for p in ops.where([[False, True]])] == [[0], [1]]


def test_one_choice_alone_is_refused():
    with pytest.raises(ValueError, match="`x1` and `x2` must be given both, or neither"):
        ops.where([True], [1.0])


def test_the_first_condition_that_holds_decides():
    conditions = [[True, False, False], [1, 1, 0]]
    assert ops.select(conditions, [[1, 1, 1], [2.0, 2.0, 2.0]], default=9).tolist() == [1, 2, 9]


def test_how_many_are_not_zero_is_unknown_to_a_compiled_program():
    with pytest.raises(ShapeError, match=r"`nonzero` needs the values .*`where\(condition, x1"):
        jax.jit(ops.nonzero)(X)
    with pytest.raises(ShapeError, match="`nonzero` needs the values"):
        jax.jit(ops.where)(X)


def test_a_block_that_leaves_the_tensor_is_moved_inwards():
    assert ops.slice(X, (1, 1), (1, 2)).tolist() == [[3.0, 4.0]]
    assert ops.slice(X, np.array([0, 1]), (2, 1)).tolist() == [[2.0], [4.0]]
    assert ops.slice_update(X, [5, 0], [[7, 8]]).tolist() == [[1.0, 2.0], [7.0, 8.0]]


def test_what_is_scattered_to_one_place_adds_up():
    assert ops.scatter([[0], [2], [0]], [1, 2, 3], (4,)).tolist() == [4, 0, 2, 0]
    assert ops.scatter([[1]], X[:1], (2, 2)).tolist() == [[0.0, 0.0], [1.0, 2.0]]


REDUCTIONS = [(None, [5, 20]), ("add", [15, 20]), ("max", [10, 20]), ("min", [5, 20])]


@pytest.mark.parametrize(("reduction", "expected"), [*REDUCTIONS, ("mul", [50, 20])])
def test_numbers_at_places_are_replaced_or_combined(reduction, expected):
    assert ops.scatter_update([10, 20], [[0]], [5.0], reduction).tolist() == expected


def test_an_unknown_combination_is_refused():
    with pytest.raises(ValueError, match=r"`reduction` must be one of None, 'add', .*, got 'sum'"):
        ops.scatter_update([1], [[0]], [1], "sum")


def test_numbers_of_no_class_become_zeros():
    assert ops.one_hot([1, -1, 2], 2).tolist() == [[0, 1], [0, 0], [0, 0]]
    assert ops.one_hot([[0.0, 1.0]], 2, axis=1, dtype="int32").tolist() == [[[1, 0], [0, 1]]]
    assert ops.one_hot(drawn(None, dtype="int32"), 3).shape == (None, 3)
    assert ops.one_hot(1, 3).tolist() == [0, 1, 0]


def test_a_set_of_numbers_becomes_one_vector():
    assert ops.multi_hot([2, 0, 2], 4).tolist() == [1, 0, 1, 0]
    assert ops.multi_hot([[0, 1], [1, -1]], 2, dtype="bool").tolist() == [[1, 1], [0, 1]]


def test_the_length_of_the_vector_is_needed():
    with pytest.raises(
        ValueError, match="`num_classes` must be the length of the vectors, got None"
    ):
        ops.multi_hot([1, 2])


@pytest.mark.parametrize("name", ["one_hot", "multi_hot"])
def test_vectors_are_never_sparse(name):
    with pytest.raises(ValueError, match="`sparse` must be False: tensors are dense"):
        getattr(ops, name)([1], 2, sparse=True)


def test_places_in_the_flattened_tensor_have_coordinates():
    assert [int(i) for i in ops.unravel_index(5, (2, 3))] == [1, 2]
