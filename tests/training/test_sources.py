"""The data of `fit`: shuffled to train on, in order to validate on, checked at the door."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.training._sources import check_sizes, plain_source, training_sources

X, Y = np.arange(10.0).reshape(10, 1), np.arange(10.0)


def sources(**given):
    options = {"validation_split": 0.0, "validation_data": None, "validation_options": {}}
    return training_sources(X, given.pop("y", Y), None, **{**options, **given})


def rows(source):
    return [float(v) for x, _, _ in source.batches(0) for v in x[:, 0]]


def test_training_rows_are_shuffled_and_validation_rows_are_not():
    source, other = sources(validation_data=(X, Y))
    assert sorted(rows(source)) == rows(other) == list(range(10))
    assert rows(source) != list(range(10))


def test_a_split_keeps_the_last_rows_for_validation():
    source, other = sources(validation_split=0.3)
    assert rows(other) == [7, 8, 9]
    assert sorted(rows(source)) == list(range(7))


def test_validation_data_goes_before_a_split():
    source, other = sources(validation_split=0.3, validation_data=(X[:2], Y[:2]))
    assert (len(rows(source)), rows(other)) == (10, [0, 1])


def test_batches_to_validate_on_are_walked_as_they_come():
    other = sources(validation_data=iter([(X[:2], Y[:2])]))[1]
    assert rows(other) == [0, 1]


@pytest.mark.parametrize("data", [(X,), (X, Y, Y, Y)])
def test_validation_data_of_the_wrong_number_of_parts_is_refused(data):
    with pytest.raises(DataError, match=f"`validation_data` must be .* got {len(data)} parts"):
        sources(validation_data=data)


def test_targets_that_are_not_numbers_are_refused_by_their_name():
    broken = np.where(Y == 3, np.nan, Y)
    with pytest.raises(DataError, match="`y` holds NaN or infinite values in 1 of 10 rows"):
        sources(y=broken)
    with pytest.raises(DataError, match="`validation_data` holds NaN"):
        sources(validation_data=(X, broken))


def test_an_error_in_the_validation_data_says_so():
    with pytest.raises(DataError, match="same number of rows") as refused:
        sources(validation_data=(X, Y[:4]))
    assert refused.value.__notes__ == ["in `validation_data`"]


def test_a_plain_source_keeps_the_order():
    assert rows(plain_source(X, batch_size=3)) == list(range(10))


@pytest.mark.parametrize("size", [0, -1, 1.5, True])
def test_sizes_that_are_none_are_refused_by_their_name(size):
    check_sizes(batch_size=None, steps=3)
    with pytest.raises(ValueError, match="`batch_size` must be a whole number >= 1, got"):
        check_sizes(batch_size=size)
