"""The layer that walks a cell along a sequence."""

from typing import Any

from deepkit import ops
from deepkit.backend import Variable, call_context, leaves, map_structure
from deepkit.errors import ShapeError
from deepkit.layers._layer import Layer
from deepkit.layers.recurrent._cell import Cell
from deepkit.layers.recurrent._stacked import StackedRNNCells
from deepkit.layers.recurrent._steps import walk
from deepkit.typing import Shape, Tensor


class Memory:
    """The states that a stateful layer keeps from batch to batch; files leave them out."""

    def __init__(self, states: Any) -> None:
        self.states = states

    @property
    def variables(self) -> list[Variable]:
        """The Variables of the states."""
        return leaves(self.states)


class RNN(Layer):
    """Walk a cell along the steps of a sequence.

    A masked step leaves the states as they are and repeats the last output.

    Args:
        cell: a layer with `state_size` (a number, or a list of one for each state) and
            `call(inputs, states) -> (output, states)`; or a list of cells, one on the other. The
            size of the output is `output_size`, or that of the first state. It may define
            `get_initial_state(batch_size)`.
        return_sequences: whether to return the outputs of all steps, or the last.
        return_state: whether to return the last states too.
        go_backwards: whether to begin at the end; outputs come in the order they are made.
        stateful: whether a batch begins with the last states of the batch before.
        unroll: whether to write out all steps instead of looping: faster for a few steps.
        zero_output_for_mask: whether the output of a masked step is zero.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, features)` to `(batch, units)`, or `(batch, steps, units)` with
        `return_sequences`; then the states if asked for. A mask is `(batch, steps)`.

    Raises:
        ValueError: if `cell` has no `state_size`.
        ShapeError: if `stateful` and the size of the batch is open or changes, or `unroll` and
            the number of steps is open.

    Example:
        >>> from deepkit import layers, ops
        >>> class Sum(layers.Layer):
        ...     state_size = 3
        ...     def call(self, x, states):
        ...         return states[0] + x, [states[0] + x]
        >>> layers.RNN(Sum(), return_sequences=True)(ops.ones((1, 4, 3)))[0, :, 0].tolist()
        [1.0, 2.0, 3.0, 4.0]
    """

    supports_masking = True

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self.cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        if getattr(self.cell, "state_size", None) is None:
            raise ValueError(f"`cell` must have a `state_size`, got {cell!r}.")
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.zero_output_for_mask = zero_output_for_mask
        self._memory: Memory | None = None

    def build(self, sequences_shape: Shape, initial_state_shape: Any = None) -> None:
        batch, _, *features = sequences_shape
        if isinstance(self.cell, Layer) and not self.cell.built:
            self.cell.build((batch, *features))
        if self.stateful:
            if batch is None:
                raise ShapeError(
                    f"`stateful` layer {self.name!r} must know the size of the batch, got shape "
                    f"{tuple(sequences_shape)}. Give `batch_size` in `Input`."
                )
            dtype = self.variable_dtype
            self._memory = Memory(
                map_structure(
                    lambda x: Variable(x, dtype=dtype, trainable=False, name="rnn_state"),
                    self.get_initial_state(batch),
                )
            )

    def call(
        self,
        sequences: Tensor,
        initial_state: Any = None,
        mask: Tensor = None,
        training: bool = False,
    ) -> Any:
        states = self._first_states(sequences, initial_state)
        xs = ops.swapaxes(sequences, 0, 1)
        if self.unroll and not isinstance(xs.shape[0], int):
            raise ShapeError(f"`unroll` needs a fixed number of steps, got {sequences.shape}.")
        kept = None if mask is None else ops.transpose(_steps_of(mask))
        outputs, states = self._walk(xs, states, kept, training)
        if self._memory is not None:
            for variable, value in zip(self._memory.variables, leaves(states), strict=True):
                variable.assign(value)
        outputs = ops.swapaxes(outputs, 0, 1) if self.return_sequences else outputs
        return (outputs, *states) if self.return_state else outputs

    def _walk(self, xs: Tensor, states: list[Any], kept: Any, training: bool) -> tuple[Any, Any]:
        """Return the outputs and the last states."""
        options = {
            "zeros": self.zero_output_for_mask,
            "backwards": self.go_backwards,
            "unroll": self.unroll,
            "all_outputs": self.return_sequences,
        }
        cell = self.cell
        if not isinstance(cell, Cell) or type(cell).call is not Cell.call:
            return self._walk_any(xs, states, kept, training, options)
        kernel, keep = cell.recurrence(states[0], training)

        def step(x: Any, states: Any) -> tuple[Any, Any, Any]:
            states = cell.advance(x, states, kernel, keep)
            return states[0], states, ()

        outputs, states, _ = walk(step, cell.project(xs, training), states, kept, **options)
        return outputs, states

    def _walk_any(
        self, xs: Tensor, states: list[Any], kept: Any, training: bool, options: dict[str, bool]
    ) -> tuple[Any, Any]:
        """Walk a cell of which nothing is known but that it can be called."""

        def step(x: Any, states: Any) -> tuple[Any, Any, Any]:
            with call_context(training) as inner:
                output, new = self.cell(x, states[1:])
            new = list(new) if isinstance(new, (list, tuple)) else [new]
            output = ops.cast(output, self.compute_dtype)
            return output, [output, *new], [value for _, value in inner.losses]

        # The last output is carried as a first state, for masked steps to repeat.
        last = ops.zeros((xs.shape[1], *_output_sizes(self.cell)), dtype=self.compute_dtype)
        outputs, [_, *states], losses = walk(step, xs, [last, *states], kept, **options)
        for each in losses:  # what the cell adds to the loss, at each step
            self.add_loss(ops.sum(each))
        return outputs, states

    def _first_states(self, sequences: Tensor, initial_state: Any) -> list[Any]:
        batch = sequences.shape[0]
        states = initial_state
        if self._memory is not None:
            expected = self._memory.variables[0].shape[0]
            if batch != expected:
                raise ShapeError(
                    f"`stateful` layer {self.name!r} was built for batches of {expected}, got "
                    f"shape {tuple(sequences.shape)}."
                )
            states = self._memory.states if states is None else states
        if states is None:
            states = self.get_initial_state(batch)
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        return map_structure(lambda x: ops.cast(x, self.compute_dtype), states)

    def get_initial_state(self, batch_size: Any) -> list[Any]:
        """Return the states before the first step.

        Args:
            batch_size: the number of sequences.
        """
        if hasattr(self.cell, "get_initial_state"):
            states = self.cell.get_initial_state(batch_size=batch_size)
        else:
            states = [
                ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in self.state_size
            ]
        return list(states) if isinstance(states, (list, tuple)) else [states]

    @property
    def state_size(self) -> list[Any]:
        """The size of each state."""
        size = self.cell.state_size
        return list(size) if isinstance(size, (list, tuple)) else [size]

    @property
    def states(self) -> Any:
        """The Variables that a stateful layer keeps, or None."""
        return None if self._memory is None else self._memory.states

    def reset_state(self) -> None:
        """Let a stateful layer begin anew."""
        for variable in self._memory.variables if self._memory else []:
            variable.assign(ops.zeros(variable.shape))

    reset_states = reset_state

    def own_states(self) -> list[Variable]:
        """Return the Variables of this layer itself that files leave out."""
        kept = self._memory.variables if self._memory else []
        return [*super().own_states(), *kept]

    def compute_mask(self, inputs: Tensor, previous_mask: Any = None) -> Any:
        mask = previous_mask if self.return_sequences else None
        return (
            [mask, *map_structure(lambda _: None, self.state_size)] if self.return_state else mask
        )


def _steps_of(mask: Tensor) -> Tensor:
    """Return a mask of steps: one of features counts if any feature does."""
    mask = ops.cast(mask, "bool")
    return ops.any(mask, axis=-1) if mask.ndim == 3 else mask


def _output_sizes(cell: Any) -> tuple[int, ...]:
    size = getattr(cell, "output_size", None)
    if size is None:
        size = cell.state_size[0] if isinstance(cell.state_size, (list, tuple)) else cell.state_size
    return tuple(size) if isinstance(size, (list, tuple)) else (size,)
