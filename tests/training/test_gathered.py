"""Predictions of all batches end in arrays of their own, made once."""

import numpy as np
import pytest

from deepkit.backend import keep_order
from deepkit.data import ArraySource, Source
from deepkit.errors import DataError
from deepkit.training._gathered import Gathered

KNOWN = ArraySource(np.zeros(5), batch_size=2)


class Endless(Source):
    """A source of nobody knows how many rows."""


@pytest.mark.parametrize("source", [KNOWN, Endless()])
def test_rows_are_joined_in_the_structure_of_the_outputs(source):
    gathered = Gathered(source)
    for rows in (np.arange(2), np.arange(2, 4), np.arange(4, 5)):
        gathered.add({"a": rows, "b": [rows[:, None] * 2.0]}, len(rows))
    found = gathered.joined()
    assert found["a"].tolist() == [0, 1, 2, 3, 4]
    assert found["b"][0].shape == (5, 1)
    assert found["b"][0].dtype == np.float64


def test_outputs_of_other_rows_than_the_inputs_are_joined_too():
    gathered = Gathered(KNOWN)
    for _ in range(2):
        gathered.add(np.ones((3, 2)), 2)
    assert gathered.joined().shape == (6, 2)


def test_what_is_returned_is_nobody_elses():
    batch = np.ones(2)
    for source in (KNOWN, Endless()):
        gathered = Gathered(source)
        gathered.add(batch, 2)
        gathered.joined()[0] = 7.0
    assert batch.tolist() == [1.0, 1.0]


def test_steps_may_ask_for_fewer_rows_than_there_are():
    gathered = Gathered(ArraySource(np.zeros(9), batch_size=2, steps=2))
    gathered.add(np.ones(2), 2)
    gathered.add(np.ones(2), 2)
    assert gathered.joined().shape == (4,)


def test_dicts_keep_their_order():
    gathered = Gathered(KNOWN)
    gathered.add(keep_order({"z": np.ones(5), "a": np.zeros(5)}), 5)
    assert list(gathered.joined()) == ["z", "a"]


def test_no_batch_is_refused():
    with pytest.raises(DataError, match="There is nothing to predict: the data has no batch"):
        Gathered(KNOWN).joined()


def test_outputs_that_have_the_rows_of_the_first_batch_by_chance_are_joined_too():
    gathered = Gathered(KNOWN)
    for number, count in enumerate((2, 2, 1)):
        gathered.add(np.full((2, 3), number), count)
    assert gathered.joined()[:, 0].tolist() == [0, 0, 1, 1, 2, 2]
