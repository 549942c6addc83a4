"""The long short-term memory layer."""

from typing import Any

from deepkit import activations, ops
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._weighted import refuse
from deepkit.layers.recurrent._cell_rnn import CellRNN
from deepkit.layers.recurrent._lstm_cell import LSTMCell
from deepkit.layers.recurrent._lstm_sweep import Weights, sweep
from deepkit.typing import Tensor


class LSTM(CellRNN):
    """Walk along sequences with a long short-term memory.

        i, f, g, o = x @ kernel + h @ recurrent_kernel + bias
        c' = r(f) * c + r(i) * a(g)
        h' = r(o) * a(c')

    a is the activation, r the recurrent activation; the output is h.

    A masked step leaves the states as they are and repeats the last output.

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
        activity_regularizer: a penalty on the output, per sample.
        kernel_constraint: a projection of `kernel` after each update.
        recurrent_constraint: a projection of `recurrent_kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        dropout: the part of the inputs that is dropped while training, in [0, 1]; the same one at
            all steps.
        recurrent_dropout: the part of the states that is dropped while training, in [0, 1].
        return_sequences: whether to return the outputs of all steps, or the last.
        return_state: whether to return the last states too.
        go_backwards: whether to begin at the end; outputs come in the order they are made.
        stateful: whether a batch begins with the last states of the batch before.
        unroll: whether to write out all steps instead of looping: faster for a few steps.
        seed: of the dropout.
        use_cudnn: not supported; only "auto" or False.
        **base: the arguments of `Layer`, and `zero_output_for_mask`.

    Shapes:
        `(batch, steps, features)` to `(batch, units)`, or `(batch, steps, units)` with
        `return_sequences`; then the states h and c if asked for. A mask is `(batch, steps)`.

    Raises:
        ValueError: if `units` is not a whole number of at least 1, or a part not in [0, 1].
        ShapeError: if `stateful` and the size of the batch is open or changes, or `unroll` and
            the number of steps is open.

    Source:
        Hochreiter, Schmidhuber, "Long Short-Term Memory", 1997, Neural Computation 9(8), with the
        forget gate of Gers, Schmidhuber, Cummins, 2000. Dropout: Gal, Ghahramani, 2016,
        arXiv:1512.05287, section 4, one mask for all steps and gates ("tied weights").

    Example:
        >>> from deepkit import layers, ops
        >>> layers.LSTM(4)(ops.ones((2, 5, 3))).shape
        (2, 4)
    """

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
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        use_cudnn: Any = "auto",
        **base: Any,
    ) -> None:
        cell = LSTMCell(
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            dtype=base.get("dtype"),
            trainable=base.get("trainable", True),
            name="lstm_cell",
        )
        super().__init__(
            cell,
            return_sequences,
            return_state,
            go_backwards,
            stateful,
            unroll,
            activity_regularizer=activity_regularizer,
            **base,
        )
        refuse(use_cudnn=use_cudnn is True)
        self.input_spec = InputSpec(ndim=3)

    def _walk(self, xs: Tensor, states: list[Any], kept: Any, training: bool) -> tuple[Any, Any]:
        if not self._is_usual(training):
            return super()._walk(xs, states, kept, training)
        h, c = states
        weights = Weights(*map(ops.convert_to_tensor, self._cell_weights()))
        outputs, last = sweep(xs, (h, c), weights, kept, backwards=self.go_backwards)
        if self.zero_output_for_mask and kept is not None:
            outputs = ops.where(ops.expand_dims(kept, -1), outputs, 0)
            if not self.return_sequences:
                return outputs[0 if self.go_backwards else -1], list(last)
        if not self.return_sequences:
            outputs = last[0]
        elif self.go_backwards:
            outputs = ops.flip(outputs, 0)
        return outputs, list(last)

    def _is_usual(self, training: bool) -> bool:
        """Tell whether there is nothing in the walk but what `sweep` does."""
        cell: Any = self.cell
        functions = (cell.activation, cell.recurrent_activation)
        drops = training and (cell.dropout or cell.recurrent_dropout)
        return (
            type(cell) is LSTMCell
            and functions == (activations.tanh, activations.sigmoid)
            and not (drops or self.unroll)
        )

    def _cell_weights(self) -> tuple[Any, Any, Any]:
        cell: Any = self.cell
        bias = cell.bias if cell.use_bias else ops.zeros((4 * cell.units,), self.compute_dtype)
        return cell.kernel, cell.recurrent_kernel, bias
