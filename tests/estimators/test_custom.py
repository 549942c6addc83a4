"""The estimator whose model is a function of the user's."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from deepkit import Input, Model, Sequential, estimators, layers, losses, metrics, models, ops
from deepkit import feature_column as fc
from deepkit.errors import DataError, NotFittedError
from deepkit.estimators import DNNClassifier, Estimator, EstimatorSpec
from deepkit.optimizers import SGD
from tests.estimators._model_functions import (
    COLUMNS,
    X32,
    headed,
    own,
    rows,
    trained,
    two_logits,
)
from tests.estimators._tables import FRAME, LABELS, ROWS, TARGETS, X, weights

NAMED = np.where(LABELS, "yes", "no")


def shuffled():
    """Return an `input_fn` of the small data, in batches of 20 without end."""
    return estimators.numpy_input_fn({"x": X32}, LABELS, 20, num_epochs=None, shuffle=True, seed=5)


# --- what it learns -------------------------------------------------------------------------------


def test_it_learns_what_a_model_written_by_hand_learns():
    estimator = trained(steps=1)
    x = Input((3,), name="x")
    model = Model(x, two_logits(x))
    start = {weight.path: weight.numpy() for weight in estimator.model_.weights}
    model.set_weights([start[weight.path] for weight in model.weights])
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(SGD(0.5), loss, metrics=["accuracy"])
    model.fit(X32, LABELS, ROWS, epochs=9, verbose=0)
    estimator.train(rows, steps=9)
    for ours, theirs in zip(estimator.model_.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-6)
    expected = model.evaluate(X32, LABELS, 60, verbose=0, return_dict=True)
    found = estimator.evaluate(rows)
    assert found == pytest.approx({**expected, "global_step": 10}, rel=1e-5)


def test_a_head_in_it_is_the_canned_model():
    told = {"feature_columns": COLUMNS, "random_state": 0, "steps": 10, "batch_size": 20}
    custom = Estimator(headed, **told).fit(FRAME, NAMED)
    canned = DNNClassifier((8,), optimizer="adam", standardize=False, **told).fit(FRAME, NAMED)
    ours, theirs = weights(custom), weights(canned)
    assert ours.keys() == theirs.keys()
    for name, value in theirs.items():
        np.testing.assert_array_equal(ours[name], value)
    assert custom.evaluate(FRAME, NAMED) == canned.evaluate(FRAME, NAMED)
    np.testing.assert_array_equal(custom.predict(FRAME), canned.predict(FRAME))
    np.testing.assert_array_equal(custom.predict_proba(FRAME), canned.predict_proba(FRAME))
    assert custom.score(FRAME, NAMED) == canned.score(FRAME, NAMED)


def test_columns_may_be_among_the_params():
    first = Estimator(headed, feature_columns=COLUMNS, random_state=0).fit(FRAME, NAMED, steps=5)
    second = Estimator(headed, params={"feature_columns": COLUMNS}, random_state=0)
    second.fit(FRAME, NAMED, steps=5)
    np.testing.assert_array_equal(first.predict_proba(FRAME), second.predict_proba(FRAME))


def test_params_and_config_reach_both_functions():
    seen = []

    def model_fn(features, labels, mode, params, config):
        seen.append((params["units"], config.save_summary_steps))
        return own(features, labels, mode)

    def input_fn(params):
        seen.append(params["units"])
        return rows()

    config = estimators.RunConfig(save_summary_steps=7)
    Estimator(model_fn, config=config, params={"units": 3}).train(input_fn, steps=1)
    assert set(seen) == {3, (3, 7)}


def test_dropout_and_moments_know_the_mode():
    def model_fn(features, labels, mode):
        x = layers.BatchNormalization(momentum=0.5, name="norm")(features["x"] + 3.0)
        return own({"x": layers.Dropout(0.5, name="drop")(x)}, labels, mode)

    estimator = trained(model_fn, steps=30)
    found = estimator.get_variable_value("norm/moving_mean")
    np.testing.assert_allclose(found, X32.mean(0) + 3.0, rtol=1e-4)
    first, second = (estimator.predict({"x": X32})["logits"] for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_labels_and_predictions_may_have_names():
    def model_fn(features, labels, mode):
        low, high = (layers.Dense(1, name=name)(features["x"])[:, 0] for name in ("low", "high"))
        if mode == "infer":
            return EstimatorSpec(mode, predictions={"low": low, "high": high})
        errors = ops.square(low - labels["low"]) + ops.square(high - labels["high"])
        loss = ops.mean(errors)
        told = {"mae": (metrics.MeanAbsoluteError(), (labels["high"], high))}
        return EstimatorSpec(mode, loss=loss, optimizer=SGD(0.1), eval_metric_ops=told)

    both = {"low": TARGETS - 1, "high": TARGETS + 1}
    estimator = Estimator(model_fn, random_state=0).train(lambda: ({"x": X32}, both), steps=300)
    found = estimator.predict({"x": X32})
    np.testing.assert_allclose(found["low"], both["low"], atol=1e-2)
    assert estimator.evaluate(lambda: ({"x": X32}, both))["mae"] < 1e-2


# --- predictions, files, copies -------------------------------------------------------------------


def test_predictions_are_dicts_for_an_input_fn():
    estimator = trained()
    [first, *_] = estimator.predict(lambda: {"x": X32}, predict_keys=["probabilities"])
    assert set(first) == {"probabilities"}
    np.testing.assert_array_equal(
        first["probabilities"], estimator.predict({"x": X32})["probabilities"][0]
    )


def test_one_prediction_comes_alone():
    def model_fn(features, labels, mode):
        spec = own(features, labels, mode)
        alone = spec.predictions["logits"]
        return EstimatorSpec(mode, alone, spec.loss, optimizer=spec.optimizer)

    assert trained(model_fn).predict({"x": X32}).shape == (ROWS, 2)


def test_30_steps_and_20_are_50_bit_for_bit_across_processes(tmp_path):
    def model_fn(features, labels, mode):
        x = features["x"]
        return own({"x": layers.Dropout(0.3)(x) if mode == "train" else x}, labels, mode)

    together = Estimator(model_fn, random_state=0).train(shuffled(), steps=50)
    Estimator(model_fn, tmp_path, random_state=0).train(shuffled(), steps=30)
    parted = Estimator(model_fn, tmp_path, random_state=0).train(shuffled(), max_steps=50)
    for name, value in weights(together).items():
        np.testing.assert_array_equal(weights(parted)[name], value)


def test_a_pickle_predicts_the_same_and_goes_on_alike():
    first = trained()
    second = pickle.loads(pickle.dumps(first))
    for estimator in (first, second):
        estimator.train(rows, steps=3)
    np.testing.assert_array_equal(
        first.predict({"x": X32})["logits"], second.predict({"x": X32})["logits"]
    )


def test_an_earlier_checkpoint_can_be_looked_at(tmp_path):
    estimator = Estimator(own, tmp_path, random_state=0).train(rows, steps=5)
    path = estimator.latest_checkpoint()
    before, measured = estimator.predict({"x": X32})["logits"], estimator.evaluate(rows)
    estimator.train(rows, steps=5)
    assert (estimator.predict({"x": X32})["logits"] != before).any()
    again = estimator.predict({"x": X32}, checkpoint_path=path)["logits"]
    np.testing.assert_array_equal(again, before)
    assert estimator.evaluate(rows, checkpoint_path=path) == measured


def test_what_is_served_is_what_is_predicted(tmp_path):
    def model_fn(features, labels, mode):
        spec = own(features, labels, mode)
        told = {"scores": {"p": spec.predictions["probabilities"]}}
        return EstimatorSpec(
            mode, spec.predictions, spec.loss, optimizer=spec.optimizer, export_outputs=told
        )

    estimator = trained(model_fn)
    served = estimators.SavedModel(estimator.export_saved_model(tmp_path))
    assert set(served.signatures) == {"serving_default", "predict", "scores"}
    found = served.signatures["scores"]({"x": X32})
    np.testing.assert_array_equal(found["p"], estimator.predict({"x": X32})["probabilities"])


def test_the_model_is_an_ordinary_one(tmp_path):
    estimator = trained()
    estimator.model_.save(tmp_path / "m.keras")
    found = models.load_model(tmp_path / "m.keras").predict({"x": X32}, verbose=0)
    np.testing.assert_allclose(found["logits"], estimator.predict({"x": X32})["logits"], atol=1e-6)


def test_weights_come_from_an_earlier_one(tmp_path):
    first = Estimator(own, tmp_path, random_state=0).train(rows, steps=20)
    second = Estimator(own, warm_start_from=tmp_path, learning_rate=1e-30).train(rows, steps=1)
    np.testing.assert_array_equal(
        first.predict({"x": X32})["logits"], second.predict({"x": X32})["logits"]
    )


def test_it_is_trained_and_evaluated_by_specs(tmp_path):
    estimator = Estimator(own, tmp_path, random_state=0)
    found, _ = estimators.train_and_evaluate(
        estimator, estimators.TrainSpec(rows, max_steps=40), estimators.EvalSpec(rows)
    )
    assert (found["global_step"], found["accuracy"] > 0.9) == (40, True)


def test_hooks_of_specs_are_called():
    class Counting(estimators.SessionRunHook):
        calls = 0

        def begin(self):
            self.calls += 1

    hooks = {
        name: Counting() for name in ("training_hooks", "evaluation_hooks", "prediction_hooks")
    }

    def model_fn(features, labels, mode):
        spec = own(features, labels, mode)
        told = {name: [hook] for name, hook in hooks.items()}
        return EstimatorSpec(mode, spec.predictions, spec.loss, optimizer=spec.optimizer, **told)

    estimator = trained(model_fn, steps=2)
    estimator.evaluate(rows)
    list(estimator.predict(lambda: {"x": X32}))
    assert [hook.calls for hook in hooks.values()] == [1, 1, 1]


# --- scikit-learn ---------------------------------------------------------------------------------


def test_scikit_learn_clones_and_judges_it():
    model = Sequential([Input((3,), name="x"), layers.Dense(1)])
    told = {"steps": 60, "learning_rate": 0.1, "random_state": 0}
    estimator = Estimator.from_model(model, estimators.BinaryClassHead(), **told)
    assert cross_val_score(clone(estimator), X, NAMED, cv=3).mean() > 0.8
    with pytest.raises(NotFittedError):
        estimator.predict(X)


def test_without_a_head_the_score_is_minus_the_loss():
    estimator = trained()
    assert estimator.score({"x": X32}, LABELS) == -estimator.evaluate(rows)["loss"]


# --- models written by hand -----------------------------------------------------------------------


def test_a_model_with_a_head_begins_with_its_weights_and_stays_as_it_is():
    model = Sequential([Input((3,), name="x"), layers.Dense(1, name="line")])
    before = model.get_weights()
    told = {"steps": 300, "learning_rate": 0.05, "random_state": 0}
    estimator = Estimator.from_model(model, estimators.RegressionHead(), **told)
    assert estimator.fit(X, TARGETS).score(X, TARGETS) > 0.99
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    frozen = Estimator.from_model(model, estimators.RegressionHead(), learning_rate=1e-30, steps=1)
    expected = model.predict(X32, verbose=0)[:, 0]
    np.testing.assert_allclose(frozen.fit(X, TARGETS).predict(X), expected, rtol=1e-5)


def test_a_model_on_encoded_columns_is_fed_by_name():
    encoder = fc.learn(COLUMNS, FRAME)
    inputs = encoder.inputs()
    logits = layers.Dense(1)(fc.input_layer(inputs, COLUMNS, encoder))
    told = {"feature_columns": COLUMNS, "steps": 200, "learning_rate": 0.1, "random_state": 0}
    head = estimators.BinaryClassHead()
    estimator = Estimator.from_model(Model(inputs, logits), head, **told)
    assert estimator.fit(FRAME, NAMED).score(FRAME, NAMED) > 0.8


def test_a_model_with_one_input_is_fed_a_dense_layer_of_columns():
    model = Sequential([layers.Dense(4, "relu"), layers.Dense(1)])
    told = {"feature_columns": COLUMNS, "steps": 200, "learning_rate": 0.1, "random_state": 0}
    estimator = Estimator.from_model(model, estimators.BinaryClassHead(), **told)
    assert estimator.fit(FRAME, NAMED).score(FRAME, NAMED) > 0.8


def test_a_model_may_have_an_output_for_each_head():
    x = Input((3,), name="x")
    model = Model(x, {"sold": layers.Dense(1)(x), "price": layers.Dense(1)(x)})
    heads = estimators.BinaryClassHead(name="sold"), estimators.RegressionHead(name="price")
    told = {"steps": 300, "learning_rate": 0.1, "random_state": 0}
    estimator = Estimator.from_model(model, estimators.MultiHead(heads), **told)
    labels = {"sold": NAMED, "price": TARGETS}
    assert estimator.fit(X, labels).score(X, labels) > 0.9


# --- errors ---------------------------------------------------------------------------------------


def test_a_feature_that_is_not_there_says_so():
    with pytest.raises(DataError, match="`features` have no 'job', but 'age', 'pay'"):
        Estimator(lambda features: features["job"]).fit(FRAME, LABELS)


def test_data_without_numbers_needs_columns():
    with pytest.raises(DataError, match="No column of the data holds numbers, of job"):
        Estimator(own).fit({"job": FRAME["job"]}, LABELS)
