"""Blocks of numbers and of buckets become one matrix, row by row."""

import numpy as np
import pytest
from scipy import sparse

from deepkit.errors import DataError
from deepkit.estimators.linear_solver import Block, make_design
from deepkit.estimators.linear_solver import _design as module


def whole(design):
    """Return the matrix of a design with every zero."""
    buckets = design.buckets
    return np.hstack(
        [design.numbers, buckets if type(buckets) is np.ndarray else buckets.toarray()]
    )


def test_numbers_come_first_then_buckets():
    zips = Block("zip", np.array([[2], [-1], [0]]), buckets=3)
    sizes = Block("size", np.array([[1.0, 2.0], [3, 4], [5, 6]], "float32"))
    design = make_design([zips, sizes])
    expected = [[1, 2, 0, 0, 1], [3, 4, 0, 0, 0], [5, 6, 1, 0, 0]]
    np.testing.assert_array_equal(whole(design), expected)
    assert design.places == {"size": slice(0, 2), "zip": slice(2, 5)}
    assert (design.rows, design.width) == (3, 5)


def test_numbers_of_higher_rank_are_flattened():
    design = make_design([Block("x", np.arange(12.0).reshape(2, 3, 2))])
    np.testing.assert_array_equal(whole(design), np.arange(12.0).reshape(2, 6))


def test_one_number_per_row_needs_no_second_axis():
    assert make_design([Block("x", np.arange(3.0))]).width == 1


def test_ids_that_repeat_in_a_row_are_counted():
    design = make_design([Block("tag", np.array([[1, 1, 0], [2, -1, -1]]), buckets=3)])
    np.testing.assert_array_equal(whole(design), [[1, 2, 0], [0, 0, 1]])


@pytest.mark.parametrize(
    ("combiner", "expected"),
    [
        ("sum", [[3, 4, 0], [0, -2, 0], [0, 0, 0]]),
        ("mean", [[3 / 7, 4 / 7, 0], [0, 0, 0], [0, 0, 0]]),
        ("sqrtn", [[3 / 5, 4 / 5, 0], [0, 0, 0], [0, 0, 0]]),
    ],
)
def test_weights_are_combined_and_only_sums_know_negative_ones(combiner, expected):
    ids, weights = np.array([[0, 1], [1, -1], [-1, -1]]), np.array([[3.0, 4], [-2, 9], [9, 9]])
    block = Block("tag", ids, buckets=3, weights=weights, combiner=combiner)
    np.testing.assert_allclose(whole(make_design([block])), expected)


def test_a_mean_without_weights_divides_by_what_is_present():
    block = Block("tag", np.array([[0, 1, -1], [2, -1, -1]]), buckets=3, combiner="mean")
    np.testing.assert_allclose(whole(make_design([block])), [[0.5, 0.5, 0], [0, 0, 1]])


def test_many_buckets_stay_sparse_and_few_do_not():
    ids = np.arange(8)
    assert sparse.issparse(make_design([Block("a", ids, buckets=8)]).buckets)
    assert type(make_design([Block("a", ids % 2, buckets=2)]).buckets) is np.ndarray


def test_long_columns_are_cut_into_pieces(monkeypatch, random):
    ids = random.integers(-1, 50, (100, 2))
    blocks = [Block("a", ids, buckets=50), Block("b", ids[:, :1], buckets=50)]
    expected = whole(make_design(blocks))
    monkeypatch.setattr(module, "_ROWS", 7)
    np.testing.assert_array_equal(whole(make_design(blocks)), expected)


def test_rows_are_taken_from_both_parts():
    design = make_design([Block("x", np.arange(9.0)), Block("a", np.arange(9), buckets=9)])
    taken = design.take(np.array([0, 8]))
    np.testing.assert_array_equal(taken.numbers[:, 0], [0, 8])
    np.testing.assert_array_equal(taken.buckets.toarray(), np.eye(9)[[0, 8]])


def test_entries_are_what_is_kept():
    blocks = [Block("x", np.zeros((9, 2))), Block("a", np.arange(9) - 1, buckets=9)]
    assert make_design(blocks).entries == 18 + 8


@pytest.mark.parametrize("rows", [0, 4])
def test_there_may_be_no_columns(rows):
    assert whole(make_design([], rows=rows)).shape == (rows, 0)


def test_there_may_be_no_rows():
    blocks = [Block("x", np.zeros((0, 2))), Block("a", np.zeros((0, 3), int), buckets=4)]
    assert whole(make_design(blocks)).shape == (0, 6)


def test_ids_out_of_range_are_refused():
    with pytest.raises(DataError, match="ids of column 'a' must be below 3, got 3"):
        Block("a", np.array([0, 3]), buckets=3)


def test_weights_of_another_shape_are_refused():
    with pytest.raises(DataError, match=r"weights of column 'a' must have the shape .* \(2,\)"):
        Block("a", np.array([0, 1]), buckets=3, weights=np.ones(3))


def test_an_unknown_combiner_is_refused():
    with pytest.raises(ValueError, match="`combiner` must be one of 'sum', 'mean', 'sqrtn'"):
        Block("a", np.array([0, 1]), buckets=3, combiner="max")


def test_blocks_of_different_lengths_are_refused():
    with pytest.raises(DataError, match=r"same number of rows, got {'a': 2, 'b': 3}"):
        make_design([Block("a", np.zeros(2)), Block("b", np.zeros(3))])


def test_two_blocks_of_one_name_are_refused():
    with pytest.raises(DataError, match="different names"):
        make_design([Block("a", np.zeros(2)), Block("a", np.zeros(2))])
