"""Training goes on in one library where it stopped in the other, to the last bit but rounding."""

import jax.numpy as jnp
import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers

# Keras 3.15.1 does not know an argument of NumPy 2 for `__array__`.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

KITS = {"keras": keras, "deepkit": deepkit}
WAYS = [("keras", "deepkit"), ("deepkit", "keras")]

OPTIMIZERS = {
    "adam": lambda o: o.Adam(0.01),
    "amsgrad": lambda o: o.Adam(0.01, amsgrad=True, clipvalue=0.5),
    "adamw": lambda o: o.AdamW(0.01, weight_decay=0.1, global_clipnorm=1.0),
    "sgd": lambda o: o.SGD(0.1, momentum=0.9, nesterov=True),
    "schedule": lambda o: o.SGD(o.schedules.ExponentialDecay(0.1, 2, 0.5), momentum=0.5),
    "piecewise": lambda o: o.SGD(o.schedules.PiecewiseConstantDecay([2, 4], [0.1, 0.2, 0.3])),
    "rmsprop": lambda o: o.RMSprop(0.01, momentum=0.5, centered=True),
    "adagrad": lambda o: o.Adagrad(0.1, clipnorm=0.5),
    "ftrl": lambda o: o.Ftrl(0.1, l1_regularization_strength=0.01),
    "nadam": lambda o: o.Nadam(0.01),
    "adamax": lambda o: o.Adamax(0.01),
    "adadelta": lambda o: o.Adadelta(0.5),
    "lion": lambda o: o.Lion(0.01),
    "lamb": lambda o: o.Lamb(0.01),
    "adafactor": lambda o: o.Adafactor(0.01),
    "averaged": lambda o: o.Adam(0.01, use_ema=True, ema_momentum=0.5),
    "accumulated": lambda o: o.Adam(0.01, gradient_accumulation_steps=2),
    "several": lambda o: o.MultiOptimizer(
        o.OptimizerMap(o.SGD(0.1, momentum=0.9), {".*a/.*": o.Adam(0.01), "c": o.Nadam(0.01)})
    ),
    "scaled": lambda o: o.LossScaleOptimizer(o.Adam(0.01), initial_scale=4.0),
}


def model_of(k, optimizer):
    """Return a compiled model of fixed weights."""
    model = k.Sequential([k.Input((3,)), k.layers.Dense(4, name="a"), k.layers.Dense(2, name="b")])
    random = np.random.default_rng(0)
    model.set_weights([random.normal(size=w.shape) for w in model.get_weights()])
    model.compile(OPTIMIZERS[optimizer](k.optimizers), "mse")
    return model


def update(model, steps):
    """Apply gradients that depend on the step."""
    optimizer, weights = model.optimizer, model.trainable_variables
    if not optimizer.built:
        optimizer.build(weights)
    for step in steps:
        random = np.random.default_rng(100 + step)
        grads = [jnp.asarray(random.normal(size=v.shape), "float32") for v in weights]
        values = [[v.value for v in group] for group in (optimizer.variables, weights)]
        # Keras updates loss scales in no other way on JAX.
        updated, state = optimizer.stateless_apply(values[0], grads, values[1])
        pairs = zip([*weights, *optimizer.variables], [*updated, *state], strict=True)
        for variable, value in pairs:
            variable.assign(value)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("writer", "reader"), WAYS)
def test_updates_go_on_where_they_stopped(optimizer, writer, reader, tmp_path):
    model = model_of(KITS[writer], optimizer)
    update(model, range(3))
    model.save(tmp_path / "m.keras")
    loaded = KITS[reader].models.load_model(tmp_path / "m.keras")
    assert len(loaded.optimizer.variables) == len(model.optimizer.variables)
    update(model, range(3, 6))
    update(loaded, range(3, 6))
    for got, expected in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)
    for got, expected in zip(loaded.optimizer.variables, model.optimizer.variables, strict=True):
        np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-5, atol=1e-6)


def learner(k):
    """Return a compiled model with statistics of batches."""
    L = k.layers
    model = k.Sequential(
        [k.Input((3,)), L.Dense(4, "tanh"), L.BatchNormalization(momentum=0.5), L.Dense(1)]
    )
    model.compile(
        k.optimizers.RMSprop(0.02),
        k.losses.LogCosh(),
        metrics=["mae", k.metrics.RootMeanSquaredError()],
    )
    return model


@pytest.mark.parametrize(("writer", "reader"), WAYS)
def test_fit_goes_on_where_it_stopped(writer, reader, tmp_path, random):
    x, y = random.normal(size=(12, 3)), random.normal(size=(12, 1))
    told = {"batch_size": 4, "shuffle": False, "verbose": 0}
    model = learner(KITS[writer])
    model.fit(x, y, **told)
    model.save(tmp_path / "m.keras")
    loaded = KITS[reader].models.load_model(tmp_path / "m.keras")
    expected = model.fit(x, y, **told).history
    history = loaded.fit(x, y, **told).history
    for name, values in expected.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-5)
    for got, weight in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(got, weight, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("writer", "reader"), WAYS)
def test_weights_files_cross_with_the_optimizer(writer, reader, tmp_path):
    source, target = model_of(KITS[writer], "adam"), model_of(KITS[reader], "adam")
    update(source, range(3))
    update(target, range(1))
    source.save_weights(tmp_path / "m.weights.h5")
    target.load_weights(tmp_path / "m.weights.h5")
    for model in (source, target):
        update(model, range(3, 5))
    for got, expected in zip(target.get_weights(), source.get_weights(), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-6)


@pytest.mark.parametrize(("writer", "reader"), WAYS)
def test_the_scaling_of_float16_goes_on_where_it_stopped(writer, reader, tmp_path):
    k = KITS[writer]
    L = k.layers
    model = k.Sequential([k.Input((3,)), L.Dense(2, dtype="mixed_float16")])
    model.compile(k.optimizers.LossScaleOptimizer(k.optimizers.SGD(0.1), initial_scale=8.0), "mse")
    update(model, range(2))
    model.optimizer.dynamic_scale.assign(2.0)
    model.save(tmp_path / "m.keras")
    loaded = KITS[reader].models.load_model(tmp_path / "m.keras")
    assert float(loaded.optimizer.dynamic_scale.numpy()) == 2.0
    assert float(loaded.optimizer.inner_optimizer.learning_rate.numpy()) == pytest.approx(0.1)
    assert loaded.layers[0].compute_dtype == "float16"


def test_a_model_trained_here_goes_on_here_bit_by_bit(tmp_path, random):
    x, y = random.normal(size=(12, 3)), random.normal(size=(12, 1))
    model = learner(deepkit)
    model.fit(x, y, epochs=2, verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = deepkit.models.load_model(tmp_path / "m.keras")
    for either in (model, loaded):
        deepkit.utils.set_random_seed(1)
        either.fit(x, y, epochs=2, verbose=0)
    for got, expected in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(got, expected)


LOSSES = {
    "text": lambda k: "mse",
    "function": lambda k: k.losses.mean_squared_error,
    "object": lambda k: k.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
    "by name": lambda k: {"a": "mae", "b": k.losses.CategoricalHinge()},
    "by place": lambda k: [k.losses.MeanAbsoluteError(reduction="sum"), None],
}
METRICS = {
    "texts": lambda k: ["mae", "accuracy"],
    "objects": lambda k: [k.metrics.AUC(num_thresholds=7), k.metrics.MeanSquaredError(name="m")],
    "by output": lambda k: {"a": ["mae"], "b": [k.metrics.Precision(0.25)]},
    "by number": lambda k: [["mae"], [k.metrics.TopKCategoricalAccuracy(k=1)]],
}


def two_outputs(k):
    """Return a model of two outputs."""
    x = k.Input((3,))
    return k.Model(x, {"a": k.layers.Dense(1, name="a")(x), "b": k.layers.Dense(1, name="b")(x)})


@pytest.mark.parametrize("kind", [*LOSSES, *METRICS])
@pytest.mark.parametrize(("writer", "reader"), WAYS)
def test_what_compile_was_told_crosses_in_every_form(kind, writer, reader, tmp_path):
    k = KITS[writer]
    loss, metrics = LOSSES.get(kind, LOSSES["text"])(k), METRICS.get(kind, lambda k: None)(k)
    model = two_outputs(k)
    model.compile("sgd", loss, [1.0, 0.5], metrics, steps_per_execution=2)
    model.save(tmp_path / "m.keras")
    told = KITS[reader].models.load_model(tmp_path / "m.keras").get_compile_config()
    assert told["loss_weights"] == [1.0, 0.5]
    assert told["steps_per_execution"] == 2
    assert written(told["loss"]) == written(loss)
    assert written(told["metrics"]) == written(metrics)


def written(told):
    """Return what stands in a file, the names of classes in place of their objects."""
    if isinstance(told, dict) and "class_name" not in told:
        return {key: written(value) for key, value in told.items()}
    if isinstance(told, list):
        return [written(value) for value in told]
    if isinstance(told, dict):
        return told["config"] if told["class_name"] == "function" else told["class_name"]
    return (
        told
        if isinstance(told, (str, type(None)))
        else getattr(told, "__name__", type(told).__name__)
    )


def test_a_compiled_model_can_be_loaded_uncompiled_from_keras(tmp_path):
    model = model_of(keras, "adam")
    update(model, range(1))
    model.save(tmp_path / "m.keras")
    loaded = deepkit.models.load_model(tmp_path / "m.keras", compile=False)
    assert loaded.optimizer is None
    assert isinstance(loaded.layers[0], layers.Dense)
