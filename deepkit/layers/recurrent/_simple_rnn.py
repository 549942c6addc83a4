"""The plain recurrent layer."""

from typing import Any

from deepkit.layers._input_spec import InputSpec
from deepkit.layers.recurrent._cell_rnn import CellRNN
from deepkit.layers.recurrent._simple_rnn_cell import SimpleRNNCell


class SimpleRNN(CellRNN):
    """Walk along sequences with a plain recurrent unit.

    `h' = activation(x @ kernel + h @ recurrent_kernel + bias)`

    The output is h.

    Inputs are multiplied with `kernel` for all steps at once, before the loop. A masked step leaves
    the states as they are and repeats the last output.

    Args:
        units: the size of the output and of each state.
        activation: a function or its name; none if None.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        recurrent_initializer: how `recurrent_kernel` starts.
        bias_initializer: how `bias` starts.
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
        **base: the arguments of `Layer`, and `zero_output_for_mask`.

    Shapes:
        `(batch, steps, features)` to `(batch, units)`, or `(batch, steps, units)` with
        `return_sequences`; then the state h if asked for. A mask is `(batch, steps)`.

    Raises:
        ValueError: if `units` is not a whole number of at least 1, or a part not in [0, 1].
        ShapeError: if `stateful` and the size of the batch is open or changes, or `unroll` and
            the number of steps is open.

    Source:
        Elman, "Finding Structure in Time", 1990, Cognitive Science 14(2).

    Example:
        >>> from deepkit import layers, ops
        >>> layers.SimpleRNN(4)(ops.ones((2, 5, 3))).shape
        (2, 4)
    """

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
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        seed: int | None = None,
        **base: Any,
    ) -> None:
        cell = SimpleRNNCell(
            units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
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
            name="simple_rnn_cell",
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
        self.input_spec = InputSpec(ndim=3)
