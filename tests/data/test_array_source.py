"""Arrays are cut into batches that together are the data."""

from itertools import chain

import numpy as np
import pytest

from deepkit.data import ArraySource
from deepkit.errors import DataError


def rows_of(source, epoch=0, start=0):
    return [x.tolist() for x, _, _ in source.batches(epoch, start)]


def joined(lists):
    return list(chain.from_iterable(lists))


def test_the_last_batch_may_be_short():
    source = ArraySource(np.arange(10), batch_size=4, shuffle=False)
    assert rows_of(source) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert (source.steps, source.batch_size, source.rows) == (3, 4, 10)


@pytest.mark.parametrize(
    ("steps", "batch_size", "expected"),
    [(None, None, (4, 32)), (3, None, (3, 34)), (2, 10, (2, 10))],
)
def test_the_batch_size_is_32_or_what_the_steps_ask_for(steps, batch_size, expected):
    source = ArraySource(np.arange(100), batch_size=batch_size, steps=steps)
    assert (source.steps, source.batch_size) == expected


def test_shuffled_batches_hold_matching_rows_of_all_parts():
    x, y, w = np.arange(20).reshape(10, 2), np.arange(10), np.arange(10.0)
    source = ArraySource({"a": x, "b": [x[:, 0]]}, y, w, batch_size=3)
    seen = []
    for inputs, targets, weights in source.batches(epoch=0):
        np.testing.assert_array_equal(inputs["a"][:, 0], 2 * targets)
        np.testing.assert_array_equal(inputs["b"][0], 2 * targets)
        np.testing.assert_array_equal(weights, targets)
        seen += targets.tolist()
    assert seen != list(range(10))
    assert sorted(seen) == list(range(10))


def test_batches_follow_the_order_of_the_epoch():
    source = ArraySource(np.arange(10), batch_size=4, seed=5)
    for epoch in (0, 1, 1):
        assert joined(rows_of(source, epoch)) == source.order(epoch).tolist()


def test_an_epoch_can_go_on_in_its_middle():
    source = ArraySource(np.arange(10), batch_size=3)
    assert rows_of(source, epoch=4, start=2) == rows_of(source, epoch=4)[2:]


@pytest.mark.parametrize("shuffle", [False, True])
def test_with_fewer_steps_an_epoch_goes_on_where_the_last_one_stopped(shuffle):
    source = ArraySource(np.arange(10), batch_size=2, steps=3, shuffle=shuffle)
    epochs = [joined(rows_of(source, epoch)) for epoch in range(5)]
    assert [len(rows) for rows in epochs] == [6] * 5
    assert np.bincount(joined(epochs)).tolist() == [3] * 10
    if not shuffle:
        assert epochs[:2] == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 0, 1]]


def test_more_steps_than_there_are_warn_and_are_cut_down():
    with pytest.warns(UserWarning, match="An epoch of 9 steps was asked for, and has only 5"):
        source = ArraySource(np.arange(10), batch_size=2, steps=9)
    assert source.steps == 5


def test_shuffling_within_batches_keeps_the_batches_in_place():
    source = ArraySource(np.arange(8), batch_size=4, shuffle="batch")
    assert [sorted(rows) for rows in rows_of(source)] == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_peek_takes_nothing_away():
    source = ArraySource(np.arange(10), np.arange(10), batch_size=4, shuffle=False)
    x, y, weight = source.peek()
    assert (x.shape, y.shape, weight) == ((4,), (4,), None)
    assert len(rows_of(source)) == 3


def test_columns_first_arrays_are_cut_alike():
    x = np.arange(20).reshape(10, 2)
    by_columns = ArraySource(np.asfortranarray(x), batch_size=3, seed=1)
    assert rows_of(by_columns) == rows_of(ArraySource(x, batch_size=3, seed=1))


def test_unshuffled_batches_are_views():
    x = np.arange(10)
    [(first, _, _), *_] = ArraySource(x, batch_size=4, shuffle=False).batches(0)
    assert np.shares_memory(first, x)


def test_lengths_that_differ_are_refused():
    with pytest.raises(DataError, match="got x: 10; y: 9"):
        ArraySource(np.zeros(10), np.zeros(9))
