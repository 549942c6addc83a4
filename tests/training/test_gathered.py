"""Predictions of many batches become one array each, in the structure of the outputs."""

import numpy as np
import pytest

from deepkit.data import choose
from deepkit.errors import DataError
from deepkit.training._gathered import Gathered


def gathered(source, batches):
    """Return what outputs of batches are joined to."""
    collected = Gathered(source)
    for outputs, count in batches:
        collected.add(outputs, count)
    return collected.joined()


ARRAYS = choose(np.zeros((5, 1)), batch_size=2, shuffle=False)
STREAM = choose(iter([np.zeros((2, 1))]), steps=1)


@pytest.mark.parametrize("source", [ARRAYS, STREAM])
def test_rows_stand_in_order_in_every_array(source):
    parts = [np.arange(0, 2), np.arange(2, 4), np.arange(4, 5)]
    out = gathered(source, [({"a": p, "b": [p * 2]}, len(p)) for p in parts])
    assert out["a"].tolist() == [0, 1, 2, 3, 4]
    assert out["b"][0].tolist() == [0, 2, 4, 6, 8]


def test_outputs_of_another_number_of_rows_are_joined_as_they_are():
    out = gathered(ARRAYS, [(np.ones((4, 3)), 2), (np.zeros((4, 3)), 2), (np.ones((2, 3)), 1)])
    assert out.shape == (10, 3)


def test_what_is_returned_is_the_users_to_change():
    memory = np.ones((2, 1))
    memory.setflags(write=False)
    out = gathered(STREAM, [(memory, 2)])
    out += 1
    assert (out.max(), memory.max()) == (2, 1)


def test_no_batch_is_refused():
    with pytest.raises(DataError, match="There is nothing to predict: the data has no batch"):
        Gathered(STREAM).joined()
