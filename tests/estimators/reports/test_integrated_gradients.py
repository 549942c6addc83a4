"""Tests of what each column adds to a prediction."""

import pickle
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import deepkit
from deepkit import estimators
from deepkit import feature_column as fc
from deepkit.estimators.reports import Attributions, integrated_gradients
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep, wide_and_deep

AGE = fc.numeric_column("age")
JOB = fc.categorical_column_with_vocabulary_list("job", ["clerk", "cook"])
PLAIN = {"compat": "tf", "optimizer": "Ftrl", "steps": 30, "random_state": 0}


def linear(*columns, data=FRAME, **options):
    """Return a linear classifier of columns, trained without any scaling."""
    model = estimators.LinearClassifier(list(columns), **{**PLAIN, **options})
    return model.fit(data, LABELS)


def weight(model, column):
    """Return the weights of a column of a linear model."""
    return model.get_variable_value(f"linear/linear_model/{column}/weights")


@pytest.fixture(scope="module")
def network():
    return deep().fit(FRAME, LABELS)


# --- linear models: exact ---------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 50])
def test_a_linear_model_is_taken_apart_exactly(steps):
    model = linear(AGE, JOB)
    found = integrated_gradients(model, FRAME, steps=steps)
    age = FRAME["age"] * weight(model, "age")[0, 0]
    job = weight(model, "job")[(FRAME["job"] == "cook").astype(int), 0]
    assert found.names == ("age", "pay", "job")
    np.testing.assert_allclose(found.values, np.stack([age, 0 * age, job], 1), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found.outputs, model.decision_function(FRAME), rtol=1e-5, atol=1e-6)
    assert np.abs(found.error).max() < 1e-5


def test_all_that_a_column_becomes_counts_for_it():
    model = linear(AGE, fc.bucketized_column(AGE, [0.0]))
    found = integrated_gradients(model, FRAME)
    bucket = weight(model, "age_bucketized")[(FRAME["age"] >= 0).astype(int), 0]
    expected = FRAME["age"] * weight(model, "age")[0, 0] + bucket
    np.testing.assert_allclose(found.values[:, 0], expected, rtol=1e-5, atol=1e-6)


def test_a_cross_counts_equally_for_its_columns():
    bucket = fc.bucketized_column(AGE, [0.0])
    model = linear(fc.crossed_column([bucket, "job"], 7))
    found = integrated_gradients(model, FRAME)
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 2])
    bias = model.get_variable_value("linear/linear_model/bias_weights")[0]
    np.testing.assert_allclose(found.values.sum(1), found.outputs - bias, rtol=1e-5, atol=1e-6)
    assert np.ptp(found.values[:, 0]) > 0


def test_a_weighted_category_counts_equally_for_category_and_weight():
    data = {**FRAME, "times": np.arange(60.0)}
    model = linear(fc.weighted_categorical_column(JOB, "times"), data=data)
    found = integrated_gradients(model, data)
    np.testing.assert_allclose(found.values[:, 2], found.values[:, 3])
    assert np.abs(found.error).max() < 1e-5 * np.abs(found.values).max()


def test_numbers_of_a_matrix_are_taken_apart():
    model = estimators.LinearRegressor(l2=0.0).fit(X, TARGETS)
    found = integrated_gradients(model, X)
    assert found.names == ("x0", "x1", "x2")
    # Numbers are compared with their mean, which a z-score makes zero.
    expected = (X - X.mean(axis=0)) * [1.0, -2.0, 3.0]
    np.testing.assert_allclose(found.values, expected, atol=1e-4)


def test_buckets_of_a_matrix_are_taken_apart():
    source = fc.numeric_column("x", shape=3)
    model = linear(fc.bucketized_column(source, [0.0]), data=X)
    found = integrated_gradients(model, X)
    places = (X >= 0).astype(int) + 2 * np.arange(3)
    expected = weight(model, "x_bucketized")[places, 0]
    np.testing.assert_allclose(found.values, expected, rtol=1e-5, atol=1e-6)


# --- baselines ---------------------------------------------------------------------------------


def test_a_row_can_be_the_baseline():
    model = linear(AGE, JOB)
    base = {"age": [1.0], "pay": [0.0], "job": ["clerk"]}
    found = integrated_gradients(model, FRAME, baseline=base)
    clerk, cook = weight(model, "job")[:, 0]
    expected = (FRAME["age"] - 1.0) * weight(model, "age")[0, 0]
    np.testing.assert_allclose(found.values[:, 0], expected, rtol=1e-5, atol=1e-6)
    jobs = np.where(FRAME["job"] == "cook", cook - clerk, 0)
    np.testing.assert_allclose(found.values[:, 2], jobs, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found.base, model.decision_function(base)[0], rtol=1e-5, atol=1e-6)


def test_the_mean_of_rows_can_be_the_baseline():
    model = linear(AGE, JOB)
    found = integrated_gradients(model, FRAME, baseline=FRAME)
    np.testing.assert_allclose(found.values.mean(axis=0), 0, rtol=1e-5, atol=1e-6)
    expected = (FRAME["age"] - FRAME["age"].mean()) * weight(model, "age")[0, 0]
    np.testing.assert_allclose(found.values[:, 0], expected, rtol=1e-5, atol=1e-6)


# --- deep models: completeness, and the integral by hand -----------------------------------------


@pytest.mark.parametrize("make", [deep, wide_and_deep])
@pytest.mark.parametrize("data", [FRAME, X], ids=["frame", "matrix"])
def test_shares_add_up_to_what_the_output_gains(make, data):
    model = make().fit(data, LABELS)
    found = integrated_gradients(model, data, tolerance=1e-4)
    np.testing.assert_allclose(found.values.sum(1), found.outputs - found.base, atol=1e-3)
    np.testing.assert_allclose(found.outputs, model.decision_function(data), atol=1e-5)


def test_the_tolerance_is_kept(network):
    found = integrated_gradients(network, FRAME, steps=3, tolerance=1e-2)
    assert (np.abs(found.error) <= 1e-2 * np.abs(found.values).sum(1) + 1e-5).all()


def test_a_network_is_taken_apart_as_numpy_does_it():
    columns = [AGE, fc.embedding_column(JOB, 2)]
    model = estimators.DNNClassifier([5], columns, activation_fn="tanh", **PLAIN)
    model.fit(FRAME, LABELS)
    found = integrated_gradients(model, FRAME, steps=200)
    known = {layer.name: layer.get_weights() for layer in model.model_.layers}
    [table] = known["job_embedding"]
    rows = np.column_stack([FRAME["age"], table[(FRAME["job"] == "cook").astype(int)]])
    (kernel, bias), (last, _) = known["hiddenlayer_0"], known["logits"]
    ways = (np.arange(2000) + 0.5) / 2000
    slopes = [
        (1 - np.tanh(way * rows @ kernel + bias) ** 2) * last[:, 0] @ kernel.T for way in ways
    ]
    expected = rows * np.mean(slopes, axis=0)
    np.testing.assert_allclose(found.values[:, 0], expected[:, 0], atol=1e-5)
    np.testing.assert_allclose(found.values[:, 2], expected[:, 1:].sum(axis=1), atol=1e-5)


@pytest.mark.parametrize("baseline", [None, {"pulse": [[0.0, 1.0]], "age": [0.0]}])
def test_sequences_are_taken_apart(baseline):
    random = np.random.default_rng(0)
    pulse = [random.normal(size=size).tolist() for size in random.integers(1, 6, 40)]
    data = {"pulse": pulse, "age": random.normal(size=40)}
    columns = [fc.sequence_numeric_column("pulse")], [AGE]
    model = estimators.RNNClassifier(*columns, [4], steps=30, random_state=0)
    model.fit(data, [int(sum(row) > 0) for row in pulse])
    found = integrated_gradients(model, data, baseline=baseline)
    np.testing.assert_allclose(found.error, 0, atol=1e-3)
    np.testing.assert_allclose(found.outputs, model.decision_function(data), atol=1e-5)


def test_a_row_is_explained_alike_whoever_comes_with_it(network):
    alone = integrated_gradients(network, {key: FRAME[key][:1] for key in FRAME})
    among = integrated_gradients(network, FRAME)
    np.testing.assert_allclose(alone.values[0], among.values[0], atol=1e-4)


def test_an_estimator_that_was_explained_can_be_copied(network):
    found = integrated_gradients(network, FRAME)
    again = integrated_gradients(pickle.loads(pickle.dumps(network)), FRAME)
    np.testing.assert_allclose(again.values, found.values, atol=1e-6)


def test_further_training_changes_what_is_found(network):
    model = deep(warm_start=True).fit(FRAME, LABELS)
    before = integrated_gradients(model, FRAME)
    model.fit(FRAME, LABELS)
    after = integrated_gradients(model, FRAME)
    assert not np.allclose(before.values, after.values)
    np.testing.assert_allclose(after.outputs, model.decision_function(FRAME), atol=1e-5)


# --- targets -----------------------------------------------------------------------------------


def test_the_first_of_two_classes_gains_what_the_second_loses(network):
    second = integrated_gradients(network, FRAME, target=1)
    first = integrated_gradients(network, FRAME, target=0)
    np.testing.assert_allclose(first.values, -second.values, rtol=1e-5, atol=1e-6)


def test_the_predicted_one_of_several_classes_is_explained():
    model = deep(steps=60).fit(X, np.digitize(X[:, 0], [-0.5, 0.5]))
    found = integrated_gradients(model, X)
    logits, guess = model.decision_function(X), model.predict(X)
    np.testing.assert_allclose(found.outputs, logits[np.arange(60), guess], atol=1e-5)
    named = integrated_gradients(model, X, target=guess)
    np.testing.assert_array_equal(found.values, named.values)


def test_one_of_several_heads_is_explained():
    heads = estimators.MultiHead([
        estimators.BinaryClassHead(name="up"), estimators.RegressionHead(2, name="both"),
    ])  # fmt: skip
    model = estimators.DNNEstimator(head=heads, hidden_units=[4], steps=20, random_state=0)
    both = np.stack([TARGETS, -TARGETS], axis=1)
    model.fit(X, {"up": LABELS, "both": both})
    found = integrated_gradients(model, X, target=("both", 1), tolerance=1e-4)
    outputs = model.model_.predict(model.encoder_.encode({"x": X}), verbose=0)
    np.testing.assert_allclose(found.outputs, outputs["both"][:, 1], rtol=1e-4)
    np.testing.assert_allclose(found.error, 0, atol=1e-3 * np.abs(found.values).sum(1).max())


# --- what comes back ---------------------------------------------------------------------------


def test_a_frame_and_a_matrix_say_the_same():
    names = ["a", "b", "c"]
    model = estimators.LinearRegressor().fit(pd.DataFrame(X, columns=names), TARGETS)
    found = model.integrated_gradients(X)
    assert found.names == ("a", "b", "c")
    again = model.integrated_gradients(pd.DataFrame(X, columns=names))
    np.testing.assert_array_equal(found.values, again.values)


def test_importances_are_mean_sizes_in_order():
    found = Attributions(("a", "b"), np.array([[1.0, -3.0], [0.0, 1.0]]), np.zeros(2), np.ones(2))
    assert found.ordered() == [("b", 2.0), ("a", 0.5)]
    assert found.error.tolist() == [-1.0, 2.0]
    assert str(found) == "b  2\na  0.5"


@pytest.mark.parametrize(
    ("row", "widths", "label"),
    [
        (None, [2.0, 0.5], "mean size of what is added to the output"),
        (0, [-3.0, 1.0], "added to the output (from 0.5 to -1.5)"),
    ],
)
def test_the_picture_shows_all_rows_or_one(row, widths, label, tmp_path):
    values = np.array([[1.0, -3.0], [0.0, 1.0]])
    ax = Attributions(("a", "b"), values, np.array([-1.5, 1.5]), np.full(2, 0.5)).plot(row=row)
    assert [bar.get_width() for bar in ax.patches] == widths
    assert [name.get_text() for name in ax.get_yticklabels()] == ["b", "a"]
    assert ax.get_xlabel() == label
    ax.figure.savefig(tmp_path / "bars.png")
    assert (tmp_path / "bars.png").stat().st_size > 1000
    pyplot.close(ax.figure)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": 0}, "`steps` must be a whole number >= 1"),
        ({"tolerance": 0.0}, "`tolerance` must be > 0"),
        ({"target": 7}, "Unknown class in `target` 7"),
        ({"baseline": {"age": [1.0]}}, "is missing from the data"),
    ],
)
def test_what_cannot_be_used_is_refused(network, options, message):
    with pytest.raises(ValueError, match=message):
        integrated_gradients(network, FRAME, **options)


def test_a_model_must_be_drawn(network):
    class Own(deepkit.Model):
        def call(self, x):
            return x["age"]

    fitted = SimpleNamespace(**vars(network._fitted))
    fitted.model, fitted.kept, fitted.fitting = Own(name="own"), {}, lambda table: table
    estimator = SimpleNamespace(_known=lambda: fitted, _weight_key=None)
    with pytest.raises(ValueError, match="The model 'own' is a subclass with a `call` of its own"):
        integrated_gradients(estimator, FRAME)
