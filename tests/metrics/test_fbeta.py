"""F scores, against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import fbeta_score

from deepkit import metrics
from deepkit.errors import ShapeError


@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
@pytest.mark.parametrize("beta", [0.5, 2])
def test_the_score_is_that_of_scikit_learn(average, beta, random):
    y_true, y_pred = random.integers(0, 2, (40, 3)), random.uniform(size=(40, 3))
    weight = random.uniform(size=40)
    metric = metrics.FBetaScore(average=average, beta=beta, threshold=0.3)
    for part in (slice(25), slice(25, None)):
        metric.update_state(y_true[part], y_pred[part], sample_weight=weight[part])
    expected = fbeta_score(y_true, y_pred > 0.3, beta=beta, average=average, sample_weight=weight)
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-5)


def test_without_a_threshold_the_highest_score_is_the_answer():
    metric = metrics.F1Score()
    assert metric([[1, 0], [0, 1]], [[0.3, 0.2], [0.3, 0.1]]).tolist() == pytest.approx([2 / 3, 0])


def test_a_sample_of_zeros_answers_nothing():
    assert metrics.F1Score()([[1, 0]], [[0.0, 0.0]]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"average": "macr"}, r"`average` must be one of .* Did you mean 'macro'\?"),
        ({"beta": 0}, "`beta` must be > 0, got 0"),
        ({"threshold": 0.0}, r"`threshold` must be above 0 and at most 1, got 0\.0"),
        ({"threshold": 1.5}, r"`threshold` must be above 0 and at most 1, got 1\.5"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        metrics.FBetaScore(**options)


def test_labels_without_classes_are_refused():
    with pytest.raises(ShapeError, match=r"must be \(batch, classes\), got \(2,\) and \(2,\)"):
        metrics.F1Score().update_state([0, 1], [0.2, 0.7])
