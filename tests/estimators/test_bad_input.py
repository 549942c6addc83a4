"""Tests of what estimators say to bad input: the column and the values that are wrong."""

import numpy as np
import pandas as pd
import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError
from deepkit.estimators import DNNRegressor
from tests.estimators._tables import FRAME, LABELS, X, deep, linear

NAMED = np.where(LABELS, "yes", "no")
TABLE = pd.DataFrame({**FRAME, "home": NAMED})
SEVENTH = np.arange(60) == 7


@pytest.fixture(scope="module")
def fitted():
    return deep(steps=2).fit(TABLE, "home")


def changed(**columns):
    return TABLE.assign(**columns)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(zip=1), "unknown columns: 'zip'. The feature names should match those that were"),
        (
            TABLE.drop(columns="pay"),
            "Column 'pay' is missing from the data. There are 'age', 'job'",
        ),
        (changed(age="old"), "Column 'age' must hold numbers of shape .*, got text: 'old'"),
        (changed(job=3), "Column 'job' must hold text, as its vocabulary does, got 3"),
        (changed(age=np.where(SEVENTH, np.nan, 1.0)), r"Column 'age' has missing .*NaN.* in row 7"),
        (changed(age=np.where(SEVENTH, np.inf, 1.0)), "Column 'age' must .* infinity in row 7"),
        (TABLE[:0], "at least one row, got 0 rows"),
        (pd.concat([TABLE, TABLE[["age"]]], axis=1), "names must differ, got 'age' twice"),
        (X[:, :2], "X has 2 features, but DNNClassifier is expecting 3 features"),
    ],
)
def test_data_to_predict_from_must_be_like_that_of_fit(fitted, data, message):
    with pytest.raises(DataError, match=message):
        fitted.predict(data)


def test_columns_may_come_in_another_order_and_with_the_labels(fitted):
    expected = fitted.predict_proba(TABLE)
    reordered = TABLE[["job", "age", "pay"]]
    np.testing.assert_array_equal(fitted.predict_proba(reordered), expected)


def test_an_input_fn_may_have_columns_beside_those_of_fit(fitted):
    assert len(list(fitted.predict(lambda: changed(zip=1)))) == 60


def test_who_declares_columns_may_have_others_beside_them():
    declared = deep(feature_columns=[fc.numeric_column("age")], steps=1).fit(TABLE, "home")
    assert len(declared.predict(changed(zip=1))) == 60


def test_categories_that_were_not_seen_are_no_error(fitted):
    assert len(fitted.predict(changed(job="pilot"))) == 60


def test_labels_that_were_not_seen_are_named(fitted):
    with pytest.raises(DataError, match=r"'maybe' are not among the classes 'no', 'yes': .* row 7"):
        fitted.evaluate(changed(home=np.where(SEVENTH, "maybe", NAMED)), "home")


@pytest.mark.parametrize(
    ("data", "labels", "message"),
    [
        ({}, [], "Data must have at least one column, got none"),
        (TABLE[:0], "home", "Data must have at least one row, got 0 rows"),
        (pd.concat([TABLE, TABLE[["age"]]], axis=1), "home", "names must differ, got 'age' twice"),
        (TABLE[["home"]], "home", "No column of the data can be used"),
        ({"a": [1, 2], "b": [1, 2, 3]}, [0, 1], "but 'b' has 3 and 'a' has 2"),
        (X, LABELS[:-1], "`X` and 'y' must have as many rows, got 60 and 59"),
        (X, np.where(SEVENTH, np.nan, LABELS), "Input y contains NaN, first in row 7"),
        (X, np.where(SEVENTH, None, NAMED), "`labels` are missing: in 1 of the rows, .* row 7"),
        (X[:, 0], LABELS, "Expected 2D array, got 1D array instead"),
    ],
)
def test_data_to_learn_from_must_be_whole(data, labels, message):
    with pytest.raises(DataError, match=message):
        deep().fit(data, labels)


def test_labels_outside_of_the_vocabulary_are_named():
    with pytest.raises(DataError, match="`labels` 'yes' are not among the classes 'no', 'maybe'"):
        deep(label_vocabulary=["no", "maybe"]).fit(TABLE, "home")


def test_targets_of_a_regressor_must_be_numbers():
    with pytest.raises(DataError, match="`y` must be numbers, got 'yes'"):
        DNNRegressor((16,)).fit(TABLE, "home")


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (
            fc.numeric_column("agee"),
            X[:, 0],
            "Column 'agee' is missing from the data. Did you mean",
        ),
        (fc.numeric_column("age"), FRAME["job"], "Column 'age' must hold numbers .* 'clerk'"),
        (fc.numeric_column("age"), np.where(SEVENTH, np.nan, 1.0), "Column 'age' .*NaN.* in row 7"),
        (
            fc.categorical_column_with_identity("age", 3),
            np.where(SEVENTH, 5, 0),
            "Column 'age' must hold whole numbers from 0 to 2, got 5 in row 7",
        ),
    ],
)
def test_a_declared_column_that_does_not_fit_is_named(column, values, message):
    with pytest.raises(DataError, match=message):
        linear(feature_columns=[column]).fit({"age": values}, LABELS)


def test_a_category_is_not_what_a_deep_model_takes():
    column = fc.categorical_column_with_identity("age", 3)
    with pytest.raises(ValueError, match="Column 'age' is categorical, and a dense one is needed"):
        deep(feature_columns=[column]).fit({"age": LABELS}, LABELS)


@pytest.mark.parametrize("columns", ["age", fc.numeric_column("age")])
def test_feature_columns_must_be_a_list(columns):
    with pytest.raises(
        ValueError, match="`feature_columns` must be a list of feature columns, got"
    ):
        deep(feature_columns=columns).fit(TABLE, "home")


def test_names_are_no_feature_columns():
    wanted = r"`feature_columns` must hold feature columns, got 'age'\. .* `feature_column.numeric_"
    with pytest.raises(ValueError, match=wanted):
        linear(feature_columns=["age", "job"]).fit(TABLE, "home")


def test_an_error_leaves_no_model_that_was_never_trained():
    estimator = deep(class_weight="even")
    with pytest.raises(DataError, match="`class_weight` must be"):
        estimator.fit(X, LABELS)
    assert not estimator.__sklearn_is_fitted__()


def test_an_empty_input_is_refused():
    with pytest.raises(DataError, match="must give a batch, and gave none"):
        deep().train(lambda: iter([]))


def test_a_batch_without_a_column_is_refused_by_its_name():
    batches = [({"age": [1.0], "pay": [2.0]}, [0]), ({"age": [1.0]}, [1])]
    with pytest.raises(DataError, match="Column 'pay' is missing"):
        deep().train(lambda: iter(batches))


def test_early_stopping_of_few_rows_looks_at_one_of_them():
    estimator = deep(early_stopping=True, steps=5).fit(X[:5], LABELS[:5])
    assert len(estimator.history_["val_loss"]) == 1


def test_a_class_that_early_stopping_alone_sees_is_known():
    labels = np.where(SEVENTH, 2, LABELS)
    for seed in range(3):
        estimator = deep(early_stopping=True, validation_fraction=0.5, steps=5, random_state=seed)
        assert estimator.fit(X, labels).classes_.tolist() == [0, 1, 2]
