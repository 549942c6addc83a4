"""Activation functions of layers, found by name."""

from types import FunctionType
from typing import Any

from deepkit import ops
from deepkit.backend import op
from deepkit.configurable import Family
from deepkit.ops import (
    celu,
    elu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_swish,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    mish,
    relu6,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softmax,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    swish,
    tanh,
    tanh_shrink,
    threshold,
)
from deepkit.typing import Config, Tensor

__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]


def linear(x: Tensor) -> Tensor:
    """Return `x`.

    Args:
        x: numbers.

    Example:
        >>> from deepkit import activations
        >>> activations.linear(3.0)
        3.0
    """
    return x


def exponential(x: Tensor) -> Tensor:
    """Return `exp(x)`.

    Args:
        x: numbers.

    Example:
        >>> from deepkit import activations
        >>> float(activations.exponential(0.0))
        1.0
    """
    return ops.exp(x)


def gelu(x: Tensor, approximate: bool = False) -> Tensor:
    """Return `x * P(X <= x)` for a standard normal X.

    Args:
        x: numbers.
        approximate: whether the probability is approximated by a tanh.

    Source:
        Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016, arXiv:1606.08415.

    Example:
        >>> from deepkit import activations
        >>> float(activations.gelu(1.0))
        0.8413
    """
    return ops.gelu(x, approximate)


@op
def relu(
    x: Tensor,
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> Tensor:
    """Return `x` at and above a threshold, `negative_slope * (x - threshold)` below.

    Args:
        x: numbers.
        negative_slope: the slope below the threshold.
        max_value: the bound that larger numbers are held to; none if None.
        threshold: where the bend is.

    Example:
        >>> from deepkit import activations
        >>> activations.relu([-1.0, 3.0], negative_slope=0.5, max_value=2.0).tolist()
        [-0.5, 2.0]
    """
    if threshold == 0:
        result = ops.leaky_relu(x, negative_slope) if negative_slope else ops.relu(x)
    else:
        low = ops.multiply(negative_slope, ops.subtract(x, threshold))
        result = ops.where(ops.greater_equal(x, threshold), x, low)
    return result if max_value is None else ops.minimum(result, max_value)


_family = Family(
    "activation",
    FunctionType,
    "keras.activations",
    {
        "celu": celu,
        "elu": elu,
        "exponential": exponential,
        "gelu": gelu,
        "glu": glu,
        "hard_shrink": hard_shrink,
        "hard_sigmoid": hard_sigmoid,
        "hard_silu": hard_silu,
        "hard_swish": hard_swish,
        "hard_tanh": hard_tanh,
        "leaky_relu": leaky_relu,
        "linear": linear,
        "log_sigmoid": log_sigmoid,
        "log_softmax": log_softmax,
        "mish": mish,
        "relu": relu,
        "relu6": relu6,
        "selu": selu,
        "sigmoid": sigmoid,
        "silu": silu,
        "soft_shrink": soft_shrink,
        "softmax": softmax,
        "softplus": softplus,
        "softsign": softsign,
        "sparse_plus": sparse_plus,
        "sparse_sigmoid": sparse_sigmoid,
        "sparsemax": sparsemax,
        "squareplus": squareplus,
        "swish": swish,
        "tanh": tanh,
        "tanh_shrink": tanh_shrink,
        "threshold": threshold,
    },
)


def get(identifier: Any) -> Any:
    """Return the activation function that a name, config or callable stands for.

    Args:
        identifier: a name such as `"relu"`, a config, any callable, or None for `linear`.

    Raises:
        ValueError: if no activation has that name.

    Example:
        >>> from deepkit import activations
        >>> activations.get("relu") is activations.relu
        True
    """
    return linear if identifier is None else _family.get(identifier)


def serialize(activation: Any) -> str | Config:
    """Return the name of an activation function, or the config of a layer used as one.

    Args:
        activation: a function or a layer.

    Example:
        >>> from deepkit import activations
        >>> activations.serialize(activations.relu)
        'relu'
    """
    return _family.serialize(activation)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the activation that `serialize` wrote down.

    Args:
        config: a name or a config.
        custom_objects: further functions and classes by name.

    Raises:
        ValueError: if nothing has that name.

    Example:
        >>> from deepkit import activations
        >>> activations.deserialize("relu") is activations.relu
        True
    """
    return _family.deserialize(config, custom_objects)
