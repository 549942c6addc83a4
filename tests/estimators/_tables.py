"""Small data and small models that the tests of estimators share, and with them programs."""

import numpy as np

from deepkit import estimators

ROWS = 60
X = np.random.default_rng(0).normal(size=(ROWS, 3))
LABELS = (X[:, 0] + 0.5 * X[:, 1] > 0).astype(int)
TARGETS = X @ [1.0, -2.0, 3.0] + 4.0
FRAME = {"age": X[:, 0], "pay": X[:, 1], "job": np.where(X[:, 2] > 0, "clerk", "cook")}


def deep(**options):
    """Return a small deep classifier."""
    told = {"hidden_units": (16,), "steps": 30, "batch_size": 20, "random_state": 0}
    return estimators.DNNClassifier(**{**told, **options})


def wide_and_deep(**options):
    """Return a small Wide & Deep classifier."""
    told = {"dnn_hidden_units": (16,), "steps": 30, "batch_size": 20, "random_state": 0}
    return estimators.DNNLinearCombinedClassifier(**{**told, **options})


def linear(**options):
    """Return a linear classifier that is trained on batches."""
    told = {"optimizer": "Ftrl", "steps": 30, "batch_size": 20, "random_state": 0}
    return estimators.LinearClassifier(**{**told, **options})


def shuffled(seed=5, num_epochs=None):
    """Return an `input_fn` of the small data, in batches of 20; without end unless told."""
    return estimators.numpy_input_fn(
        {"x": X.astype(np.float32)}, LABELS, 20, num_epochs=num_epochs, shuffle=True, seed=seed
    )


def weights(estimator):
    """Return the weights of an estimator by name."""
    return {name: estimator.get_variable_value(name) for name in estimator.get_variable_names()}
