"""Activations by one node, or few."""

import numpy as np
import pytest

from deepkit import activations, layers
from deepkit.onnx._activations import is_known
from tests.onnx._running import agree, kinds

X = np.linspace(-4, 4, 12, dtype="float32").reshape(3, 4)
NODES = {
    "celu": "Celu", "elu": "Elu", "exponential": "Exp", "gelu": "Gelu",
    "hard_sigmoid": "HardSigmoid", "hard_silu": "HardSwish", "leaky_relu": "LeakyRelu",
    "log_softmax": "LogSoftmax", "mish": "Mish", "relu": "Relu", "relu6": "Clip", "selu": "Selu",
    "sigmoid": "Sigmoid", "softmax": "Softmax", "softplus": "Softplus", "softsign": "Softsign",
    "tanh": "Tanh",
}  # fmt: skip


@pytest.mark.parametrize("name", NODES)
def test_an_activation_is_one_node(name, tmp_path):
    model = agree(layers.Activation(name), [X], tmp_path)
    assert kinds(model) == [NODES[name]]


@pytest.mark.parametrize(
    "name", ["linear", "silu", "log_sigmoid", "hard_tanh", "sparse_plus", "glu"]
)
def test_others_are_written_as_they_are_computed(name, tmp_path):
    agree(layers.Activation(name), [X], tmp_path)


def test_a_function_of_a_user_is_written_as_it_is_computed(tmp_path):
    agree(layers.Dense(2, activation=lambda x: activations.tanh(x) * 2), [X], tmp_path)


def test_functions_of_a_user_s_are_not_known():
    assert is_known(activations.relu)
    assert is_known(activations.get("glu"))
    assert not is_known(lambda x: x)
    assert not is_known(type("Own", (), {"__call__": lambda self, x: x, "__hash__": None})())


@pytest.mark.parametrize(
    "options", [{}, {"max_value": 1.0, "negative_slope": 0.2}, {"threshold": 0.5}]
)
def test_kinds_of_relu(options, tmp_path):
    agree(layers.ReLU(**options), [X], tmp_path)


def test_softmax_along_several_axes(tmp_path):
    agree(layers.Softmax((1, 2)), [X.reshape(1, 3, 4)], tmp_path)
