"""Tests of how much worse an estimator becomes without a column."""

import sys

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from sklearn import inspection
from sklearn.metrics import mean_absolute_error

from deepkit import estimators
from deepkit.errors import DataError
from deepkit.estimators import LinearClassifier, LinearRegressor
from deepkit.estimators.reports import PermutationImportance, permutation_importance
from deepkit.feature_column import (
    categorical_column_with_vocabulary_list,
    crossed_column,
    numeric_column,
    weighted_categorical_column,
)
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep


@pytest.fixture(scope="module")
def classifier():
    return LinearClassifier().fit(FRAME, LABELS)


@pytest.fixture(scope="module")
def regressor():
    return LinearRegressor(l2=0.0).fit(X, TARGETS)


def equal(found, peer):
    """Check that two results are the same but for rounding."""
    np.testing.assert_allclose(found.importances, peer.importances, atol=1e-6)
    np.testing.assert_allclose(found.mean, peer.importances_mean, atol=1e-6)
    np.testing.assert_allclose(found.std, peer.importances_std, atol=1e-6)


def test_a_frame_with_text_gives_what_scikit_learn_gives(classifier):
    frame = pd.DataFrame(FRAME)
    found = permutation_importance(classifier, frame, LABELS, 4, random_state=3)
    equal(found, inspection.permutation_importance(
        classifier, frame, LABELS, n_repeats=4, random_state=3
    ))  # fmt: skip
    assert found.names == ("age", "pay", "job")
    assert found.score == classifier.score(frame, LABELS)


def test_an_array_gives_what_scikit_learn_gives(regressor):
    found = regressor.permutation_importance(X, TARGETS, random_state=0)
    equal(found, inspection.permutation_importance(regressor, X, TARGETS, random_state=0))
    assert found.names == ("x0", "x1", "x2")


def test_an_array_of_text_gives_what_scikit_learn_gives():
    text = np.stack([FRAME["job"], np.where(X[:, 0] > 0, "old", "young")], axis=1)
    fitted = LinearClassifier().fit(text, LABELS)
    found = permutation_importance(fitted, text, LABELS, random_state=0)
    equal(found, inspection.permutation_importance(fitted, text, LABELS, random_state=0))


def test_weights_and_scorers_by_name_give_what_scikit_learn_gives(classifier):
    frame, weights = pd.DataFrame(FRAME), np.linspace(0.1, 2, 60)
    found = permutation_importance(
        classifier, frame, LABELS, 3, "roc_auc", 1, sample_weight=weights
    )
    peer = inspection.permutation_importance(
        classifier, frame, LABELS, scoring="roc_auc", n_repeats=3, random_state=1,
        sample_weight=weights,
    )  # fmt: skip
    equal(found, peer)


def test_a_function_is_given_targets_and_predictions(regressor):
    found = permutation_importance(
        regressor, X, TARGETS, 2, mean_absolute_error, 0, greater_is_better=False
    )
    peer = inspection.permutation_importance(
        regressor, X, TARGETS, scoring="neg_mean_absolute_error", n_repeats=2, random_state=0
    )
    equal(found, peer)


def test_labels_may_be_a_column_of_the_data(classifier):
    found = permutation_importance(classifier, {**FRAME, "y": LABELS}, "y", random_state=0)
    again = permutation_importance(classifier, FRAME, LABELS, random_state=0)
    assert found.names == ("age", "pay", "job")
    np.testing.assert_array_equal(found.importances, again.importances)


def test_columns_that_are_not_read_have_no_importance():
    fitted = LinearClassifier([numeric_column("age")]).fit(FRAME, LABELS)
    found = permutation_importance(fitted, FRAME, LABELS, random_state=0)
    assert found.importances[1:].tolist() == [[0.0] * 5] * 2
    assert found.mean[0] > 0


def test_the_column_of_weights_is_no_feature():
    fitted = LinearClassifier(weight_column="w").fit({**FRAME, "w": np.ones(60)}, LABELS)
    found = permutation_importance(fitted, {**FRAME, "w": np.ones(60)}, LABELS, random_state=0)
    assert found.names == ("age", "pay", "job")


def test_a_cross_changes_with_each_of_its_columns():
    data = {"a": np.tile(["x", "y"], 20), "b": np.repeat(["x", "y"], 20)}
    same = (data["a"] == data["b"]).astype(int)
    fitted = LinearClassifier(feature_columns=[crossed_column(["a", "b"], 50)]).fit(data, same)
    found = permutation_importance(fitted, data, same, random_state=0)
    assert (found.mean > 0.3).all()


def test_lists_are_shuffled_with_their_weights():
    data = {"tags": [["a", "b"], ["b"]] * 10, "amounts": [[1.0, 2.0], [3.0]] * 10}
    tags = categorical_column_with_vocabulary_list("tags", ["a", "b"])
    column = weighted_categorical_column(tags, "amounts")
    fitted = LinearClassifier([column]).fit(data, [0, 1] * 10)
    found = permutation_importance(fitted, data, [0, 1] * 10, random_state=0)
    assert found.names == ("tags + amounts",)
    assert found.mean[0] > 0.3


def test_a_matrix_may_stand_for_a_frame(regressor):
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    named = LinearRegressor(l2=0.0).fit(frame, TARGETS)
    found = permutation_importance(named, X, TARGETS, random_state=0)
    assert found.names == ("a", "b", "c")
    again = permutation_importance(regressor, X, TARGETS, random_state=0)
    np.testing.assert_allclose(found.importances, again.importances, atol=1e-5)


@pytest.mark.parametrize(
    "make", [lambda: 7, lambda: np.random.RandomState(7), lambda: np.random.default_rng(7)]
)
def test_equal_seeds_shuffle_equally(make, regressor):
    found = [regressor.permutation_importance(X, TARGETS, random_state=make()) for _ in range(2)]
    np.testing.assert_array_equal(found[0].importances, found[1].importances)


def test_the_order_is_from_the_most_important_down():
    found = PermutationImportance(("a", "b"), np.array([[0.0, 0.2], [1.0, 3.0]]), 0.9)
    assert found.ordered() == [("b", 2.0, 1.0), ("a", 0.1, 0.1)]
    assert str(found) == "b  2 ± 1\na  0.1 ± 0.1"


def test_the_picture_shows_the_most_important_columns(tmp_path):
    found = PermutationImportance(("a", "b", "c"), np.array([[0.1], [0.3], [0.2]]), 0.9)
    ax = found.plot(top=2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "c"]
    assert ax.get_xlabel() == "fall of the score (from 0.9)"
    ax.figure.savefig(tmp_path / "importance.png")
    assert (tmp_path / "importance.png").stat().st_size > 1000
    pyplot.close(ax.figure)


def test_an_estimator_must_be_fitted():
    with pytest.raises(estimators._sklearn.NotFittedError, match="not fitted yet"):
        deep().permutation_importance(X, LABELS)


def test_what_cannot_be_used_is_refused(classifier, monkeypatch):
    with pytest.raises(ValueError, match="`n_repeats` must be a whole number >= 1"):
        classifier.permutation_importance(FRAME, LABELS, n_repeats=0)
    with pytest.raises(DataError, match="the target y is None"):
        classifier.permutation_importance(FRAME, None)
    monkeypatch.setitem(sys.modules, "sklearn.metrics", None)
    with pytest.raises(ImportError, match="`metric='accuracy'` is a scorer of scikit-learn"):
        classifier.permutation_importance(FRAME, LABELS, metric="accuracy")
