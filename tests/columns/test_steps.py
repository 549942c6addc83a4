"""Input columns as sequences: their steps, lengths and masks."""

import numpy as np
import pytest

from deepkit.columns._steps import step_entries, steps_of
from deepkit.errors import DataError
from deepkit.feature_column import as_table


def read(values, categories=False):
    return steps_of(as_table({"x": values})["x"], "x", categories)


@pytest.mark.parametrize(
    ("values", "steps", "lengths"),
    [
        ([["a", "b"], ["c"]], ["a", "b", "c"], [2, 1]),
        ([["a", ""], ["c", "d"]], ["a", "c", "d"], [1, 2]),
        ([[1.0, 2.0], []], [1.0, 2.0], [2, 0]),
        ([[1.0, np.nan], [2.0, 3.0]], [1.0, 2.0, 3.0], [1, 2]),
        ([[], [["a", "b"], ["c"]]], [["a", "b"], ["c", ""]], [0, 2]),
        ([None, None], [], [0, 0]),
        ([["a", "", ""], [""]], ["a"], [1, 0]),
        ([[3, -1], [4]], [3, -1, 4], [2, 1]),
        ([[[[1, 2]], [[3, 4]]], [[[5, 6]]]], [[[1, 2]], [[3, 4]], [[5, 6]]], [2, 1]),
    ],
)
def test_rows_become_steps_one_after_the_other(values, steps, lengths):
    found = read(values)
    assert found.values.tolist() == steps
    assert found.lengths.tolist() == lengths


def test_the_mask_is_as_long_as_a_power_of_two():
    assert read([["a"] * 3, ["b"]]).mask.tolist() == [[True] * 3 + [False], [True] + [False] * 3]


def test_values_are_spread_to_their_rows():
    steps = read([[1.0, 2.0], [3.0]])
    assert steps.spread(steps.values, -5.0).tolist() == [[1.0, 2.0], [3.0, -5.0]]


def test_steps_of_numbers_become_whole_entries():
    assert step_entries(read([[1, 2], [3]]), "x").tolist() == [[1], [2], [3]]
    assert step_entries(read([[[1, 2]], [[3], [4]]]), "x").tolist() == [[1, 2], [3, -1], [4, -1]]


@pytest.mark.parametrize("values", [[[3, -1], [4, 5]], [[3, -1, -1], [4, 5]]])
def test_minus_one_at_the_end_is_no_category(values):
    assert read(values, categories=True).lengths.tolist() == [1, 2]


def test_single_values_are_no_sequences():
    with pytest.raises(DataError, match="Column 'x' must hold a list of steps per row, got single"):
        read(["a", "b"])


def test_lists_within_the_lists_of_a_step_are_refused():
    with pytest.raises(DataError, match="Column 'x' must hold, per step, a value, a list of them"):
        read([[[["a"], ["b", "c"]]], [[["d"]], [["e"]]]])
