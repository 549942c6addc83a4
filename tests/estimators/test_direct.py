"""Tests of the way from a model's inputs to the direct solver and back."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from deepkit import feature_column as fc
from deepkit.estimators import (
    BinaryClassHead,
    LinearClassifier,
    LinearRegressor,
    LogisticRegressionHead,
    MultiClassHead,
    MultiLabelHead,
    PoissonRegressionHead,
    RegressionHead,
)
from deepkit.estimators._direct import design_of, kind_of
from tests.estimators._tables import FRAME, LABELS, TARGETS, X

JOB = fc.categorical_column_with_vocabulary_list("job", ["clerk", "cook"])


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (RegressionHead(), "squared"),
        (BinaryClassHead(), "logistic"),
        (MultiClassHead(3), "multinomial"),
        (PoissonRegressionHead(), "poisson"),
        (LogisticRegressionHead(), "logistic"),
        (MultiLabelHead(3), "logistic"),
        (BinaryClassHead(loss_fn=lambda labels, logits: logits), None),
        (RegressionHead(inverse_link_fn=np.exp), None),
    ],
)
def test_the_solver_knows_the_usual_losses(head, kind):
    assert kind_of(head) == kind


def test_numbers_and_categories_are_blocks_of_the_matrix():
    columns = [fc.numeric_column("age"), JOB]
    encoder = fc.learn(columns, FRAME)
    design = design_of(encoder.encode(fc.as_table(FRAME)), encoder.columns, "sum")
    assert design.numbers.shape == (60, 1)
    assert (design.rows, design.width) == (60, 3)
    np.testing.assert_allclose(design.numbers[:, 0], FRAME["age"], rtol=1e-6)


def test_weighted_categories_have_their_weights():
    column = fc.weighted_categorical_column(JOB, "age")
    data = {"job": FRAME["job"], "age": np.abs(FRAME["age"])}
    encoder = fc.learn([column], data)
    design = design_of(encoder.encode(fc.as_table(data)), encoder.columns, "sum")
    cooks = FRAME["job"] == "cook"
    expected = np.stack([data["age"] * ~cooks, data["age"] * cooks], 1)
    buckets = design.buckets if isinstance(design.buckets, np.ndarray) else design.buckets.toarray()
    np.testing.assert_allclose(buckets, expected, rtol=1e-6)


def test_a_column_that_is_no_number_and_no_category_is_left_to_training():
    bag = fc.embedding_column(JOB, 2)
    encoder = fc.learn([bag], FRAME)
    assert design_of(encoder.encode(fc.as_table(FRAME)), encoder.columns, "sum") is None


def test_the_model_has_the_solution():
    fitted = LinearRegressor([fc.numeric_column("x", (3,))], l2=0.0).fit(X, TARGETS)
    np.testing.assert_allclose(fitted.predict(X), TARGETS, rtol=1e-5)


def test_three_classes_are_solved_at_once():
    three = LABELS + (X[:, 2] > 0.5)
    fitted = LinearClassifier([fc.numeric_column("x", (3,))], l2=0.1).fit(X, three)
    peer = make_pipeline(StandardScaler(), LogisticRegression(C=10, tol=1e-9)).fit(X, three)
    np.testing.assert_allclose(fitted.predict_proba(X), peer.predict_proba(X), atol=1e-4)
