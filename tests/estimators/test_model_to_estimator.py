"""Estimators of compiled models train, measure and predict as the models do."""

import keras
import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV

from deepkit import Input, Model, Sequential, estimators, layers
from deepkit.estimators import model_to_estimator
from deepkit.estimators._own_models import copy_of
from deepkit.optimizers import SGD
from tests.estimators._tables import LABELS, TARGETS, X

X32 = X.astype("float32")


def rows():
    return {"x": X32}, TARGETS


def line(**options):
    model = Sequential([Input((3,), name="x"), layers.Dense(1, name="line")])
    model.compile(SGD(0.1), "mse", metrics=["mae"], **options)
    return model


def two_outputs():
    a, b = Input((2,), name="a"), Input((1,), name="b")
    first = layers.Dense(1, name="first")(a)
    second = layers.Dense(3, activation="softmax", name="second")(layers.Concatenate()([a, b]))
    model = Model([a, b], [first, second])
    told = {"first": "mse", "second": "sparse_categorical_crossentropy"}
    model.compile(
        "adam", told, loss_weights={"first": 0.5, "second": 2.0}, metrics={"first": "mae"}
    )
    return model


def test_it_learns_and_measures_what_the_model_does():
    model = line()
    estimator = model_to_estimator(model).train(rows, steps=7)
    peer = copy_of(model)
    peer.fit(X32, TARGETS, 60, epochs=7, verbose=0)
    for ours, theirs in zip(estimator.model_.get_weights(), peer.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    expected = peer.evaluate(X32, TARGETS, 60, verbose=0, return_dict=True)
    assert estimator.evaluate(rows) == pytest.approx({**expected, "global_step": 7}, rel=1e-5)
    [first, *_] = estimator.predict(lambda: {"x": X32})
    assert first == {"line": pytest.approx(peer.predict(X32, verbose=0)[0], rel=1e-5)}


def test_the_model_itself_stays_as_it_is():
    model = line()
    before = model.get_weights()
    model_to_estimator(model).train(rows, steps=3)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_several_inputs_and_outputs_go_by_name():
    features = {"a": X32[:, :2], "b": X32[:, 2:]}
    labels = {"first": TARGETS[:, None], "second": LABELS}
    estimator = model_to_estimator(two_outputs(), random_state=0)
    estimator.train(lambda: (features, labels), steps=5)
    found = estimator.evaluate(lambda: (features, labels))
    assert found["loss"] == pytest.approx(0.5 * found["first_loss"] + 2 * found["second_loss"])
    predicted = estimator.predict(features)
    assert {name: array.shape for name, array in predicted.items()} == {
        "first": (60, 1),
        "second": (60, 3),
    }


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_file_of_keras_becomes_one(tmp_path):
    theirs = keras.Sequential([keras.Input((3,), name="x"), keras.layers.Dense(1, name="line")])
    theirs.compile("sgd", "mse")
    theirs.save(tmp_path / "m.keras")
    estimator = model_to_estimator(keras_model_path=tmp_path / "m.keras", learning_rate=1e-30)
    found = estimator.train(rows, steps=1).predict({"x": X32})
    np.testing.assert_allclose(found, theirs.predict(X32, verbose=0), atol=1e-5)


def test_it_goes_on_from_its_checkpoints(tmp_path):
    model = line()
    model_to_estimator(model, model_dir=tmp_path).train(rows, steps=3)
    again = model_to_estimator(model, model_dir=tmp_path).train(rows, steps=4)
    together = model_to_estimator(model).train(rows, steps=7)
    assert again.global_step_ == 7
    np.testing.assert_array_equal(again.predict({"x": X32}), together.predict({"x": X32}))


def test_what_is_served_is_what_is_predicted(tmp_path):
    estimator = model_to_estimator(line()).train(rows, steps=2)
    served = estimators.SavedModel(estimator.export_saved_model(tmp_path))
    found = served.signatures["serving_default"]({"x": X32})["line"]
    np.testing.assert_array_equal(found, estimator.predict({"x": X32}))


def test_scikit_learn_searches_rates():
    told = {"steps": 20, "random_state": 0}
    search = GridSearchCV(model_to_estimator(line(), **told), {"learning_rate": [1e-6, 0.1]}, cv=2)
    assert search.fit(X, TARGETS).best_params_ == {"learning_rate": 0.1}


def test_measures_can_have_other_names():
    estimator = model_to_estimator(line(), metric_names_map={"mae": "error"}).train(rows, steps=1)
    assert set(estimator.evaluate(rows)) == {"error", "loss", "global_step"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Give either `keras_model` or `keras_model_path`, one of them"),
        ({"keras_model": 1, "keras_model_path": "m"}, "Give either `keras_model` or"),
        ({"keras_model": 1, "checkpoint_format": "x"}, "`checkpoint_format` must be one of"),
        ({"keras_model": 1, "export_outputs": {}}, "`export_outputs` must be None"),
    ],
)
def test_what_contradicts_itself_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        model_to_estimator(**options)
