"""Learning: from tables and streams, by weight, without a trace on the columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepkit import feature_column as fc
from deepkit.errors import DataError

COLUMNS = (
    fc.numeric_column("x", normalizer="zscore", missing="indicator"),
    fc.bucketized_column(fc.numeric_column("y"), num_buckets=4),
    fc.numeric_column("z", normalizer="quantile"),
    fc.numeric_column("u", normalizer="minmax"),
    fc.categorical_column_with_vocabulary_list("job"),
    fc.crossed_column([fc.categorical_column_with_vocabulary_list("job"), "x"], 50),
)[:5]


def data(random, rows=60):
    table = {key: np.round(random.normal(size=rows), 1) for key in "xyzu"}
    table["x"][::7] = np.nan
    return fc.as_table({**table, "job": random.choice([*"abcde", ""], rows)})


def same(first, second):
    """Compare encoders, their numbers up to the order of sums."""
    pairs = zip(first.describe(), second.describe(), strict=True)
    return all(
        str(a["learned"]) == str(b["learned"])
        or all(np.allclose(v, b["learned"][k], rtol=1e-12) for k, v in a["learned"].items())
        for a, b in pairs
    )


def test_batches_teach_what_the_whole_table_teaches(random):
    table = data(random)
    batches = [table.take(slice(at, at + 7)) for at in range(0, 60, 7)]
    assert same(fc.learn(COLUMNS, batches), fc.learn(COLUMNS, table))
    assert same(fc.learn(COLUMNS, iter(batches)), fc.learn(COLUMNS, table))
    assert same(fc.learn(COLUMNS, fc.stream(batches)), fc.learn(COLUMNS, table))


@given(weight=st.lists(st.integers(0, 3), min_size=60, max_size=60).filter(any))
def test_a_weight_of_k_is_k_copies(weight):
    table = data(np.random.default_rng(1))
    copies = table.take(np.repeat(np.arange(60), weight))
    if not (np.isfinite(copies["x"]).any() and (copies["job"] != "").any()):
        return
    assert same(fc.learn(COLUMNS, table, sample_weight=weight), fc.learn(COLUMNS, copies))


def test_rows_of_weight_zero_are_not_looked_at():
    column = fc.numeric_column("x", normalizer="zscore")
    encoder = fc.learn([column], {"x": [1.0, None, 3.0]}, sample_weight=[1, 0, 1])
    assert encoder.resolved(column).statistics == ((2.0,), (1.0,))


def test_weights_can_be_a_column_of_the_data():
    column = fc.numeric_column("x", normalizer="zscore")
    batches = [{"x": [1.0], "w": [3.0]}, {"x": [5.0], "w": [1.0]}]
    assert fc.learn([column], batches, sample_weight="w").resolved(column).statistics[0] == (2.0,)


def test_columns_stay_as_they_are():
    column = fc.categorical_column_with_vocabulary_list("job")
    fc.learn([column], {"job": ["a"]})
    assert column.vocabulary is None


def test_a_column_that_is_given_twice_counts_once():
    column = fc.numeric_column("x")
    assert fc.learn([column, fc.numeric_column("x")], {"x": [1]}).columns == (column,)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ([1.0], r"must be one number for each of the 2 rows, got shape \(1,\)"),
        ([1, -1], r"`sample_weight` must be finite and >= 0, got \[-1.0\] in row 1"),
        ([1, np.nan], r"`sample_weight` must be finite and >= 0, got \[nan\]"),
        ([0, 0], "There are no rows to learn from. Give data, with weights above zero"),
        ("v", "Column 'v' is missing from the data"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weight, message):
    with pytest.raises(DataError, match=message):
        fc.learn([fc.numeric_column("x")], {"x": [1, 2]}, sample_weight=weight)


def test_arrays_of_weights_are_for_tables():
    with pytest.raises(DataError, match="for an iterable of tables must be the name of a column"):
        fc.learn([fc.numeric_column("x")], [{"x": [1]}], sample_weight=[1])


@pytest.mark.parametrize("normalizer", [None, "zscore"])
def test_a_missing_column_is_found_at_once(normalizer):
    with pytest.raises(
        DataError, match=r"Column 'aeg' is missing from the data. Did you mean 'age'"
    ):
        fc.learn([fc.numeric_column("aeg", normalizer=normalizer)], {"age": [1]})


def test_no_data_teaches_nothing():
    with pytest.raises(DataError, match="There are no rows to learn from"):
        fc.learn([fc.numeric_column("x")], iter([]))
    with pytest.raises(DataError, match="at least one row"):
        fc.learn([fc.numeric_column("x")], {"x": []})
