"""Reductions that pass over NaN, by hand, and where nothing is left."""

import numpy as np
import pytest

from deepkit import ops

GAP = np.array([[1.0, np.nan, 3.0], [2.0, 4.0, np.nan]], "float32")
NOTHING = np.full((2,), np.nan, "float32")
OF_ROWS = {
    "nansum": [4.0, 6.0],
    "nanprod": [3.0, 8.0],
    "nanmean": [2.0, 3.0],
    "nanmax": [3.0, 4.0],
    "nanmin": [1.0, 2.0],
    "nanvar": [1.0, 1.0],
    "nanstd": [1.0, 1.0],
    "nanmedian": [2.0, 3.0],
}


@pytest.mark.parametrize("name", OF_ROWS)
def test_rows_are_reduced_without_their_gaps(name):
    assert getattr(ops, name)(GAP, axis=[1]).tolist() == OF_ROWS[name]
    assert getattr(ops, name)(GAP, axis=1, keepdims=True).shape == (2, 1)


@pytest.mark.parametrize("name", OF_ROWS)
def test_without_gaps_nothing_is_different(name):
    plain = getattr(ops, name.removeprefix("nan"))
    whole = np.array([[1, 5, 2], [3, 3, 4]])
    np.testing.assert_allclose(getattr(ops, name)(whole, axis=0), plain(whole, axis=0))


def test_of_nothing_only_sum_and_product_are_known():
    assert [float(ops.nansum(NOTHING)), float(ops.nanprod(NOTHING))] == [0.0, 1.0]
    unknown = [ops.nanmean(NOTHING), ops.nanmax(NOTHING), ops.nanmin(NOTHING), ops.nanvar(NOTHING)]
    assert np.isnan(unknown).all()


def test_the_places_of_extremes_pass_over_gaps():
    assert ops.nanargmax(GAP, axis=1).tolist() == [2, 1]
    assert int(ops.nanargmin([np.nan, 5.0, 2.0])) == 2


def test_running_results_pass_over_gaps():
    assert ops.nancumsum(GAP).tolist() == [1, 1, 4, 6, 10, 10]
    assert ops.nancumprod(GAP, axis=1).tolist() == [[1, 1, 3], [2, 8, 8]]


def test_variances_of_half_precision_do_not_overflow():
    x = np.array([300, -300, np.nan], "float16")
    assert (float(ops.nanstd(x)), ops.nanstd(x).dtype) == (300.0, "float16")
