"""Files cross both ways: what deepkit wrote Keras opens, and the other way round."""

import io
import json
import zipfile
from functools import cache

import h5py
import keras
import numpy as np
import pytest

import deepkit

# Keras 3.15.1 does not know an argument of NumPy 2 for `__array__`.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

KITS = {"keras": keras, "deepkit": deepkit}
ROWS = 5


def vectors(k):
    """Stack what works on plain vectors."""
    L = k.layers
    return k.Sequential(
        [
            k.Input((6,)),
            L.Dense(
                4,
                activation="relu",
                kernel_initializer=k.initializers.HeNormal(seed=3),
                kernel_regularizer=k.regularizers.L1L2(0.1, 0.2),
                bias_constraint=k.constraints.MaxNorm(2.0),
                name="first",
            ),
            L.Rescaling(0.5, offset=1.0),
            L.BatchNormalization(momentum=0.9),
            L.Dropout(0.3),
            L.LayerNormalization(epsilon=1e-4),
            L.Activation("tanh"),
            L.Dense(4, activity_regularizer="l2", use_bias=False),
            L.Reshape((2, 2)),
            L.Flatten(),
            L.Dense(3, activation="softmax", dtype="float32"),
        ]
    )


def images(k):
    """Stack convolutions and pools."""
    L = k.layers
    return k.Sequential(
        [
            k.Input((8, 8, 2)),
            L.Conv2D(3, (3, 2), padding="same", strides=2, kernel_initializer="lecun_normal"),
            L.MaxPooling2D((2, 2), padding="same"),
            L.Conv2D(2, 2, activation=k.activations.gelu, dilation_rate=(1, 1)),
            L.GlobalAveragePooling2D(),
        ]
    )


def sequences(k):
    """Join what passes masks on."""
    L = k.layers
    x = k.Input((7,), dtype="int32")
    h = L.Embedding(9, 4, mask_zero=True)(x)
    h = L.LSTM(3, return_sequences=True, recurrent_dropout=0.1)(h)
    h = L.MultiHeadAttention(2, 3, dropout=0.1)(h, h, use_causal_mask=True)
    h = L.LSTM(4, go_backwards=True)(h)
    return k.Model(x, L.Dense(2)(h))


def masking(k):
    """Skip steps that hold nothing."""
    x = k.Input((5, 3))
    h = k.layers.LSTM(4)(k.layers.Masking(-1.0)(x))
    return k.Model(x, h)


def operations(k):
    """Draw with operators and functions between layers."""
    x = k.Input((6,))
    y = k.layers.Dense(6)(x)
    y = y * 2 + x - 1.0
    y = k.ops.reshape(-y / 3, (-1, 2, 3))[:, ::-1, 1:]
    y = k.ops.concatenate([y, k.ops.abs(y)], axis=-1)
    y = k.ops.mean(k.ops.clip(y, -1.0, 1.0) ** 2, axis=[1], keepdims=True)
    y = k.ops.einsum("abc,abd->acd", y, y)
    y = k.ops.where(y > 0.1, k.ops.softmax(y, axis=1), np.ones((4, 4), "float32"))
    y = k.ops.transpose(k.ops.expand_dims(y, 1), (0, 2, 3, 1))
    return k.Model(x, k.ops.squeeze(k.ops.max(y, axis=(1, 2)), axis=-1))


def branches(k):
    """Take a dict, return a dict, share a layer and call it twice."""
    a, b = k.Input((6,), name="a"), k.Input((3,), name="b")
    shared = k.layers.Dense(4, name="shared")
    left, right = shared(a), shared(k.layers.Dense(6)(b))
    joined = k.layers.Concatenate(axis=1)([left, right])
    outputs = {"sum": k.layers.Add()([left, right]), "both": k.layers.Dense(2)(joined)}
    return k.Model({"a": a, "b": b}, outputs)


def nested(k):
    """Use models as layers, at the end too."""
    L = k.layers
    x = k.Input((6,))
    inner = k.Sequential([L.Dense(4), L.Dense(6)])
    i = k.Input((6,))
    functional = k.Model(i, [L.Dense(2)(i), L.Dense(3)(i)], name="twofold")
    first, second = functional(inner(x))
    return k.Model(x, [second, k.Model(i, L.Dense(2, name="deep")(i))(x), first])


def states(k):
    """Hand states from one recurrent layer to the next, and a mask that is computed."""
    L = k.layers
    x = k.Input((5, 3))
    mask = k.ops.any(k.ops.greater(x, -0.5), axis=-1)
    y, h, c = L.LSTM(4, return_state=True, return_sequences=True)(x, mask=mask)
    y = L.RNN([L.LSTMCell(4), L.GRUCell(2)], return_sequences=True)(y)
    return k.Model(x, L.LSTM(4)(y, initial_state=[h, c]))


def directions(k):
    """Walk from both ends in all ways, and apply layers to each step."""
    L = k.layers
    x = k.Input((5, 4))
    h = L.Bidirectional(L.LSTM(3, return_sequences=True, dropout=0.1))(L.Masking(-1.0)(x))
    h = L.Bidirectional(
        L.GRU(2, return_sequences=True, activation="relu"),
        merge_mode="sum",
        backward_layer=L.LSTM(2, return_sequences=True, go_backwards=True, name="back"),
    )(h)
    h = L.TimeDistributed(k.Sequential([L.Dense(3), L.BatchNormalization(momentum=0.5)]))(h)
    first, last = L.Bidirectional(L.RNN([L.LSTMCell(2), L.GRUCell(2)]), merge_mode=None)(h)
    y, *states = L.Bidirectional(L.SimpleRNN(2, return_state=True), merge_mode="ave")(h)
    y = L.Bidirectional(L.SimpleRNN(2))(x, initial_state=states)
    return k.Model(x, [first, L.Concatenate()([last, y])])


def half(k):
    """Compute in half precision."""
    L = k.layers
    x = k.Input((6,))
    h = L.Dense(4, dtype="mixed_bfloat16")(x)
    h = L.Dense(4, dtype=k.DTypePolicy("bfloat16"))(h)
    return k.Model(x, L.Dense(2, dtype="float32")(h))


def frozen(k):
    """Leave some weights alone."""
    model = k.Sequential([k.Input((6,)), k.layers.Dense(3), k.layers.Dense(2)])
    model.layers[0].trainable = False
    return model


@cache
def classes(k):
    """Return a layer and a model of a user's, written for a kit."""
    L = k.layers

    class Block(L.Layer):
        def __init__(self, units, **base):
            super().__init__(**base)
            self.units = units
            self.zeta, self._alpha = L.Dense(units), [L.LayerNormalization()]
            self.gain = self.add_weight((1,), "ones", name="gain")

        def build(self, input_shape):
            self.zeta.build(input_shape)
            self._alpha[0].build((*input_shape[:-1], self.units))
            self.offset = self.add_weight((self.units,), "zeros", trainable=False)

        def call(self, x):
            return self._alpha[0](self.zeta(x)) * self.gain + self.offset

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    class Own(k.Model):
        def __init__(self, units=4, **base):
            super().__init__(**base)
            self.units = units
            self.block = Block(units)
            self.inner = [L.Dense(3), {"a": L.Dense(3), "b": (L.Dense(2), Block(2))}]
            self.later, self._hidden = L.Dense(2), Block(3)
            self.stack = k.Sequential([L.Dense(3), L.Dense(4)])

        def call(self, x):
            first, second = self.inner
            x = second["a"](first(self.block(x)))
            x = self._hidden(self.stack(x))
            return self.later(second["b"][1](second["b"][0](x)))

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    return {"Block": Block, "Own": Own}


def custom_layer(k):
    """Use a layer of the user's in a stack."""
    Block = classes(k)["Block"]
    return k.Sequential([k.Input((6,)), Block(3), k.layers.Dense(2), Block(2, name="last")])


def subclassed(k):
    """Compute in a `call` of the user's."""
    model = classes(k)["Own"](name="own")
    model(np.ones((ROWS, 6), "float32"))
    return model


BUILDERS = [
    vectors, images, sequences, masking, operations, branches, nested, states, directions, half,
    frozen, custom_layer, subclassed,
]  # fmt: skip


def inputs_of(model):
    """Return a batch of the shape and kind that a model takes, by name for several inputs."""
    random = np.random.default_rng(0)
    drawn = {}
    if "Own" in type(model).__name__:
        return random.normal(size=(ROWS, 6)).astype("float32")
    for tensor in model.inputs:
        shape = (ROWS, *tensor.shape[1:])
        whole = "int" in tensor.dtype
        x = random.integers(0, 9, shape) if whole else random.normal(size=shape)
        drawn[tensor.name] = x.astype(tensor.dtype)
    return drawn if len(drawn) > 1 else x.astype(tensor.dtype)


def outputs_of(model, x):
    """Return the outputs as a flat list, sorted by name if they have any."""
    y = model.predict(x, verbose=0)
    y = [y[key] for key in sorted(y)] if isinstance(y, dict) else y
    return [np.asarray(part, "float32") for part in (y if isinstance(y, list) else [y])]


def moved(model):
    """Return the model with weights that no initializer gives."""
    random = np.random.default_rng(1)
    model.set_weights(
        [random.uniform(0.1, 0.9, w.shape).astype(w.dtype) for w in model.get_weights()]
    )
    return model


@cache
def fresh(build, name):
    """Return a model of a kit."""
    return moved(build(KITS[name]))


def contents(path):
    """Return the config of a file, and its arrays by place."""
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
        file = h5py.File(io.BytesIO(archive.read("model.weights.h5")))
    arrays = {}
    file.visititems(lambda name, x: arrays.update({name: x.shape} if hasattr(x, "shape") else {}))
    return config, arrays


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(("writer", "reader"), [("keras", "deepkit"), ("deepkit", "keras")])
def test_a_file_of_one_gives_the_same_predictions_in_the_other(build, writer, reader, tmp_path):
    model = fresh(build, writer)
    model.save(tmp_path / "m.keras")
    loaded = KITS[reader].models.load_model(tmp_path / "m.keras", classes(KITS[reader]))
    x = inputs_of(model)
    for got, expected in zip(outputs_of(loaded, x), outputs_of(model, x), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("build", BUILDERS)
def test_both_put_the_same_arrays_in_the_same_places(build, tmp_path):
    for name in KITS:
        fresh(build, name).save(tmp_path / f"{name}.keras")
    assert contents(tmp_path / "deepkit.keras")[1] == contents(tmp_path / "keras.keras")[1]


@pytest.mark.parametrize("build", BUILDERS)
def test_a_file_goes_through_both_and_comes_back_the_same(build, tmp_path):
    model = fresh(build, "deepkit")
    model.save(tmp_path / "a.keras")
    keras.models.load_model(tmp_path / "a.keras", classes(keras)).save(tmp_path / "b.keras")
    loaded = deepkit.models.load_model(tmp_path / "b.keras", classes(deepkit))
    for got, expected in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(got, expected)
    assert [v.path.split("/")[-1] for v in loaded.trainable_variables] == [
        v.path.split("/")[-1] for v in model.trainable_variables
    ]
