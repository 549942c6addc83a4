"""Cells one on the other."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.layers._layer import Layer
from deepkit.typing import Shape, Tensor


class StackedRNNCells(Layer):
    """Make one step of several cells, each fed with the output of the one before.

    Args:
        cells: the cells, first to last.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, features)` and the states of each cell, to the output of the last cell and the
        next states of each.

    Raises:
        ValueError: if there is no cell, or one has no `state_size`.

    Example:
        >>> from deepkit import layers, ops
        >>> cells = layers.StackedRNNCells([layers.LSTMCell(4), layers.GRUCell(3)])
        >>> layers.RNN(cells)(ops.ones((2, 5, 6))).shape
        (2, 3)
    """

    def __init__(self, cells: Sequence[Any], **base: Any) -> None:
        super().__init__(**base)
        if not cells or any(getattr(cell, "state_size", None) is None for cell in cells):
            raise ValueError(f"`cells` must be cells with a `state_size` each, got {cells!r}.")
        self.cells = list(cells)

    def build(self, input_shape: Shape) -> None:
        batch, *sizes = input_shape
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell.build((batch, *sizes))
            sizes = [_output_size(cell)]

    def call(self, inputs: Tensor, states: Any, training: bool = False) -> tuple[Tensor, list[Any]]:
        after = []
        for cell, own in zip(self.cells, states, strict=True):
            inputs, new = cell(inputs, own if isinstance(own, (list, tuple)) else [own])
            after.append(new if isinstance(own, (list, tuple)) else _only(new))
        return inputs, after

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """Return the states of each cell before the first step.

        Args:
            batch_size: the number of sequences.
        """
        return [self._first(cell, batch_size) for cell in self.cells]

    def _first(self, cell: Any, batch_size: Any) -> Any:
        if hasattr(cell, "get_initial_state"):
            return cell.get_initial_state(batch_size=batch_size)
        sizes = cell.state_size if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]
        return [ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in sizes]

    @property
    def state_size(self) -> list[Any]:
        """The sizes of the states of each cell."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        """The size of the output of the last cell."""
        return _output_size(self.cells[-1])


def _output_size(cell: Any) -> Any:
    size = getattr(cell, "output_size", None)
    if size is None:
        size = cell.state_size
    return size[0] if isinstance(size, (list, tuple)) else size


def _only(states: Any) -> Any:
    return states[0] if isinstance(states, (list, tuple)) else states
