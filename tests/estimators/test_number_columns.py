"""Which columns of a data set hold numbers."""

import numpy as np
import pytest

from deepkit import estimators, export
from deepkit import feature_column as fc
from deepkit.estimators._number_columns import number_columns
from deepkit.feature_column import as_table


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        ([1, 2], True),
        ([np.nan, 2.0], True),
        ([np.nan, np.nan], False),
        (["1", "2"], False),
        ([[], [1, 2]], True),
        ([[], ["1"]], False),
        ([[[1.0, 2.0]], []], True),
        ([True, False], True),
    ],
)
def test_columns_of_numbers_are_known(column, numbers):
    assert number_columns([as_table({"x": column})]) == ["x"] * numbers


def test_text_in_any_table_counts():
    tables = [as_table({"x": [1, 2]}), as_table({"x": ["a", "b"]})]
    assert number_columns(tables) == []


def test_what_was_learned_from_is_what_an_export_says_it_takes(tmp_path):
    data = {"zip": ["10115", "50667"] * 9, "floor": [1, 2] * 9, "age": [3.0, np.nan] * 9}
    columns = [
        fc.crossed_column(["zip", "floor"], 20),
        fc.categorical_column_with_hash_bucket("age", 9),
    ]
    made = estimators.LinearClassifier(columns, steps=3, random_state=0).fit(data, [0, 1] * 9)
    inputs = export.load(made.export_saved_model(tmp_path)).signature().inputs
    dtypes = {name: spec.dtype for name, spec in inputs.items()}
    assert dtypes == {"zip": "string", "floor": "int64", "age": "int64"}
