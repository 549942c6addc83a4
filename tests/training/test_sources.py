"""The data of `fit` becomes one source to train on and one to validate on."""

import numpy as np
import pytest

from deepkit.data import ArraySource
from deepkit.errors import DataError
from deepkit.training._sources import check_sizes, plain_source, training_sources
from tests.training._twins import X, Y

PLAIN = {"validation_split": 0.0, "validation_data": None, "validation_options": {}}


def test_a_plain_source_keeps_the_order():
    source = plain_source(X, Y, batch_size=4)
    assert isinstance(source, ArraySource)
    assert not source.shuffle
    assert source.steps == 3


def test_the_last_rows_are_set_aside():
    options = {**PLAIN, "validation_split": 0.33}
    training, validation = training_sources(X, Y, None, **options)
    assert (training.rows, validation.rows) == (6, 4)
    assert (validation.arrays[0] == X[6:]).all()


def test_validation_data_goes_before_the_split():
    options = {**PLAIN, "validation_split": 0.5, "validation_data": (X[:3], Y[:3])}
    training, validation = training_sources(X, Y, None, **options)
    assert (training.rows, validation.rows) == (10, 3)


def test_without_validation_there_is_no_second_source():
    assert training_sources(X, Y, None, **PLAIN)[1] is None


def test_errors_in_validation_data_say_so():
    options = {**PLAIN, "validation_data": (X, Y[:3])}
    with pytest.raises(DataError, match="same number of rows") as caught:
        training_sources(X, Y, None, **options)
    assert "in `validation_data`" in caught.value.__notes__


def test_targets_must_be_finite():
    with pytest.raises(DataError, match="`y` holds NaN"):
        training_sources(X, np.full((10, 1), np.nan), None, **PLAIN)


def test_validation_data_must_have_two_or_three_parts():
    with pytest.raises(DataError, match=r"`\(x, y\)`, .* got 4 parts"):
        training_sources(X, Y, None, **{**PLAIN, "validation_data": (X, Y, Y, Y)})


def test_sizes_must_be_whole_and_positive():
    check_sizes(steps=None, rows=3)
    with pytest.raises(ValueError, match="`steps` must be a whole number >= 1, got 0"):
        check_sizes(rows=3, steps=0)
