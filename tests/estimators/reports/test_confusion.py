"""Tests of which classes are taken for which."""

import numpy as np
import pytest
from matplotlib import pyplot
from sklearn import metrics

from deepkit.errors import DataError
from deepkit.estimators.reports import confusion_matrix

RANDOM = np.random.default_rng(0)
NAMES = np.array(["ant", "bee", "cat"])
TRUE, PRED, WEIGHTS = (
    NAMES[RANDOM.integers(0, 3, 80)],
    NAMES[RANDOM.integers(0, 3, 80)],
    RANDOM.random(80),
)


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_the_matrix_is_that_of_scikit_learn(weights):
    found = confusion_matrix(TRUE, PRED, sample_weight=weights)
    assert found.classes.tolist() == NAMES.tolist()
    peer = metrics.confusion_matrix(TRUE, PRED, sample_weight=weights)
    np.testing.assert_allclose(found.matrix, peer)


@pytest.mark.parametrize("over", ["true", "pred", "all"])
def test_shares_are_those_of_scikit_learn(over):
    found = confusion_matrix(TRUE, PRED).normalized(over)
    np.testing.assert_allclose(found, metrics.confusion_matrix(TRUE, PRED, normalize=over))


def test_measures_of_the_classes_are_those_of_scikit_learn():
    found = confusion_matrix(TRUE, PRED, sample_weight=WEIGHTS)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        TRUE, PRED, sample_weight=WEIGHTS
    )
    np.testing.assert_allclose(found.precision, precision)
    np.testing.assert_allclose(found.recall, recall)
    np.testing.assert_allclose(found.f1, f1)
    assert found.accuracy == pytest.approx(
        metrics.accuracy_score(TRUE, PRED, sample_weight=WEIGHTS)
    )


def test_classes_may_be_given_with_such_as_no_row_has():
    found = confusion_matrix([1, 0], [1, 1], classes=[2, 1, 0])
    assert found.matrix.tolist() == [[0, 0, 0], [0, 1, 0], [0, 1, 0]]
    assert found.recall.tolist() == [0.0, 1.0, 0.0]
    assert found.precision.tolist() == [0.0, 0.5, 0.0]


def test_labels_outside_the_classes_are_named():
    with pytest.raises(DataError, match=r"`y_pred` has the label 3 in row 1, .* \[0, 1\]"):
        confusion_matrix([0, 1], [0, 3], classes=[0, 1])


def test_lengths_must_be_equal():
    with pytest.raises(DataError, match="`y_true` has 2, `y_pred` has 1"):
        confusion_matrix([0, 1], [0])


def test_shares_of_something_else_are_refused():
    with pytest.raises(ValueError, match="`over` must be one of 'true', 'pred', 'all'"):
        confusion_matrix([0], [0]).normalized("rows")


@pytest.mark.parametrize(
    ("over", "texts"), [(None, ["2", "0", "1", "1"]), ("true", ["1.00", "0.00", "0.50", "0.50"])]
)
def test_the_picture_shows_classes_and_entries(over, texts, tmp_path):
    ax = confusion_matrix(["a", "a", "b", "b"], ["a", "a", "a", "b"]).plot(over=over)
    assert [text.get_text() for text in ax.texts] == texts
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    ax.figure.savefig(tmp_path / "matrix.png")
    assert (tmp_path / "matrix.png").stat().st_size > 1000
    pyplot.close(ax.figure)
