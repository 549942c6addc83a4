"""The explained variance, against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import r2_score

from deepkit import metrics
from deepkit.errors import ShapeError


@pytest.mark.parametrize(
    ("aggregation", "peer"),
    [
        ("uniform_average", "uniform_average"),
        ("variance_weighted_average", "variance_weighted"),
        (None, "raw_values"),
    ],
)
def test_the_score_is_that_of_scikit_learn(aggregation, peer, random):
    y_true, y_pred = random.normal(size=(2, 40, 3))
    weight = random.uniform(size=40)
    metric = metrics.R2Score(class_aggregation=aggregation)
    for part in (slice(25), slice(25, None)):
        metric.update_state(y_true[part], y_pred[part], sample_weight=weight[part])
    expected = r2_score(y_true, y_pred, sample_weight=weight, multioutput=peer)
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-5)


def test_a_single_output_needs_no_axis_on_one_side():
    value = metrics.R2Score()([1.0, 4.0, 3.0], [[2.0], [4.0], [4.0]])
    assert float(value) == pytest.approx(1 - 2 / (14 / 3))


def test_regressors_lower_the_score():
    y_true, y_pred = [[1.0], [2.0], [3.0], [4.0], [6.0]], [[1.0], [2.0], [3.0], [4.0], [5.0]]
    plain = float(metrics.R2Score()(y_true, y_pred))
    adjusted = float(metrics.R2Score(num_regressors=2)(y_true, y_pred))
    assert adjusted == pytest.approx(1 - (1 - plain) * 4 / 2)


@pytest.mark.parametrize("regressors", [4, 9])
def test_too_few_targets_leave_the_score_as_it_is(regressors):
    y_true, y_pred = [[1.0], [2.0], [3.0], [4.0], [6.0]], [[1.0], [2.0], [3.0], [4.0], [5.0]]
    plain = float(metrics.R2Score()(y_true, y_pred))
    assert float(metrics.R2Score(num_regressors=regressors)(y_true, y_pred)) == plain


def test_targets_with_too_many_axes_are_refused():
    with pytest.raises(ShapeError, match=r"must be \(batch, outputs\), got \(2, 2, 2\)"):
        metrics.R2Score().update_state(np.zeros((2, 2, 2)), np.zeros((2, 2, 2)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"class_aggregation": "mean"}, "`class_aggregation` must be one of None, 'uniform_ave"),
        ({"num_regressors": -1}, "`num_regressors` must be a whole number >= 0, got -1"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        metrics.R2Score(**options)
