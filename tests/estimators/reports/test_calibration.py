"""Tests of how true probabilities are."""

import numpy as np
import pytest
from matplotlib import pyplot
from sklearn import calibration

from deepkit.errors import DataError
from deepkit.estimators.reports import calibration_curve

RANDOM = np.random.default_rng(0)
PROBABILITIES = RANDOM.random(300).round(2)
LABELS = (RANDOM.random(300) < PROBABILITIES**2).astype(int)


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@pytest.mark.parametrize("n_bins", [1, 5, 12])
def test_the_curve_is_that_of_scikit_learn(strategy, n_bins):
    found = calibration_curve(LABELS, PROBABILITIES, n_bins=n_bins, strategy=strategy)
    true, pred = calibration.calibration_curve(
        LABELS, PROBABILITIES, n_bins=n_bins, strategy=strategy
    )
    np.testing.assert_allclose(found.prob_true, true)
    np.testing.assert_allclose(found.prob_pred, pred)


def test_labels_may_be_text():
    found = calibration_curve(["no", "yes"], [0.1, 0.9], pos_label="yes", n_bins=2)
    assert found.prob_true.tolist() == [0.0, 1.0]


def test_a_weight_of_two_counts_as_two_rows():
    weights = RANDOM.integers(0, 4, 300)
    found = calibration_curve(LABELS, PROBABILITIES, sample_weight=weights)
    again = calibration_curve(np.repeat(LABELS, weights), np.repeat(PROBABILITIES, weights))
    np.testing.assert_allclose(found.prob_true, again.prob_true)
    np.testing.assert_allclose(found.prob_pred, again.prob_pred)
    np.testing.assert_allclose(found.weight, again.weight)
    assert found.expected_error == pytest.approx(again.expected_error)


def test_the_scale_of_the_weights_changes_no_interval():
    found = calibration_curve(LABELS, PROBABILITIES)
    again = calibration_curve(LABELS, PROBABILITIES, sample_weight=np.full(300, 0.01))
    np.testing.assert_allclose(found.lower, again.lower)
    np.testing.assert_allclose(found.upper, again.upper)


def test_errors_are_mean_and_largest_distances():
    # Two rows at 0.2 of which one is positive, six at 0.9 of which three are.
    labels, probabilities = [1, 0, 1, 1, 1, 0, 0, 0], [0.2] * 2 + [0.9] * 6
    found = calibration_curve(labels, probabilities, n_bins=2)
    assert found.expected_error == pytest.approx(2 / 8 * 0.3 + 6 / 8 * 0.4)
    assert found.largest_error == pytest.approx(0.4)


@pytest.mark.parametrize("interval", ["wilson", "beta"])
def test_intervals_hold_the_truth_about_as_often_as_they_say(interval):
    random, held = np.random.default_rng(1), []
    for _ in range(200):
        labels = random.random(50) < 0.3
        curve = calibration_curve(
            labels, np.full(50, 0.3), n_bins=1, confidence=0.9, interval=interval
        )
        held.append(curve.lower[0] <= 0.3 <= curve.upper[0])
    assert 0.83 < np.mean(held) < 0.97


def test_the_diagram_shows_curve_intervals_and_error(tmp_path):
    curve = calibration_curve(LABELS, PROBABILITIES)
    ax = curve.plot()
    assert ax.get_xlabel() == "predicted probability"
    assert ax.get_ylabel() == "share of positive rows"
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert f"expected calibration error {curve.expected_error:.3f}" in texts
    ax.figure.savefig(tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > 1000
    pyplot.close(ax.figure)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_bins": 0}, ValueError, "`n_bins` must be a whole number >= 1"),
        ({"strategy": "equal"}, ValueError, "`strategy` must be one of"),
        ({"interval": "normal"}, ValueError, "`interval` must be one of"),
        ({"y_prob": [0.5]}, DataError, "`y_true` has 2, `y_prob` has 1"),
        ({"y_prob": [0.5, 2.0]}, DataError, "`y_prob` must be between 0 and 1, got 2.0"),
    ],
)
def test_what_cannot_be_used_is_refused(options, error, message):
    given = {"y_true": [0, 1], "y_prob": [0.2, 0.8], **options}
    with pytest.raises(error, match=message):
        calibration_curve(**given)
