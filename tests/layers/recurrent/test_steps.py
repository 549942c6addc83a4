"""Walking along a sequence: sums by hand, with every option."""

import numpy as np
import pytest

from deepkit.backend import convert
from deepkit.layers.recurrent._steps import walk

XS = convert(np.array([1.0, 2, 4, 8], "float32").reshape(4, 1, 1))
START = [convert(np.zeros((1, 1), "float32"))]
KEPT = convert(np.array([[False], [True], [False], [True]]))


def add(x, states):
    return states[0] + x, [states[0] + x], x[0, 0]


def run(**options):
    outputs, [last], extras = walk(add, XS, START, **options)
    return np.asarray(outputs).ravel().tolist(), float(last[0, 0]), extras.tolist()


@pytest.mark.parametrize("unroll", [False, True])
@pytest.mark.parametrize(
    ("options", "outputs", "last"),
    [
        ({}, [1, 3, 7, 15], 15),
        ({"backwards": True}, [8, 12, 14, 15], 15),
        ({"kept": KEPT}, [0, 2, 2, 10], 10),
        ({"kept": KEPT, "backwards": True}, [8, 8, 10, 10], 10),
        ({"kept": KEPT, "zeros": True}, [0, 2, 0, 10], 10),
        ({"all_outputs": False}, [15], 15),
        ({"kept": KEPT, "backwards": True, "all_outputs": False}, [10], 10),
        ({"kept": KEPT, "backwards": True, "all_outputs": False, "zeros": True}, [0], 10),
    ],
)
def test_outputs_come_in_the_order_they_are_made(options, outputs, last, unroll):
    found = run(**options, unroll=unroll)
    assert found[:2] == (outputs, last)
    assert found[2] == [1, 2, 4, 8]  # extras stay with the steps they belong to


def test_only_the_states_of_masked_samples_stay():
    xs = convert(np.ones((2, 2, 1), "float32"))
    kept = convert(np.array([[True, False], [True, True]]))
    start = [convert(np.zeros((2, 1), "float32"))]
    _, [last], _ = walk(add, xs, start, kept)
    assert last.tolist() == [[2], [1]]
