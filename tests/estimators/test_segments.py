"""Tests of the segments that training is cut into."""

from itertools import count, islice

import numpy as np
import pytest

from deepkit.estimators._segments import RowSegments, Segments, endless, lengths_until


def test_each_epoch_goes_on_where_the_last_one_ended():
    source = Segments(count(), [2, 3])
    assert list(source.batches(0)) == [0, 1]
    assert list(source.batches(1)) == [2, 3, 4]


def test_the_first_batch_can_be_seen_before_it_is_taken():
    source = Segments(iter("ab"), [2])
    assert source.peek() == "a"
    assert list(source.batches(0)) == ["a", "b"]


def test_the_last_segment_may_be_short():
    source = Segments(iter("abc"), endless(2))
    assert list(source.batches(0)) == ["a", "b"]
    assert source.has_more()
    assert list(source.batches(1)) == ["c"]
    assert not source.has_more()
    assert list(source.batches(2)) == []


def test_no_batch_at_all_stops_at_once():
    with pytest.raises(StopIteration):
        Segments(iter(()), [1])


def row_segments(lengths):
    batch = {"a": np.arange(6.0)}, np.arange(6), None
    orders = [np.array([5, 4]), np.array([3, 2]), np.array([1])]
    return RowSegments(batch, iter(orders), lengths)


def test_rows_of_a_segment_are_those_of_its_batches():
    source = row_segments([2, 2])
    assert source.order(0).tolist() == [5, 4, 3, 2]
    assert source.has_more()
    assert source.order(1).tolist() == [1]
    assert not source.has_more()


def test_batches_of_rows_are_cut_out_of_all_of_them():
    source = row_segments([3])
    assert [y.tolist() for _, y, _ in source.batches(0)] == [[5, 4], [3, 2], [1]]
    assert source.batch_size == 2


def test_rows_say_how_many_steps_a_segment_has():
    assert row_segments([100, 50]).steps == 100


def test_no_rows_at_all_stop_at_once():
    with pytest.raises(StopIteration):
        RowSegments(({"a": np.zeros(1)}, np.zeros(1), None), iter(()), [1])


@pytest.mark.parametrize(
    ("total", "cadence", "lengths"),
    [(20, 10, [10, 10]), (7, 10, [7]), (33, 10, [10, 10, 10, 3])],
)
def test_lengths_add_up_to_the_steps(total, cadence, lengths):
    assert lengths_until(total, cadence) == lengths
    assert sum(lengths) == total


def test_endless_lengths_are_all_the_same():
    lengths = endless(7)
    assert list(islice(lengths, 3)) == [7, 7, 7]
    assert len(lengths) > 10**9
