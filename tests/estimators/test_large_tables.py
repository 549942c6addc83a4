"""Estimators with long tables: a step updates the rows of the batch alone."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.estimators import DNNLinearCombinedClassifier, LinearRegressor
from deepkit.optimizers import MultiOptimizer, Optimizer, RowGradient

RANDOM = np.random.default_rng(0)
DATA = {"user": RANDOM.integers(0, 10**6, 60).astype(str), "age": RANDOM.normal(size=60)}
LABELS = RANDOM.integers(0, 2, 60)
USERS = fc.categorical_column_with_hash_bucket("user", 40_000)


def both(update, **options):
    """Return Wide & Deep that learned from the data."""
    estimator = DNNLinearCombinedClassifier(
        linear_feature_columns=[USERS],
        dnn_feature_columns=[fc.embedding_column(USERS, 2), fc.numeric_column("age")],
        dnn_hidden_units=(3,),
        steps=30,
        batch_size=20,
        random_state=1,
        embeddings_update=update,
        **options,
    )
    return estimator.fit(DATA, LABELS)


def weights(estimator):
    return {v.path.partition("/")[2]: v.numpy() for v in estimator.model_.variables}


@pytest.fixture
def kinds(monkeypatch):
    """Return what is filled with the kinds of gradients by the names of the variables."""
    seen = {}
    apply = Optimizer.apply_state

    def noting(self, grads, params, state):
        if not isinstance(self, MultiOptimizer):
            seen.update({key: type(grad) for key, grad in grads.items()})
        return apply(self, grads, params, state)

    # Not as a method of a class in between: the optimizer would rightly think it a call of its own.
    monkeypatch.setattr("deepkit.optimizers._pure.PureFace.apply_state", noting)
    return seen


def sparse_in(kinds):
    return sorted(key.split("/")[0] for key, kind in kinds.items() if kind is RowGradient)


def test_the_wide_part_and_adagrads_embeddings_are_updated_by_rows(kinds):
    both("auto", dnn_optimizer="Adagrad")
    assert sparse_in(kinds) == ["linear_user", "user_embedding"]


def test_adams_embeddings_are_when_lazy_is_asked_for(kinds):
    both("auto")
    assert sparse_in(kinds) == ["linear_user"]
    both("lazy")
    assert sparse_in(kinds) == ["linear_user", "user_embedding"]


def test_what_is_learned_is_that_of_the_dense_path():
    found, expected = (weights(both(u, dnn_optimizer="Adagrad")) for u in ("auto", "dense"))
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=1e-6)


def test_a_linear_model_too(kinds):
    made = [
        LinearRegressor([USERS], optimizer="Ftrl", steps=30, random_state=1, embeddings_update=u)
        for u in ("auto", "dense")
    ]
    found, expected = (weights(e.fit(DATA, LABELS.astype(float))) for e in made)
    assert sparse_in(kinds) == []  # the last one
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=1e-6)
