"""The checks that scikit-learn has for estimators; others of ours run them in their own tests."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from deepkit import estimators

# All data of the checks has a whole batch of this size, so that one program serves most of them.
SMALL = {"steps": 300, "learning_rate": 0.01, "batch_size": 10}
TRAINED = [
    estimators.DNNClassifier((16,), **SMALL),
    estimators.DNNRegressor((16,), **SMALL),
    estimators.DNNLinearCombinedClassifier(dnn_hidden_units=(16,), **SMALL),
    estimators.DNNLinearCombinedRegressor(dnn_hidden_units=(16,), **SMALL),
    estimators.LinearClassifier(optimizer="Ftrl", steps=300),
    estimators.LinearRegressor(optimizer="Ftrl", steps=300),
]
SOLVED = [estimators.LinearClassifier(), estimators.LinearRegressor()]


def expected_to_fail(estimator):
    """Return what a model that is trained on batches cannot do: a row twice is no weight of 2."""
    if not any(estimator is trained for trained in TRAINED):
        return {}
    return {"check_sample_weight_equivalence_on_dense_data": "batches differ"}


@parametrize_with_checks([*TRAINED, *SOLVED], expected_failed_checks=expected_to_fail)
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)
