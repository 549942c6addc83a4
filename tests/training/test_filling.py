"""Batches are filled up with their last row, and outputs cut back to the rows there were."""

import numpy as np
import pytest

from deepkit.backend import keep_order
from deepkit.data import ArraySource, StreamSource
from deepkit.training._filling import Filling, Sizes, filled, rounded_up


class Asked:
    """What tells how to fill up, and what it was asked."""

    def __init__(self):
        self.questions = []

    def filling(self, x, full, *, is_full):
        self.questions.append((len(x), full, is_full))
        return Filling(len(x), full, [True])


def test_sizes_grow_by_a_third_or_a_half():
    found = [rounded_up(rows) for rows in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 17, 25, 33, 97)]
    assert found == [1, 2, 3, 4, 6, 6, 8, 8, 12, 12, 16, 24, 32, 48, 128]


def test_the_last_row_is_there_over_and_over():
    x = {"a": np.arange(2.0), "b": np.array([[1, 2], [3, 4]])}
    found = filled(x, 4)
    assert found["a"].tolist() == [0, 1, 1, 1]
    assert found["b"].tolist() == [[1, 2], [3, 4], [3, 4], [3, 4]]
    assert filled(x["a"], 3).dtype == np.float64


def test_outputs_without_rows_are_not_cut():
    rows, others = np.arange(4), np.arange(4.0)
    found = Filling(2, 4, [True, False]).cut(keep_order({"z": rows, "a": others}))
    assert list(found) == ["z", "a"]
    assert found["z"].tolist() == [0, 1]
    assert found["a"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("cuts", "expected"), [(True, [0, 1]), (False, [0, 1, 2, 3])])
def test_what_is_cut_is_nobody_elses(cuts, expected):
    outputs = np.arange(4)
    found = Filling(2, 4, [cuts]).cut(outputs)
    assert found.tolist() == expected
    found[0] = 7
    assert outputs[0] == 0


def fillings(source):
    asked = Asked()
    sizes = Sizes(asked, source)
    return [sizes.filling(x) for x, *_ in source.batches(0)], asked.questions


def test_the_last_batch_gets_as_many_rows_as_the_others():
    found, questions = fillings(ArraySource(np.zeros(7), batch_size=3, shuffle=False))
    assert found == [None, None, Filling(1, 3, [True])]
    assert questions == [(1, 3, True)]


def test_a_batch_that_stands_alone_gets_one_of_a_few_sizes():
    assert fillings(ArraySource(np.zeros(5), batch_size=32))[1] == [(5, 32, False)]
    assert fillings(ArraySource(np.zeros(5), batch_size=5)) == ([None], [])


def test_batches_of_any_size_are_not_all_filled_up():
    source = StreamSource(
        iter([np.zeros(n) for n in (4, 2, 5, 1)]), steps=4, prepare=lambda x: (x,)
    )
    assert fillings(source)[1] == [(2, 4, True), (1, 4, False)]


def test_a_batch_without_rows_is_not_filled_up():
    source = StreamSource(iter([np.zeros(n) for n in (4, 0, 3)]), steps=3, prepare=lambda x: (x,))
    found, questions = fillings(source)
    assert found == [None, None, Filling(3, 4, [True])]
    assert questions == [(3, 4, True)]
