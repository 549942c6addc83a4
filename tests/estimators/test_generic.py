"""Tests of the generic estimators, beside scikit-learn and models written by hand."""

import inspect
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import PoissonRegressor
from sklearn.utils.estimator_checks import parametrize_with_checks

from deepkit import Input, Model, estimators, layers, losses
from deepkit import feature_column as fc
from deepkit.backend import seeded
from deepkit.estimators import DNNEstimator, DNNLinearCombinedEstimator, LinearEstimator
from deepkit.optimizers import SGD
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, weights

COUNTS = np.random.default_rng(1).poisson(np.exp(0.5 * X[:, 0] + 1.0))
XS = [fc.numeric_column("x", (3,))]
SMALL = {"steps": 20, "batch_size": 20, "random_state": 0}
TWO = {"sold": np.array(["no", "yes"])[LABELS], "price": TARGETS}


def two_heads(**options):
    """Return a head for what was sold and for how much."""
    sold, price = (
        estimators.BinaryClassHead(name="sold"),
        estimators.RegressionHead(name="price"),
    )
    return estimators.MultiHead([sold, price], **options)


@parametrize_with_checks(
    [
        LinearEstimator(estimators.RegressionHead()),
        LinearEstimator(estimators.BinaryClassHead()),
    ],
)
def test_scikit_learn_accepts_them(estimator, check):
    check(estimator)


def test_counts_are_those_of_poisson_regression():
    head = estimators.PoissonRegressionHead()
    fitted = LinearEstimator(head, XS, l2=0.6, standardize=False).fit(X, COUNTS)
    # scikit-learn divides the loss by the number of rows, and not the penalty. Here numbers are
    # penalized in units of their deviation: scikit-learn is given them in these.
    scaled = X / X.std(axis=0)
    peer = PoissonRegressor(alpha=0.6 / 60, tol=1e-9).fit(scaled, COUNTS)
    np.testing.assert_allclose(fitted.predict(X), peer.predict(scaled), rtol=1e-4)
    found = fitted.get_variable_value("linear/linear_model/x/weights")[:, 0]
    np.testing.assert_allclose(found * X.std(axis=0), peer.coef_, rtol=1e-3)


def test_several_heads_are_solved_as_each_alone():
    both = LinearEstimator(two_heads(), XS).fit(X, TWO).predict(X)
    for name, head in (
        ("sold", estimators.BinaryClassHead()),
        ("price", estimators.RegressionHead()),
    ):
        alone = LinearEstimator(head, XS).fit(X, TWO[name]).predict(X)
        if name == "price":
            np.testing.assert_allclose(both[name], alone, rtol=1e-5)
        else:
            assert (both[name] == alone).all()


@pytest.mark.parametrize(
    ("generic", "canned", "options"),
    [
        (LinearEstimator, estimators.LinearClassifier, {"optimizer": "Ftrl"}),
        (DNNEstimator, estimators.DNNClassifier, {"hidden_units": (4,)}),
        (
            DNNLinearCombinedEstimator,
            estimators.DNNLinearCombinedClassifier,
            {"dnn_hidden_units": (4,)},
        ),
    ],
)
def test_with_the_usual_head_it_is_the_canned_model(generic, canned, options):
    first = generic(estimators.BinaryClassHead(), **SMALL, **options).fit(FRAME, LABELS)
    second = canned(**SMALL, **options).fit(FRAME, LABELS)
    ours, theirs = weights(first), weights(second)
    assert ours.keys() == theirs.keys()
    for name, value in theirs.items():
        np.testing.assert_array_equal(ours[name], value)
    assert first.evaluate(FRAME, LABELS) == second.evaluate(FRAME, LABELS)


def by_hand(start):
    """Return a model of two outputs that begins with the weights of an estimator's."""
    x = Input((3,), name="x")
    logits = layers.Dense(2, name="logits")(layers.Dense(4, "relu", name="hiddenlayer_0")(x))
    model = Model(x, {"sold": logits[:, :1], "price": logits[:, 1:]})
    model.set_weights([start[weight.path] for weight in model.weights])
    told = {"sold": losses.BinaryCrossentropy(from_logits=True), "price": "mse"}
    model.compile(SGD(0.05), told, loss_weights={"sold": 1.0, "price": 0.25})
    return model


def test_two_heads_learn_what_a_model_written_by_hand_learns():
    heads = two_heads(head_weights=[1.0, 0.25])
    given = {"hidden_units": (4,), "optimizer": SGD(0.05), "standardize": False}
    batches = [({"x": X[at : at + 20].astype("float32")}, _cut(at)) for at in (0, 20, 40)]
    estimator = DNNEstimator(heads, feature_columns=XS, **SMALL, **given)
    with seeded(3):
        estimator.train(lambda: iter(batches), steps=1)
    start = {w.path: w.numpy() for w in estimator.model_.weights}
    estimator.train(lambda: iter(batches * 3))
    model = by_hand(start)
    y = {"sold": LABELS[:, None].astype("float32"), "price": TARGETS[:, None].astype("float32")}
    model.fit(X.astype("float32"), y, 20, epochs=3, shuffle=False, verbose=0)
    for ours, theirs in zip(estimator.model_.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-6)


def _cut(at):
    return {name: values[at : at + 20] for name, values in TWO.items()}


def test_predictions_of_several_heads_have_names_of_two_parts():
    estimator = DNNEstimator(two_heads(), (4,), **SMALL).fit(FRAME, TWO)
    rows = list(estimator.predict(lambda: FRAME, predict_keys=[("price", "predictions")]))
    assert len(rows) == 60
    assert set(rows[0]) == {("price", "predictions")}
    assert rows[3]["price", "predictions"][0] == estimator.predict(FRAME)["price"][3]


def test_measures_of_several_heads_are_told_apart():
    estimator = DNNEstimator(two_heads(head_weights=[2.0, 0.5]), (4,), **SMALL)
    found = estimator.fit(FRAME, TWO).evaluate(FRAME, TWO)
    assert {"loss/sold", "accuracy/sold", "average_loss/price", "r2/price"} < set(found)
    assert found["loss"] == pytest.approx(2 * found["loss/sold"] + 0.5 * found["loss/price"])


def test_several_heads_learn_from_an_input_fn_and_come_back_from_files(tmp_path):
    first = DNNEstimator(two_heads(), (4,), model_dir=tmp_path, **SMALL)
    first.train(lambda: (FRAME, TWO), steps=5)
    second = DNNEstimator(two_heads(), (4,), model_dir=tmp_path, **SMALL)
    copy = pickle.loads(pickle.dumps(first))
    for other in (second, copy):
        assert other.global_step_ == 5
        np.testing.assert_array_equal(other.predict(FRAME)["price"], first.predict(FRAME)["price"])


def test_several_heads_are_served_as_they_predict(tmp_path):
    estimator = DNNEstimator(two_heads(), (4,), **SMALL).fit(FRAME, pd.DataFrame(TWO))
    served = estimators.SavedModel(estimator.export_saved_model(tmp_path)).predict(FRAME)
    np.testing.assert_array_equal(
        served["price", "predictions"][:, 0], estimator.predict(FRAME)["price"]
    )


def test_a_joint_model_of_counts_beats_their_mean():
    head = estimators.PoissonRegressionHead()
    joint = DNNLinearCombinedEstimator(head, dnn_hidden_units=(4,), learning_rate=0.03, **SMALL)
    deviance = joint.fit(X, COUNTS, steps=200).evaluate(X, COUNTS)["average_loss"]
    constant = estimators.BaselineEstimator(head).fit(X, COUNTS)
    assert deviance < constant.evaluate(X, COUNTS)["average_loss"]


# TensorFlow 2.15's arguments in their order; RNN* are those of tf.estimator.experimental.
NET = "optimizer activation_fn dropout config warm_start_from batch_norm"
JOINT = "dnn_hidden_units dnn_activation_fn dnn_dropout config batch_norm linear_sparse_combiner"
STEPS = (
    "sequence_feature_columns context_feature_columns units cell_type rnn_cell_fn return_sequences"
)
ARGUMENTS = {
    "LinearEstimator": "head feature_columns model_dir optimizer config sparse_combiner "
    "warm_start_from",
    "DNNEstimator": f"head hidden_units feature_columns model_dir {NET}",
    "DNNLinearCombinedEstimator": "head model_dir linear_feature_columns linear_optimizer "
    f"dnn_feature_columns dnn_optimizer {JOINT}",
    "BaselineClassifier": "model_dir n_classes weight_column label_vocabulary optimizer config "
    "loss_reduction",
    "BaselineRegressor": "model_dir label_dimension weight_column optimizer config loss_reduction",
    "BaselineEstimator": "head model_dir optimizer config",
    "RNNClassifier": f"{STEPS} model_dir n_classes weight_column label_vocabulary optimizer "
    "loss_reduction sequence_mask config",
    "RNNEstimator": f"head {STEPS} model_dir optimizer config",
    "Estimator": "model_fn model_dir config params warm_start_from",
    "model_to_estimator": "keras_model keras_model_path custom_objects model_dir config "
    "checkpoint_format metric_names_map export_outputs",
    "add_metrics": "estimator metric_fn",
}


@pytest.mark.parametrize(("name", "wanted"), ARGUMENTS.items())
def test_arguments_are_tensorflows_in_their_order(name, wanted):
    parameters = inspect.signature(getattr(estimators, name)).parameters.values()
    found = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    names = wanted.split()
    assert found[: len(names)] == names
