"""Input columns as categories: their shape, what stands for nothing, what is refused."""

import numpy as np
import pytest

from deepkit.columns import _entries as entries
from deepkit.errors import DataError
from deepkit.feature_column import as_table


def read(values):
    return entries.entries_of(as_table({"x": values})["x"], "x")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", None], [["a"], [""]]),
        ([3, -1], [[3], [-1]]),
        ([True, False], [[1], [0]]),
        ([3.0, float("nan")], [[3], [-1]]),
        ([["a", "b", "c"], []], [["a", "b", "c", ""], ["", "", "", ""]]),
        ([[1, 2, 3], [4, 5, 6]], [[1, 2, 3, -1], [4, 5, 6, -1]]),
        ([[], []], [[-1], [-1]]),
        ([[7], [], [8, 9]], [[7, -1], [-1, -1], [8, 9]]),
    ],
)
def test_values_become_entries_of_shape_n_k(values, expected):
    assert read(values).tolist() == expected


def test_numbers_that_are_not_whole_are_refused_by_name():
    with pytest.raises(DataError, match=r"Column 'x' must hold text or whole numbers, got \[1.5\]"):
        read([1.5, 2.0])
    with pytest.raises(DataError, match=r"whole numbers, got \[18446744073709551615\]"):
        read(np.array([2**64 - 1], np.uint64))


def test_lists_of_lists_and_tables_per_row_are_refused():
    with pytest.raises(DataError, match="Column 'x' must hold one category or a list of them"):
        read([[["a"], ["b", "c"]], [["d"]]])
    with pytest.raises(DataError, match=r"per row, got shape \(2, 1, 2\). Use a sequence column"):
        read(np.zeros((2, 1, 2), int))


@pytest.mark.parametrize(("size", "power"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 4), (5, 8)])
def test_sizes_are_rounded_up_to_powers_of_two(size, power):
    assert entries.power_of_two(size) == power


def test_a_lookup_asks_once_for_each_new_entry():
    asked = []

    def find(new):
        asked.append(new)
        return [len(word) for word in new]

    lookup = entries.Lookup({"": -1}, find)
    values = np.array(["aa", "", "aa", "b"], object)
    assert lookup(values) == [2, -1, 2, 1]
    assert lookup(values) == [2, -1, 2, 1]
    assert asked == [["aa", "b"]]


def test_a_lookup_remembers_only_so_many(monkeypatch):
    monkeypatch.setattr(entries, "_REMEMBERED", 1)
    lookup = entries.Lookup({}, lambda new: [len(word) for word in new])
    assert lookup(np.array(["a", "bb"], object)) == [1, 2]
    assert lookup.known == {}
