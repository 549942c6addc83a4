"""The same source under Keras and deepkit: values, gradients and weights after 60 steps agree."""

from functools import cache
from types import SimpleNamespace

import jax
import keras
import numpy as np
import pytest

import deepkit

# Keras's own arrays speak an old protocol of NumPy.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

ROWS, BATCH, EPOCHS = 96, 16, 10  # 6 steps an epoch, 60 in all
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def dense(k):
    """Return a functional classifier on two joined branches."""
    x = k.Input((6,))
    left = k.layers.Dense(8, activation="relu", kernel_regularizer="l2")(x)
    right = k.layers.LayerNormalization()(k.layers.Dense(8, activation="tanh")(x))
    y = k.layers.Dense(3, activation="softmax")(k.layers.Concatenate()([left, right]))
    model = k.Model(x, y)
    model.compile(k.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def convolutional(k):
    """Return a small image classifier with batch statistics."""
    model = k.Sequential(
        [
            k.Input((8, 8, 2)),
            k.layers.Conv2D(4, 3, padding="same", use_bias=False),
            k.layers.BatchNormalization(momentum=0.9),
            k.layers.Activation("relu"),
            k.layers.MaxPooling2D(2),
            k.layers.Conv2D(6, 3, activation="relu"),
            k.layers.GlobalAveragePooling2D(),
            k.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(
        k.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def recurrent(k):
    """Return a regression on sequences of different lengths."""
    model = k.Sequential(
        [
            k.Input((7,), dtype="int32"),
            k.layers.Embedding(11, 5, mask_zero=True),
            k.layers.LSTM(6, return_sequences=True),
            k.layers.LSTM(4),
            k.layers.Dense(1),
        ]
    )
    model.compile(k.optimizers.RMSprop(0.01), "mse", metrics=["mae"])
    return model


def bidirectional(k):
    """Return a regression on sequences that are read from both ends, step by step too."""
    model = k.Sequential(
        [
            k.Input((7,), dtype="int32"),
            k.layers.Embedding(11, 5, mask_zero=True),
            k.layers.Bidirectional(k.layers.LSTM(4, return_sequences=True)),
            k.layers.TimeDistributed(k.layers.Dense(4, activation="tanh")),
            k.layers.TimeDistributed(k.layers.BatchNormalization(momentum=0.9)),
            k.layers.Bidirectional(k.layers.GRU(3), merge_mode="ave"),
            k.layers.Dense(1),
        ]
    )
    model.compile(k.optimizers.SGD(0.05, momentum=0.9), "mse", metrics=["mae"])
    return model


def attentive(k):
    """Return a transformer block over token embeddings, with a causal head."""
    x = k.Input((7,), dtype="int32")
    h = k.layers.Embedding(11, 8)(x)
    attended = k.layers.MultiHeadAttention(2, 4)(h, h, use_causal_mask=True)
    h = k.layers.LayerNormalization()(k.layers.Add()([h, attended]))
    h = k.layers.Add()([h, k.layers.Dense(8, activation="gelu")(h)])
    y = k.layers.Dense(1)(k.layers.Flatten()(h))
    model = k.Model(x, y)
    model.compile(k.optimizers.AdamW(0.003, weight_decay=0.01), "huber", metrics=["mae"])
    return model


def data(name):
    """Return inputs and targets for a model."""
    random = np.random.default_rng(1)
    if name in ("dense", "convolutional"):
        shape = (ROWS, 6) if name == "dense" else (ROWS, 8, 8, 2)
        return random.normal(size=shape).astype("float32"), random.integers(0, 3, ROWS, "int32")
    tokens = random.integers(1, 11, (ROWS, 7), "int32")
    lengths = random.integers(2, 8, ROWS)
    tokens[np.arange(7) >= lengths[:, None]] = 0
    return tokens, (tokens.sum(axis=1, keepdims=True) / 40).astype("float32")


BUILDERS = {f.__name__: f for f in (dense, convolutional, recurrent, bidirectional, attentive)}


@cache
def pair(name):
    """Return both models from the same weights, judged and trained alike."""
    x, y = data(name)
    ours, theirs = BUILDERS[name](deepkit), BUILDERS[name](keras)
    ours.set_weights([np.asarray(weight.value) for weight in theirs.weights])
    before = {
        "outputs": [np.asarray(m.predict(x, verbose=0)) for m in (ours, theirs)],
        "judged": [m.evaluate(x, y, verbose=0, return_dict=True) for m in (ours, theirs)],
        "gradients": [gradients(m, x, y) for m in (ours, theirs)],
    }
    fit = {"batch_size": BATCH, "epochs": EPOCHS, "shuffle": False, "verbose": 0}
    histories = [m.fit(x, y, validation_split=0.0, **fit).history for m in (ours, theirs)]
    return SimpleNamespace(ours=ours, theirs=theirs, histories=histories, **before)


def gradients(model, x, y):
    """Return the gradient of the compiled loss by each trainable variable."""
    fixed = [v.value for v in model.non_trainable_variables]

    def loss_of(trainable):
        outputs, _, losses = model.stateless_call(
            trainable, fixed, x, training=True, return_losses=True
        )
        package = keras if isinstance(model, keras.Model) else deepkit
        loss = package.losses.get(model.get_compile_config()["loss"])
        return jax.numpy.mean(loss(y, outputs)) + sum(losses)

    return jax.jit(jax.grad(loss_of))([v.value for v in model.trainable_variables])


@pytest.mark.parametrize("name", BUILDERS)
def test_outputs_agree(name):
    ours, theirs = pair(name).outputs
    np.testing.assert_allclose(ours, theirs, **CLOSE)


@pytest.mark.parametrize("name", BUILDERS)
def test_losses_and_metrics_agree(name):
    ours, theirs = pair(name).judged
    assert list(ours) == list(theirs)
    np.testing.assert_allclose(list(ours.values()), list(theirs.values()), **CLOSE)


@pytest.mark.parametrize("name", BUILDERS)
def test_gradients_agree(name):
    ours, theirs = pair(name).gradients
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)


@pytest.mark.parametrize("name", BUILDERS)
def test_weights_agree_after_sixty_steps(name):
    models = pair(name)
    assert int(models.ours.optimizer.iterations) == 60
    for mine, other in zip(models.ours.weights, models.theirs.weights, strict=True):
        assert mine.path.split("/")[-1] == other.path.split("/")[-1]
        np.testing.assert_allclose(mine.numpy(), np.asarray(other.value), **CLOSE)


@pytest.mark.parametrize("name", BUILDERS)
def test_optimizer_states_agree_after_sixty_steps(name):
    models = pair(name)
    ours, theirs = models.ours.optimizer.variables, models.theirs.optimizer.variables
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.numpy(), np.asarray(other.value), **CLOSE)


@pytest.mark.parametrize("name", BUILDERS)
def test_histories_agree(name):
    ours, theirs = pair(name).histories
    assert list(ours) == list(theirs)
    for key in ours:
        np.testing.assert_allclose(ours[key], theirs[key], **CLOSE)
