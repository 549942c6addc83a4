"""The table of layers: what writes each of them."""

from typing import Any

from deepkit import layers
from deepkit.layers import Layer
from deepkit.onnx._activations import activation, elu, leaky_relu, relu, softmax
from deepkit.onnx._attention import attention
from deepkit.onnx._bidirectional import bidirectional
from deepkit.onnx._call import Emitter
from deepkit.onnx._convolutions import (
    average_pooling,
    convolution,
    global_average,
    global_max,
    max_pooling,
)
from deepkit.onnx._dense import dense, embedding, multi_hot
from deepkit.onnx._normalizations import batch_normalization, layer_normalization
from deepkit.onnx._recurrence import recurrent
from deepkit.onnx._time_distributed import each_step

EMITTERS: dict[type[Any], Emitter] = {
    layers.Activation: activation,
    layers.AveragePooling1D: average_pooling,
    layers.AveragePooling2D: average_pooling,
    layers.AveragePooling3D: average_pooling,
    layers.BatchNormalization: batch_normalization,
    layers.Bidirectional: bidirectional,
    layers.Conv1D: convolution,
    layers.Conv2D: convolution,
    layers.Conv3D: convolution,
    layers.Dense: dense,
    layers.ELU: elu,
    layers.Embedding: embedding,
    layers.GRU: recurrent,
    layers.GlobalAveragePooling1D: global_average,
    layers.GlobalAveragePooling2D: global_average,
    layers.GlobalAveragePooling3D: global_average,
    layers.GlobalMaxPooling1D: global_max,
    layers.GlobalMaxPooling2D: global_max,
    layers.GlobalMaxPooling3D: global_max,
    layers.LSTM: recurrent,
    layers.LayerNormalization: layer_normalization,
    layers.LeakyReLU: leaky_relu,
    layers.MaxPooling1D: max_pooling,
    layers.MaxPooling2D: max_pooling,
    layers.MaxPooling3D: max_pooling,
    layers.MultiHeadAttention: attention,
    layers.MultiHot: multi_hot,
    layers.RNN: recurrent,
    layers.ReLU: relu,
    layers.SimpleRNN: recurrent,
    layers.Softmax: softmax,
    layers.TimeDistributed: lambda b, call: each_step(b, call, {*EMITTERS, *BY_CALL}, stays_whole),
}
"""Layers that stay whole. What an emitter cannot write is written as its `call` computes it."""

TAKE_WHOLE_NUMBERS = frozenset(
    {
        layers.Embedding, layers.MaxPooling1D, layers.MaxPooling2D, layers.MaxPooling3D,
        layers.MultiHot, layers.TimeDistributed,
    }
)  # fmt: skip
"""Layers that whole numbers are ids for, or that hand on what they are given."""

BY_CALL = frozenset(
    {
        layers.Add, layers.Affine, layers.Average, layers.Bias, layers.Concatenate, layers.Dropout,
        layers.EinsumDense, layers.EmbeddingBag, layers.Flatten, layers.GRUCell,
        layers.GaussianDropout, layers.GaussianNoise, layers.Identity, layers.InputLayer,
        layers.LSTMCell, layers.Masking, layers.Maximum, layers.Minimum, layers.Multiply,
        layers.Permute, layers.RepeatVector, layers.Rescaling, layers.Reshape,
        layers.SimpleRNNCell, layers.SpatialDropout1D, layers.SpatialDropout2D,
        layers.SpatialDropout3D, layers.StackedRNNCells, layers.Subtract,
    }
)  # fmt: skip
"""Layers whose `call` consists of operations that ONNX has too: it says best what they compute."""


def stays_whole(layer: Any) -> bool:
    """Tell whether the calls of a layer are written as one.

    A layer of a user's without others in it is, too: an error can then name it, and jax2onnx
    write it.

    Args:
        layer: the layer.
    """
    if type(layer) in EMITTERS:
        return True
    if type(layer) in BY_CALL or not isinstance(layer, Layer) or layer.is_whole:
        return False
    return not layer.sublayers()
