"""Tests of how a score separates two classes."""

import numpy as np
import pytest
from matplotlib import pyplot
from sklearn import metrics

from deepkit.errors import DataError
from deepkit.estimators.reports import precision_recall_curve, roc_curve

RANDOM = np.random.default_rng(0)
SCORES = RANDOM.random(200).round(2)  # some are equal
LABELS = (RANDOM.random(200) < SCORES).astype(int)
WEIGHTS = [None, RANDOM.random(200)]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_roc_curve_is_that_of_scikit_learn(weights):
    found = roc_curve(LABELS, SCORES, sample_weight=weights)
    fpr, tpr, thresholds = metrics.roc_curve(
        LABELS, SCORES, sample_weight=weights, drop_intermediate=False
    )
    np.testing.assert_allclose(found.fpr, fpr, atol=1e-12)
    np.testing.assert_allclose(found.tpr, tpr, atol=1e-12)
    np.testing.assert_allclose(found.thresholds, thresholds)
    peer = metrics.roc_auc_score(LABELS, SCORES, sample_weight=weights)
    assert found.area == pytest.approx(peer)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_precision_and_recall_are_those_of_scikit_learn(weights):
    found = precision_recall_curve(LABELS, SCORES, sample_weight=weights)
    precision, recall, thresholds = metrics.precision_recall_curve(
        LABELS, SCORES, sample_weight=weights
    )
    np.testing.assert_allclose(found.precision, precision)
    np.testing.assert_allclose(found.recall, recall, atol=1e-12)
    np.testing.assert_allclose(found.thresholds, thresholds)
    peer = metrics.average_precision_score(LABELS, SCORES, sample_weight=weights)
    assert found.average_precision == pytest.approx(peer)


def test_a_class_can_be_named():
    names = np.where(LABELS, "yes", "no")
    assert roc_curve(names, SCORES, pos_label="yes").area == roc_curve(LABELS, SCORES).area


def test_rows_of_weight_zero_leave_no_gap():
    found = precision_recall_curve([0, 1, 0], [0.2, 0.4, 0.9], sample_weight=[1, 1, 0])
    assert found.precision.tolist() == [0.5, 1.0, 0.0, 1.0]


def test_both_classes_must_be_there():
    with pytest.raises(DataError, match="`y_true` must have positive rows for a ROC curve"):
        roc_curve([0, 0], [0.1, 0.2])
    with pytest.raises(DataError, match="`y_true` must have negative rows for a ROC curve"):
        roc_curve([1, 1], [0.1, 0.2])
    with pytest.raises(DataError, match="must have positive rows for precision and recall"):
        precision_recall_curve([0, 0], [0.1, 0.2])


def test_lengths_must_be_equal():
    with pytest.raises(DataError, match="`y_true` has 2, `y_score` has 1"):
        roc_curve([0, 1], [0.1])


@pytest.mark.parametrize(
    ("curve", "labels", "text"),
    [
        (roc_curve, ("false positive rate", "true positive rate"), "area "),
        (precision_recall_curve, ("recall", "precision"), "average precision "),
    ],
)
def test_the_picture_has_labels_and_a_summing_up(curve, labels, text, tmp_path):
    ax = curve(LABELS, SCORES).plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == labels
    assert ax.get_legend().get_texts()[0].get_text().startswith(text)
    ax.figure.savefig(tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > 1000
    pyplot.close(ax.figure)
