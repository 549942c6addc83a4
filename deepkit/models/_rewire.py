"""What a graph must be to become a model: sources for inputs, and names told apart."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from deepkit.backend import Graph, SymbolicTensor, map_structure, symbols
from deepkit.layers import Input


def with_new_inputs(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """Return inputs that are sources, and the outputs computed anew from them.

    Args:
        inputs: symbolic tensors, some computed from others.
        outputs: symbolic tensors computed from them.
    """
    fresh = map_structure(_source, inputs)
    return fresh, Graph(inputs, outputs).run(symbols(fresh))


def _source(tensor: SymbolicTensor) -> SymbolicTensor:
    if tensor.node is not None and not tensor.node.inputs:
        return tensor
    return Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=None)


def refuse_equal_names(operations: Iterable[Any]) -> None:
    """Refuse operations of equal names: files tell them apart by name.

    Args:
        operations: layers, and calls of functions.

    Raises:
        ValueError: if two have the same name.
    """
    counts = Counter(operation.name for operation in operations)
    for name, count in counts.items():
        if count > 1:
            raise ValueError(
                f"The name {name!r} is used by {count} layers of the model. Give each its own "
                "`name`."
            )
