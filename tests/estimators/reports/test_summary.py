"""Tests of the table of what an estimator has learned."""

import pickle

import numpy as np
import pytest

from deepkit import estimators
from deepkit import feature_column as fc
from deepkit.estimators.reports import summary
from deepkit.estimators.reports._summary import learned_text
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep, wide_and_deep

DATA = {"age": np.arange(20.0), "job": [*"abcdefghij"] * 2}
AGE, JOB = fc.numeric_column("age"), fc.categorical_column_with_vocabulary_list("job")


def text_of(estimator):
    """Return the summary as text."""
    texts = []
    summary(estimator, print_fn=texts.append)
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (AGE, "mean 9.5, std 5.766"),
        (fc.numeric_column("age", normalizer="minmax"), "from 0 to 19"),
        (fc.numeric_column("age", normalizer="quantile"), "median 9.5"),
        (fc.numeric_column("age", normalizer="log1p"), ""),
        (JOB, "10 categories: 'a', 'b', 'c', ..."),
        (fc.bucketized_column(AGE, [5, 10]), "2 boundaries: 5, 10"),
        (fc.bucketized_column(AGE, [5]), "1 boundary: 5"),
        (fc.categorical_column_with_hash_bucket("job", 1000), "1,000 buckets"),
        (fc.crossed_column(["job", fc.bucketized_column(AGE, [5])], 9), "1 boundary: 5; 9 buckets"),
    ],
)
def test_what_was_learned_is_told_in_a_few_words(column, text):
    model = estimators.LinearClassifier([column], steps=1, optimizer="Ftrl", compat=None)
    model.fit(DATA, [0, 1] * 10)
    [told] = model.describe()["columns"]
    assert learned_text(told) == text


def test_embeddings_tell_their_size():
    model = deep(feature_columns=[fc.embedding_column(JOB, 3)], steps=1).fit(DATA, [0, 1] * 10)
    [told] = model.describe()["columns"]
    assert learned_text(told) == "vectors of 3 numbers; 10 categories: 'a', 'b'..."


def test_the_first_line_says_how_large_it_is():
    model = deep(steps=1).fit(X, LABELS)
    assert text_of(model).splitlines()[0] == "DNNClassifier: 1 column, 81 parameters, 1 step"


def test_columns_stand_in_a_table():
    lines = text_of(estimators.LinearClassifier().fit(FRAME, LABELS)).splitlines()
    assert lines[2].split() == ["column", "kind", "learned", "missing"]
    assert lines[6] == "job     vocabulary  2 categories: 'clerk', 'cook'      0 %"
    assert len({len(line) for line in lines[2:7]}) == 1


def test_missing_shares_are_told():
    data = {**FRAME, "age": np.where(X[:, 2] > 10, 1.0, [np.nan, *X[1:, 0]])}
    assert "1.67 %" in text_of(estimators.LinearClassifier().fit(data, LABELS))


def test_parts_are_told_where_there_are_several():
    lines = text_of(wide_and_deep(steps=1).fit(FRAME, LABELS)).splitlines()
    assert lines[2].split() == ["column", "kind", "part", "learned", "missing"]


def test_the_last_lines_tell_head_model_and_training():
    lines = text_of(deep(steps=30).fit(X, np.where(LABELS, "up", "down"))).splitlines()[-3:]
    assert lines[0] == "head      BinaryClassHead, classes 'down', 'up'"
    assert lines[1] == "model     2 layers, 324 bytes of weights"
    assert lines[2].startswith("training  30 steps, loss 0.")


def test_targets_and_heads_are_told():
    regressor = estimators.LinearRegressor().fit(X, np.arange(60.0))
    assert "head      RegressionHead, targets of mean 29.5, std 17.32" in text_of(regressor)
    heads = [estimators.BinaryClassHead(name="up"), estimators.RegressionHead(name="size")]
    model = estimators.LinearEstimator(head=estimators.MultiHead(heads), steps=1)
    text = text_of(model.fit(X, {"up": LABELS, "size": TARGETS}))
    assert "head      up: BinaryClassHead, classes 0, 1; size: RegressionHead" in text


def test_large_models_are_told_in_larger_units():
    model = deep(hidden_units=(512, 600), steps=1).fit(X, LABELS)
    assert "1.18 MB of weights" in text_of(model)


def test_nothing_is_told_before_anything_is_learned():
    with pytest.raises(ValueError, match="not fitted yet"):
        deep().summary()


def test_it_is_printed_by_default(capsys):
    deep(steps=1).fit(X, LABELS).summary()
    assert capsys.readouterr().out.startswith("DNNClassifier: 1 column")


def test_dates_are_told_with_their_unit():
    days = {"day": np.array(["1970-01-02", "1970-01-04"], "datetime64[D]"), "n": [1.0, 2.0]}
    with pytest.warns(UserWarning, match="Column 'day' holds dates, and is taken as a number"):
        inferred = estimators.LinearRegressor().fit(days, [1.0, 2.0])
    assert "dates     'day': days since 1970-01-01" in text_of(inferred)
    assert "mean 2, std 1" in text_of(inferred)
    restored = pickle.loads(pickle.dumps(inferred))
    assert restored.describe()["columns"][0]["dates"] == ["day"]


def test_who_declares_a_column_of_dates_is_not_warned():
    days = {"day": np.array(["1970-01-02", "1970-01-04"], "datetime64[D]")}
    plain = estimators.LinearRegressor([fc.numeric_column("day")], l2=0.0).fit(days, [1.0, 5.0])
    told = fc.numeric_column("day", dtype="datetime64[D]")
    assert plain.coef_.tolist() == pytest.approx([2.0])  # a day
    assert "dates" not in text_of(plain)
    assert "dates     'day'" in text_of(estimators.LinearRegressor([told]).fit(days, [1.0, 5.0]))
