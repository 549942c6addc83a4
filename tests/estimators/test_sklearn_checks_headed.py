"""The checks that scikit-learn has for estimators, run on those that are given a head."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from deepkit import Sequential, estimators, layers

SMALL = {"steps": 300, "learning_rate": 0.01, "batch_size": 10}
NUMBER, CLASS = estimators.RegressionHead(), estimators.BinaryClassHead()
DIFFER = {"check_sample_weight_equivalence_on_dense_data": "batches differ"}


def by_hand(head, **options):
    """Return an estimator of a model written by hand."""
    model = Sequential([layers.Dense(16, "relu"), layers.Dense(1)])
    return estimators.Estimator.from_model(model, head, **SMALL, **options)


@pytest.mark.slow
@parametrize_with_checks(
    [
        estimators.DNNEstimator(NUMBER, (16,), **SMALL),
        estimators.DNNEstimator(CLASS, (16,), **SMALL),
        estimators.DNNLinearCombinedEstimator(NUMBER, dnn_hidden_units=(16,), **SMALL),
        estimators.DNNLinearCombinedEstimator(CLASS, dnn_hidden_units=(16,), **SMALL),
        by_hand(NUMBER, standardize=True),
        by_hand(CLASS),
    ],
    expected_failed_checks=lambda _: DIFFER,
)
def test_scikit_learn_accepts_those_that_are_trained(estimator, check):
    check(estimator)
