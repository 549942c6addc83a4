"""Tests of where the batches of training come from."""

import numpy as np

from deepkit.estimators._examples import Examples
from deepkit.estimators._segments import endless
from deepkit.estimators._supply import Rows, Stream, first_examples, joined
from deepkit.feature_column import as_table


def examples(labels, weights=None):
    table = as_table({"a": list(labels)})
    weights = None if weights is None else np.asarray(weights)
    return Examples(table, np.asarray(labels), weights, ("a",), 1)


BATCH = ({"a": np.array([[1.0], [2.0], [3.0]])}, np.array([10, 20, 30]), None)


def test_rows_in_memory_come_in_the_order_from_a_step_on():
    orders = [np.array([0]), np.array([1]), np.array([2])]
    supply = Rows(BATCH, lambda start: iter(orders[start:]))
    source = supply.source(1, None, endless(5))
    assert [y.tolist() for _, y, _ in source.batches(0)] == [[20], [30]]


def test_so_many_steps_are_taken_and_no_more():
    supply = Rows(BATCH, lambda start: iter([np.array([0])] * 9))
    assert len(list(supply.source(0, 4, endless(9)).batches(0))) == 4


def test_a_stream_starts_at_its_beginning_whatever_was_made_before():
    supply = Stream(lambda: iter([examples([1]), examples([2])]), lambda part: part.labels)
    source = supply.source(5, None, endless(5))
    assert [labels.tolist() for labels in source.batches(0)] == [[1], [2]]


def test_first_examples_end_when_so_many_rows_have_come():
    parts = [examples([1, 2]), examples([3, 4]), examples([5])]
    assert list(first_examples(iter(parts), 3)) == parts[:2]


def test_labels_and_weights_of_examples_are_joined():
    labels, weights = joined([examples([1, 2], [0.5, 1.0]), examples([3], [2.0])])
    assert labels.tolist() == [1, 2, 3]
    assert weights.tolist() == [0.5, 1.0, 2.0]


def test_labels_of_several_heads_are_joined_by_name():
    table = as_table({"a": [1]})
    parts = [Examples(table, {"h": np.array([i])}, None, ("a",), 1) for i in range(2)]
    labels, weights = joined(parts)
    assert labels["h"].tolist() == [0, 1]
    assert weights is None
