"""Two computations of one thing agree up to rounding."""

import numpy as np
import pytest

from deepkit.export._agreement import difference, disagreement, exact, rounding, tolerance

X = np.array([1.0, 200.0, np.nan, np.inf], "float32")


def test_equal_arrays_do_not_differ():
    assert difference(X, X) == 0
    assert difference(X[:0], X[:0]) == 0


def test_a_difference_is_measured_by_the_largest_number_expected():
    assert difference(np.array([202.0, 1.0]), np.array([200.0, 1.0])) == 2 / 200
    assert difference(np.array([0.5]), np.array([0.25])) == 0.25  # numbers below 1 count as 1


@pytest.mark.parametrize("found", [[np.nan], [np.inf], [[1.0]], [1.0, 1.0]])
def test_what_is_no_number_or_of_another_shape_is_infinitely_far(found):
    assert difference(np.array(found), np.array([1.0])) > 1e300


def test_whole_numbers_must_be_equal_and_halves_need_not_be_near():
    sizes = [tolerance(np.dtype(name)) for name in ("int32", "float32", "float16")]
    assert sizes == [0.0, 1e-4, 2e-2]
    assert tolerance(np.dtype("float32"), on_cpu=False) == 2e-2


def test_what_differs_is_named():
    one, two = np.array([1.0], "float32"), np.array([1.5], "float32")
    assert disagreement(["y"], [one], {"y": one}) is None
    assert disagreement(["y"], [two], {"y": one}) == "output 'y' is off by 0.5"
    assert disagreement(["z"], [one], {"y": one}) == "nobody knows what output 'z' should be"


def test_what_is_allowed_counts_for_numbers_and_ties_only_where_told():
    one, two = np.array([1.0], "float32"), np.array([1.01], "float32")
    assert disagreement(["y"], [two], {"y": one}, allowed=2e-2) is None
    first, second = np.array([3]), np.array([5])
    assert disagreement(["y"], [second], {"y": first}, allowed=2e-2) == "output 'y' is off by 0.667"
    assert disagreement(["y"], [second], {"y": first}, whole=False) is None
    assert (
        disagreement(["y"], [second[:0]], {"y": first}, whole=False) == "output 'y' is off by inf"
    )
    assert (exact(1e-4), exact(2e-2)) == (True, False)


@pytest.mark.parametrize(("device", "found"), [("cpu:0", (1e-4, 2e-2)), ("cuda:0", (2e-2, 2e-2))])
def test_rounding_is_that_of_the_dtype_and_the_device(device, found, monkeypatch):
    monkeypatch.setattr("deepkit.export._agreement.computes_on_cpu", lambda: device == "cpu:0")
    assert (rounding(in_half=False), rounding(in_half=True)) == found
