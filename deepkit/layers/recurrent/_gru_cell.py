"""The cell of the GRU."""

from typing import Any

from deepkit import activations, ops
from deepkit.layers.recurrent._cell import Cell
from deepkit.typing import Tensor


class GRUCell(Cell):
    """Make one step of a GRU.

        z, r, _ = gates of x @ kernel + h @ recurrent_kernel + bias, by the recurrent activation
        g = a(x @ kernel + r * (h @ recurrent_kernel + recurrent bias) + bias)
        h' = z * h + (1 - z) * g

    With `reset_after=False`, r is applied to h before the product, not to the product after it.

    Args:
        units: the size of the output and of the state.
        activation: a function or its name; none if None.
        recurrent_activation: that of the gates.
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
        reset_after: whether the reset gate is applied after the product, as cuDNN does.
        seed: of the dropout.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, features)` and a state `(batch, units)` to `(batch, units)` and the next state;
        `kernel` is `(features, 3 * units)`, `bias` `(2, 3 * units)` with `reset_after`.

    Raises:
        ValueError: if `units` is not a whole number of at least 1, or a part not in [0, 1].

    Source:
        Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014,
        arXiv:1406.1078v1 (`reset_after=True`) and v3, equations 5 to 8.

    Example:
        >>> from deepkit import layers, ops
        >>> cell = layers.GRUCell(3)
        >>> y, [h] = cell(ops.ones((2, 4)), cell.get_initial_state(2))
        >>> y.shape, h.shape
        ((2, 3), (2, 3))
    """

    gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
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
        reset_after: bool = True,
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
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    def _make_bias(self, width: int) -> Any:
        return self._make_weight("bias", (2, width) if self.reset_after else (width,))

    def _input_bias(self) -> Tensor:
        bias = ops.convert_to_tensor(self.bias)
        return bias[0] if self.reset_after else bias

    def recurrence(self, state: Tensor, training: bool) -> tuple[Any, Any]:
        kernel, keep = super().recurrence(state, training)
        bias = self.bias[1] if self.reset_after and self.bias is not None else None
        return (kernel, bias), keep

    def advance(self, x: Tensor, states: Any, kernel: Any, keep: Any) -> list[Any]:
        kernel, bias = kernel
        h, gates = states[0], 2 * self.units
        dropped, candidate = h * keep, x[..., gates:]
        if self.reset_after:
            add = ops.matmul(dropped, kernel)
            add = add if bias is None else add + bias
            z, r = self._gates(x[..., :gates] + add[..., :gates])
            candidate = candidate + r * add[..., gates:]
        else:
            z, r = self._gates(x[..., :gates] + ops.matmul(dropped, kernel[:, :gates]))
            candidate = candidate + ops.matmul(r * dropped, kernel[:, gates:])
        return [z * h + (1 - z) * self.activation(candidate)]

    def _gates(self, x: Tensor) -> list[Tensor]:
        return ops.split(self.recurrent_activation(x), 2, axis=-1)
