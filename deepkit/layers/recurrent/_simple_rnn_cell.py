"""The cell of the plain recurrent layer."""

from typing import Any

from deepkit import ops
from deepkit.layers.recurrent._cell import Cell
from deepkit.typing import Tensor


class SimpleRNNCell(Cell):
    """Make one step of a plain recurrent layer.

    `h' = activation(x @ kernel + h @ recurrent_kernel + bias)`

    Args:
        units: the size of the output and of the state.
        activation: a function or its name; none if None.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        recurrent_initializer: how `recurrent_kernel` starts.
        bias_initializer: how `bias` starts.
        kernel_regularizer: a penalty on `kernel`.
        recurrent_regularizer: a penalty on `recurrent_kernel`.
        bias_regularizer: a penalty on `bias`.
        kernel_constraint: a projection of `kernel` after each update.
        recurrent_constraint: a projection of `recurrent_kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        dropout: the part of the inputs that is dropped while training, in [0, 1].
        recurrent_dropout: the part of the states that is dropped while training, in [0, 1].
        seed: of the dropout.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, features)` and a state `(batch, units)` to `(batch, units)` and the next state.

    Raises:
        ValueError: if `units` is not a whole number of at least 1, or a part not in [0, 1].

    Source:
        Elman, "Finding Structure in Time", 1990, Cognitive Science 14(2).

    Example:
        >>> from deepkit import layers, ops
        >>> cell = layers.SimpleRNNCell(3)
        >>> y, [h] = cell(ops.ones((2, 4)), cell.get_initial_state(2))
        >>> y.shape, h.shape
        ((2, 3), (2, 3))
    """

    gates = 1

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **base: Any,
    ) -> None:
        super().__init__(
            units,
            activation,
            use_bias,
            (kernel_initializer, kernel_regularizer, kernel_constraint),
            (recurrent_initializer, recurrent_regularizer, recurrent_constraint),
            (bias_initializer, bias_regularizer, bias_constraint),
            dropout,
            recurrent_dropout,
            seed,
            **base,
        )

    def advance(self, x: Tensor, states: Any, kernel: Any, keep: Any) -> list[Any]:
        return [self.activation(x + ops.matmul(states[0] * keep, kernel))]
