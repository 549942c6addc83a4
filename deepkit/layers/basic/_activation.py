"""Layers that apply a function to each number."""

from typing import Any

from deepkit import activations
from deepkit.errors import not_negative
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Activation(Layer):
    """Apply an activation function.

    Args:
        activation: a function of a tensor or its name.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Example:
        >>> from deepkit import layers
        >>> layers.Activation("relu")([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """

    supports_masking = True

    def __init__(self, activation: Any, **base: Any) -> None:
        super().__init__(**base)
        self.activation = activations.get(activation)

    def call(self, inputs: Tensor) -> Tensor:
        return self.activation(inputs)


class ReLU(Layer):
    """Pass on what is above a threshold, in part what is below.

    `y = x` at and above `threshold`, at most `max_value`; below,
    `negative_slope * (x - threshold)`.

    Args:
        max_value: the bound of the output, at least 0; none if None.
        negative_slope: the slope below the threshold, at least 0.
        threshold: where the bend is, at least 0.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Raises:
        ValueError: if an argument is below 0.

    Example:
        >>> from deepkit import layers
        >>> layers.ReLU(max_value=1.0)([-1.0, 0.5, 2.0]).tolist()
        [0.0, 0.5, 1.0]
    """

    supports_masking = True

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self.max_value = None if max_value is None else not_negative(max_value=max_value)
        self.negative_slope = not_negative(negative_slope=negative_slope)
        self.threshold = not_negative(threshold=threshold)

    def call(self, inputs: Tensor) -> Tensor:
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(Layer):
    """Pass on what is above zero, in part what is below.

    `y = x` above zero, `negative_slope * x` below.

    Args:
        negative_slope: the slope below zero, at least 0.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Raises:
        ValueError: if the slope is below 0.

    Source:
        Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013,
        ICML workshop on deep learning for audio, section 2.

    Example:
        >>> from deepkit import layers
        >>> layers.LeakyReLU(0.5)([-1.0, 2.0]).tolist()
        [-0.5, 2.0]
    """

    supports_masking = True

    def __init__(self, negative_slope: float = 0.3, **base: Any) -> None:
        super().__init__(**base)
        self.negative_slope = not_negative(negative_slope=negative_slope)

    def call(self, inputs: Tensor) -> Tensor:
        return activations.leaky_relu(inputs, self.negative_slope)


class ELU(Layer):
    """Pass on what is above zero, bend what is below toward a limit.

    `y = x` above zero, `alpha * (exp(x) - 1)` below.

    Args:
        alpha: minus the limit far below zero.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Source:
        Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by Exponential
        Linear Units", 2016, arXiv:1511.07289, equation 16.

    Example:
        >>> from deepkit import layers
        >>> layers.ELU()([-99.0, 2.0]).tolist()
        [-1.0, 2.0]
    """

    supports_masking = True

    def __init__(self, alpha: float = 1.0, **base: Any) -> None:
        super().__init__(**base)
        self.alpha = alpha

    def call(self, inputs: Tensor) -> Tensor:
        return activations.elu(inputs, self.alpha)
