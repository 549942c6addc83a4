"""The table of layers: how each is made, and what it is called on."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from deepkit import layers


@dataclass(eq=False)
class Inner:
    """A layer among the options of another: each that is made of the row has its own."""

    kind: str
    options: dict[str, Any]

    def __repr__(self):
        return self.kind


@dataclass(eq=False)
class Row:
    """A layer with options, and the arguments of a call.

    The axes in `free` may stay open when a model is drawn. Where `mixes` is set, the samples of a
    batch depend on each other. Where `smooth` is not, the inputs stand at a jump.
    """

    name: str
    options: dict[str, Any]
    args: tuple[Any, ...]
    call: dict[str, Any] = field(default_factory=dict)
    free: tuple[int, ...] = (0,)
    mixes: bool = False
    smooth: bool = True

    def make(self, kit=layers, **more):
        """Return the layer of a kit; further options are those of layers within it too."""

        def filled(value):
            if isinstance(value, list):
                return [filled(item) for item in value]
            if not isinstance(value, Inner):
                return value
            inner = {key: filled(option) for key, option in value.options.items()}
            return getattr(kit, value.kind)(**inner, **more)

        options = {key: filled(option) for key, option in self.options.items()}
        return getattr(kit, self.name)(**options, **more)

    @property
    def plain(self):
        """The options that hold no layers."""
        return {k: v for k, v in self.options.items() if not isinstance(v, Inner)}

    @property
    def builds(self):
        """Whether the layer has something to make when shapes are known."""
        return getattr(layers, self.name).build is not layers.Layer.build

    def __str__(self):
        given = ", ".join(f"{k}={v}" for k, v in {**self.options, **self.call}.items())
        return f"{self.name}({' '.join(given.split())[:60]})"


_random = np.random.default_rng(3)


def f(*shape):
    """Return normally distributed floats."""
    return _random.normal(size=shape).astype("float32")


def i(*shape):
    """Return whole numbers from 0 to 4."""
    return _random.integers(0, 5, shape).astype("int32")


def b(*shape):
    """Return truth values; the first of each row is True."""
    values = _random.random(shape) < 0.6
    values[..., 0] = True
    return values


def row(name, *args, call=None, free=(0,), mixes=False, smooth=True, **options):
    """Return a row; options are those of the constructor."""
    return Row(name, options, args, call or {}, free, mixes, smooth)


def inner(kind, **options):
    """Return a layer for the options of another."""
    return Inner(kind, {"name": kind.lower(), **options})


STEPS = f(3, 5, 4)
KEPT = b(3, 5)
IMAGE = f(2, 6, 6, 4)
FIRST = f(2, 4, 6, 6)  # channels come first
VOLUME = f(2, 4, 4, 4, 2)
FLAT = f(3, 4)
PAIR = [f(3, 5, 4), f(3, 5, 4)]
MASK = {"mask": KEPT}
TRAIN = {"training": True}
CELL = {"kernel_regularizer": "l2", "bias_initializer": "ones"}
RNN = {"free": (0, 1)}
BAGS = np.array([[0, 4, -1, 4, 2], [-1, -1, -1, -1, -1], [3, -1, -1, 1, 0]], "int32")
WEIGHTS = np.array([[1, 2, 3, 0.5, 2], [1, 2, 1, 2, 1], [0.3, 1, 1, 2, -1]], "float32")

WALKS = inner("LSTM", units=2)
CELLS = [inner("LSTMCell", units=2), inner("GRUCell", units=3)]
BACK = inner("GRU", units=3, go_backwards=True, return_sequences=True)

OWN = {"Affine", "Bias", "EmbeddingBag", "MultiHot"}  # of deepkit, beside those of Keras

# fmt: off
ROWS = [
    row("Activation", FLAT, activation="gelu", free=(0, 1)),
    row("Add", PAIR, free=(0, 1)),
    row("Add", [f(3, 5, 4), f(3, 4)]),
    row("Average", PAIR, free=(0, 1)),
    row("AveragePooling1D", STEPS, pool_size=2, padding="same", free=(0, 1)),
    row("AveragePooling2D", IMAGE, pool_size=3, strides=2, padding="same", free=(0, 1, 2)),
    row("AveragePooling2D", FIRST, pool_size=(2, 3), data_format="channels_first"),
    row("AveragePooling3D", VOLUME, pool_size=2),
    row("BatchNormalization", FLAT, mixes=True, call=TRAIN),
    row("BatchNormalization", FLAT),
    row("BatchNormalization", IMAGE, mixes=True, call=TRAIN, momentum=0.8, free=(0, 1)),
    row("BatchNormalization", FIRST, axis=1, mixes=True, call=TRAIN, scale=False),
    row("BatchNormalization", STEPS, mixes=True, call={**TRAIN, "mask": KEPT}, epsilon=0.1),
    row("BatchNormalization", FLAT, trainable=False, center=False, call=TRAIN),
    row("Affine", FLAT, scale=2.0, offset=-1.0),
    row("Bias", STEPS, free=(0, 1)),
    row("Bias", FLAT, bias_regularizer="l2", bias_initializer="ones"),
    row("Bidirectional", STEPS, layer=WALKS, **RNN),
    row(
        "Bidirectional", STEPS, call=MASK, merge_mode=None,
        layer=inner("LSTM", units=2, return_sequences=True, return_state=True), **RNN,
    ),
    row("Bidirectional", STEPS, [f(3, 2) for _ in range(4)], layer=WALKS, merge_mode="mul"),
    row(
        "Bidirectional", STEPS, call=MASK, merge_mode="ave",
        layer=inner("GRU", units=2, return_sequences=True), **RNN,
    ),
    row(
        "Bidirectional", STEPS, merge_mode="sum",
        layer=inner("SimpleRNN", units=2, return_state=True), **RNN,
    ),
    row(
        "Bidirectional", STEPS, layer=inner("SimpleRNN", units=3, return_sequences=True),
        backward_layer=BACK, **RNN,
    ),
    row("Concatenate", [f(3, 5, 4), f(3, 5, 2)], free=(0, 1)),
    row("Concatenate", [f(3, 5, 4), f(3, 2, 4)], axis=1),
    row("Conv1D", STEPS, filters=3, kernel_size=2, strides=2, padding="causal", free=(0, 1)),
    row("Conv1D", STEPS, filters=3, kernel_size=3, dilation_rate=2, use_bias=False),
    row("Conv2D", IMAGE, filters=3, kernel_size=3, activation="relu", free=(0, 1, 2)),
    row("Conv2D", IMAGE, filters=4, kernel_size=(3, 2), strides=(2, 1), padding="same", groups=2),
    row("Conv2D", FIRST, filters=3, kernel_size=2, data_format="channels_first", dilation_rate=2),
    row("Conv3D", VOLUME, filters=3, kernel_size=2, padding="same", bias_initializer="ones"),
    row("Dense", FLAT, units=3, activation="tanh"),
    row("Dense", STEPS, units=3, use_bias=False, kernel_regularizer="l2", free=(0, 1)),
    row("Dropout", STEPS, rate=0.5, noise_shape=(None, 1, None), free=(0, 1)),
    row("ELU", FLAT, alpha=0.5, free=(0, 1)),
    row("EinsumDense", STEPS, equation="abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de"),
    row("EinsumDense", STEPS, equation="...x,xy->...y", output_shape=3, bias_axes="y", free=(0, 1)),
    row("EinsumDense", STEPS, equation="ab...,bc->ac...", output_shape=6, bias_axes="c"),
    row("Embedding", i(3, 5), input_dim=5, output_dim=4, mask_zero=True, free=(0, 1)),
    row("EmbeddingBag", BAGS, input_dim=5, output_dim=4, free=(0, 1)),
    row("EmbeddingBag", BAGS[:, :1], input_dim=5, output_dim=1),
    row("EmbeddingBag", BAGS, WEIGHTS, input_dim=5, output_dim=3, combiner="sqrtn", max_norm=0.6),
    row("EmbeddingBag", BAGS, WEIGHTS, input_dim=5, output_dim=3, combiner="sum", free=(0, 1)),
    row("Flatten", STEPS),
    row("Flatten", FIRST, data_format="channels_first"),
    row("GRU", STEPS, units=3, call=MASK, return_sequences=True, **RNN),
    row("GRU", STEPS, units=3, reset_after=False, go_backwards=True, **RNN),
    row("GRUCell", f(3, 4), [f(3, 5)], units=5, **CELL),
    row("GaussianDropout", FLAT, rate=0.5, free=(0, 1)),
    row("GaussianNoise", FLAT, stddev=0.5, free=(0, 1)),
    row("GlobalAveragePooling1D", STEPS, call=MASK, free=(0, 1)),
    row("GlobalAveragePooling1D", f(2, 4, 3), data_format="channels_first"),
    row("GlobalAveragePooling2D", IMAGE, free=(0, 1, 2)),
    row("GlobalAveragePooling2D", FIRST, data_format="channels_first", keepdims=True),
    row("GlobalAveragePooling3D", VOLUME, keepdims=True),
    row("GlobalMaxPooling1D", STEPS, free=(0, 1)),
    row("GlobalMaxPooling2D", FIRST, data_format="channels_first", keepdims=True),
    row("GlobalMaxPooling3D", VOLUME),
    row("Identity", FLAT, free=(0, 1)),
    row("LSTM", STEPS, units=3, **RNN),
    row("LSTM", STEPS, units=3, call=MASK, return_sequences=True, return_state=True, **RNN),
    row("LSTM", STEPS, units=3, call=MASK, go_backwards=True, return_sequences=True),
    row("LSTM", STEPS, units=3, call=MASK, zero_output_for_mask=True),
    row("LSTM", STEPS, [f(3, 2), f(3, 2)], units=2, unroll=True, unit_forget_bias=False),
    row("LSTMCell", f(3, 4), [f(3, 5), f(3, 5)], units=5, **CELL),
    row("LayerNormalization", STEPS, free=(0, 1)),
    row("LayerNormalization", STEPS, axis=(1, 2), epsilon=0.1, center=False),
    row("LayerNormalization", STEPS, axis=1, scale=False),
    row("LeakyReLU", FLAT, negative_slope=0.1, free=(0, 1)),
    row("Masking", STEPS * KEPT[..., None], free=(0, 1), smooth=False),
    row("MaxPooling1D", STEPS, pool_size=2, free=(0, 1)),
    row("MaxPooling2D", IMAGE, free=(0, 1, 2)),
    row("MaxPooling2D", IMAGE, pool_size=3, strides=2, padding="same"),
    row("MaxPooling2D", FIRST, pool_size=(2, 3), data_format="channels_first"),
    row("MaxPooling3D", VOLUME, pool_size=2, padding="same"),
    row("Maximum", PAIR, free=(0, 1)),
    row("Minimum", PAIR, free=(0, 1)),
    row("MultiHeadAttention", STEPS, f(3, 6, 2), num_heads=2, key_dim=3, free=(0, 1)),
    row(
        "MultiHeadAttention", STEPS, STEPS,
        call={"use_causal_mask": True, "return_attention_scores": True},
        num_heads=2, key_dim=3, value_dim=2, output_shape=7, use_bias=False,
    ),
    row(
        "MultiHeadAttention", STEPS, STEPS,
        call={"use_causal_mask": True, "attention_mask": b(3, 5, 5)},
        num_heads=2, key_dim=3, use_gate=True, sliding_window=2,
    ),
    row(
        "MultiHeadAttention", f(2, 3, 4, 5), f(2, 3, 4, 5),
        num_heads=2, key_dim=3, attention_axes=(2,), dropout=0.1,
    ),
    row("MultiHeadAttention", f(2, 2, 3, 4), f(2, 3, 2, 4), num_heads=1, key_dim=3),
    row("MultiHot", BAGS, num_tokens=5, free=(0, 1)),
    row("MultiHot", BAGS, WEIGHTS, num_tokens=4, free=(0, 1)),
    row("MultiHot", BAGS[:, :1], num_tokens=5),
    row("Multiply", PAIR, free=(0, 1)),
    row("Permute", STEPS, dims=(2, 1), free=(0, 1)),
    row("ReLU", FLAT, max_value=0.6, negative_slope=0.2, threshold=0.1, free=(0, 1)),
    row("RepeatVector", FLAT, n=3, free=(0, 1)),
    row("Rescaling", i(3, 4), scale=0.5, offset=[1.0, 2.0, 3.0, 4.0]),
    row("Reshape", STEPS, target_shape=(2, -1)),
    row("SimpleRNN", STEPS, units=3, call=MASK, return_state=True, **RNN),
    row("SimpleRNNCell", f(3, 4), [f(3, 5)], units=5, **CELL),
    row("Softmax", STEPS, axis=1),
    row("Softmax", STEPS, axis=(1, 2), call={"mask": b(3, 5, 4)}, free=(0, 1)),
    row("SpatialDropout1D", STEPS, rate=0.5, free=(0, 1)),
    row("SpatialDropout2D", IMAGE, rate=0.5, data_format="channels_first", free=(0, 1)),
    row("SpatialDropout3D", VOLUME, rate=0.5, free=(0, 1)),
    row("Subtract", PAIR, free=(0, 1)),
    row("TimeDistributed", STEPS, layer=inner("Dense", units=3, activation="tanh"), **RNN),
    row("TimeDistributed", f(2, 3, 5, 4), layer=inner("Conv1D", filters=2, kernel_size=3), **RNN),
    row("TimeDistributed", STEPS, layer=inner("BatchNormalization"), call=TRAIN, mixes=True),
    row("TimeDistributed", STEPS, layer=inner("BatchNormalization"), **RNN),
    row("TimeDistributed", f(2, 3, 5, 4), layer=WALKS, call={"mask": b(2, 3, 5)}, **RNN),
    row("TimeDistributed", i(3, 2, 5), layer=inner("Embedding", input_dim=5, output_dim=2), **RNN),
]
