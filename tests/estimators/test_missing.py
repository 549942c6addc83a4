"""Tests of how much of a data set is missing."""

import pickle

import numpy as np
import pytest

from deepkit.estimators import LinearClassifier
from deepkit.estimators._missing import missing_shares
from deepkit.feature_column import as_table


@pytest.mark.parametrize(
    ("column", "share"),
    [
        ([1.0, np.nan, 3.0, np.nan], 0.5),
        (["a", None, "b", "c"], 0.25),
        ([[1, 2], [], [3], []], 0.5),
        ([[1.0, np.nan], [1.0, 2.0], [np.nan, np.nan], [0.0, 0.0]], 0.5),
        ([["a", ""], ["b", "c"], ["d", "e"], ["f", "g"]], 0.25),
    ],
)
def test_the_share_of_rows_that_lack_a_value_is_counted(column, share):
    assert missing_shares([as_table({"x": column})]) == {"x": share}


def test_whole_columns_are_not_named():
    assert missing_shares([as_table({"n": [1, 2], "f": [0.5, 1.0], "t": ["a", "b"]})]) == {}


def test_several_tables_are_counted_together():
    tables = [as_table({"x": [1.0, np.nan]}), as_table({"x": [2.0, 3.0]})]
    assert missing_shares(tables) == {"x": 0.25}


def test_an_estimator_remembers_what_was_missing():
    table = {"age": [1.0, np.nan, 3.0, 4.0], "job": ["cook", "", "", "clerk"]}
    fitted = LinearClassifier().fit(table, [0, 1, 0, 1])
    again = pickle.loads(pickle.dumps(fitted))
    assert again._fitted.missing == {"age": 0.25, "job": 0.5}
