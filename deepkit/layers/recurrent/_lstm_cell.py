"""The cell of the LSTM."""

from typing import Any

from deepkit import activations, initializers, ops
from deepkit.layers.recurrent._cell import Cell
from deepkit.typing import Shape, Tensor


class LSTMCell(Cell):
    """Make one step of an LSTM.

        i, f, g, o = x @ kernel + h @ recurrent_kernel + bias
        c' = r(f) * c + r(i) * a(g)
        h' = r(o) * a(c')

    a is the activation, r the recurrent activation.

    Args:
        units: the size of the output and of each state.
        activation: a function or its name; none if None.
        recurrent_activation: that of the gates.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        recurrent_initializer: how `recurrent_kernel` starts.
        bias_initializer: how `bias` starts.
        unit_forget_bias: whether the bias of the forget gate f starts at 1.
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
        `(batch, features)` and two states `(batch, units)`, h and c, to `(batch, units)` and the
        next states; `kernel` is `(features, 4 * units)`.

    Raises:
        ValueError: if `units` is not a whole number of at least 1, or a part not in [0, 1].

    Source:
        Hochreiter, Schmidhuber, "Long Short-Term Memory", 1997, Neural Computation 9(8), with the
        forget gate of Gers, Schmidhuber, Cummins, 2000. Dropout: Gal, Ghahramani, 2016,
        arXiv:1512.05287, section 4, one mask for all steps and gates ("tied weights").

    Example:
        >>> from deepkit import layers, ops
        >>> cell = layers.LSTMCell(3)
        >>> y, [h, c] = cell(ops.ones((2, 4)), cell.get_initial_state(2))
        >>> y.shape, h.shape, c.shape
        ((2, 3), (2, 3), (2, 3))
    """

    gates = 4

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
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
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.units, self.units]

    def _make_bias(self, width: int) -> Any:
        if not self.unit_forget_bias:
            return super()._make_bias(width)
        return self._make_weight("bias", (width,), initializer=self._bias_with_open_gate)

    def _bias_with_open_gate(self, shape: Shape, dtype: Any = None) -> Tensor:
        start = self.bias_initializer or initializers.Zeros()
        parts = [start((self.units,), dtype), ops.ones((self.units,), dtype)]
        return ops.concatenate([*parts, start((2 * self.units,), dtype)])

    def advance(self, x: Tensor, states: Any, kernel: Any, keep: Any) -> list[Any]:
        h, c = states
        i, f, g, o = ops.split(x + ops.matmul(h * keep, kernel), 4, axis=-1)
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(g)
        return [self.recurrent_activation(o) * self.activation(c), c]
