"""Tests of what rows are compared with."""

import numpy as np
import pytest

import deepkit
from deepkit import feature_column as fc
from deepkit.estimators.reports._entrances import entrances_of
from deepkit.estimators.reports._passage import Passage
from deepkit.estimators.reports._start import aligned, mean_data, middle_of, no_data

DATA = {"age": [10.0, 20.0, 60.0], "job": [0, 2, 2]}
JOB = fc.categorical_column_with_identity("job", 3)


@pytest.mark.parametrize(
    ("options", "middle"),
    [
        ({"normalizer": "zscore"}, 0.0),
        ({"normalizer": "quantile"}, 0.5),
        ({"normalizer": "minmax"}, 0.0),
        ({}, 0.0),
        ({"missing": "mean"}, 30.0),
        ({"normalizer": "minmax", "missing": "mean"}, 0.4),
        ({"normalizer": "zscore", "missing": "mean"}, 0.0),
    ],
)
def test_the_middle_of_numbers_is_what_was_learned(options, middle):
    encoder = fc.learn([fc.numeric_column("age", **options)], DATA)
    [column] = encoder.columns
    assert middle_of(column).tolist() == pytest.approx([middle])


def opened(columns, draw=fc.linear_model):
    """Return the entrances of a model of columns, its passage, and encoded rows."""
    encoder = fc.learn(columns, DATA)
    inputs = encoder.inputs()
    model = deepkit.Model(inputs, draw(inputs, encoder.columns))
    entrances = entrances_of(model)
    return entrances, Passage(model, entrances), encoder


def test_no_data_is_the_middle_and_no_category():
    age = fc.numeric_column("age", normalizer="quantile", missing="indicator")
    columns = [age, fc.indicator_column(JOB)]
    entrances, _, encoder = opened(columns)
    start = no_data(entrances, encoder.encode(DATA), list(encoder.columns))
    found = {entrance.inputs[0]: start[entrance.key].tolist() for entrance in entrances}
    assert found == {"age": [[0.5]], "age_missing": [[0.0]], "job": [[0.0, 0.0, 0.0]]}


def test_the_mean_of_rows_is_taken_after_the_lookup():
    entrances, passage, encoder = opened([fc.numeric_column("age"), fc.indicator_column(JOB)])
    start = mean_data(passage, encoder.encode(DATA))
    found = {entrance.inputs[0]: start[entrance.key][0] for entrance in entrances}
    np.testing.assert_allclose(found["age"], [30.0])
    np.testing.assert_allclose(found["job"], [1 / 3, 0, 2 / 3])


def test_the_mean_of_many_rows_counts_each_once():
    _, passage, encoder = opened([fc.numeric_column("age")])
    start = mean_data(passage, encoder.encode({"age": np.arange(300.0)}))
    np.testing.assert_allclose(start["age"], [[149.5]])


def test_sequences_are_filled_up_to_one_length():
    short = {"ids": np.ones((1, 2, 1), np.int32), "mask": np.ones((1, 2), bool)}
    long = {"ids": np.ones((3, 4, 1), np.int32), "mask": np.ones((3, 4), bool)}
    one, other = aligned(short, long)
    assert one["ids"][0, :, 0].tolist() == [1, 1, -1, -1]
    assert one["mask"][0].tolist() == [True, True, False, False]
    assert other["ids"].shape == (3, 4, 1)
