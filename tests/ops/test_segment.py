"""Groups, counts and different numbers, with and without the values at hand."""

import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.errors import ShapeError


def test_rows_are_reduced_by_group():
    rows, groups = np.array([[1.0], [2.0], [5.0]]), [0, 2, 0]
    assert ops.segment_sum(rows, groups).tolist() == [[6.0], [0.0], [2.0]]
    assert ops.segment_prod(rows, groups).tolist() == [[5.0], [1.0], [2.0]]
    assert ops.segment_max(rows, groups, num_segments=3).tolist() == [[5.0], [-np.inf], [2.0]]
    assert ops.segment_min(rows, groups, num_segments=1).tolist() == [[1.0]]


def test_how_many_groups_there_are_must_be_told_to_a_compiled_program():
    with pytest.raises(ShapeError, match=r"`segment_ids` needs the values.*Give `num_segments`"):
        backend.jit(ops.segment_sum)(np.ones(2), np.zeros(2, int))


def test_numbers_are_counted_in_each_row():
    assert ops.bincount([0, 2, 2]).tolist() == [1, 0, 2]
    assert ops.bincount([[0, 1], [1, 1]], weights=[[0.5, 1.0], [2.0, 3.0]]).tolist() == [
        [0.5, 1.0],
        [0.0, 5.0],
    ]
    assert ops.bincount(np.zeros(0, int), minlength=2).tolist() == [0, 0]


def test_a_compiled_program_counts_below_a_bound():
    count = backend.jit(lambda x: ops.bincount(x, minlength=3))
    assert count(np.array([0, 1, 7])).tolist() == [1, 1, 0]
    with pytest.raises(ShapeError, match=r"`bincount` needs the values.*Give `minlength`"):
        backend.jit(ops.bincount)(np.array([0, 1]))
    with pytest.raises(ValueError, match="`sparse` must be False"):
        ops.bincount([1], sparse=True)


def test_a_histogram_counts_in_equal_bins():
    counts, edges = ops.histogram([0.0, 1.0, 1.5, 4.0], bins=2, range=(0, 4))
    assert (counts.tolist(), edges.tolist()) == ([3.0, 1.0], [0.0, 2.0, 4.0])


def test_different_numbers_are_found_with_their_places():
    values, index, inverse, counts = ops.unique([3, 1, 3], True, True, True, True)
    assert (values.tolist(), index.tolist()) == ([1, 3], [1, 0])
    assert (inverse.tolist(), counts.tolist()) == ([1, 0, 1], [1, 2])


def test_how_many_different_numbers_there_are_must_be_told_to_a_compiled_program():
    found = backend.jit(lambda x: ops.unique(x, size=3, fill_value=-1))(np.array([2, 1, 2]))
    assert found.tolist() == [1, 2, -1]
    with pytest.raises(ShapeError, match=r"`unique` needs the values.*Give `size`"):
        backend.jit(ops.unique)(np.array([1]))
