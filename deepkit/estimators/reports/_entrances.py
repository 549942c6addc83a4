"""Where data enters a model's arithmetic: its inputs of numbers, and the vectors looked up by ids.

Between an id and what is computed from it nothing can be differentiated: a category has no
neighbor. So the model is entered after the lookup, at the vectors of an embedding or the counts of
a multi-hot layer, and before all else at the numbers themselves.
"""

from dataclasses import dataclass
from typing import Any

from deepkit import backend
from deepkit.layers import EmbeddingBag, MultiHot
from deepkit.models import Model


@dataclass(frozen=True, eq=False)
class Entrance:
    """A place where data enters a model's arithmetic.

    Args:
        key: what its values are known by.
        inputs: the names of the model's inputs that reach it.
        node: the call of the layer that looks vectors up; None for an input of numbers.
        split: whether there is a vector for each id of a row, whose sum goes into the model.
    """

    key: str
    inputs: tuple[str, ...]
    node: Any = None
    split: bool = False

    @property
    def parted(self) -> bool:
        """Whether the second axis of its values is of parts to tell apart: of numbers, or ids."""
        return self.node is None or self.split

    @property
    def one_row(self) -> tuple[int, ...]:
        """The shape of the values of one row that is like all others, open axes of size 1."""
        [looked_up] = self.node.outputs
        size = (self.node.inputs[0].shape[-1],) if self.split else ()
        return tuple(axis or 1 for axis in (1, *size, *looked_up.shape[1:]))


def entrances_of(model: Model, apart: frozenset[str] = frozenset()) -> list[Entrance]:
    """Return where data enters a functional model.

    Args:
        model: drawn from inputs.
        apart: the inputs whose ids are to be told from each other, each row having as many.
    """
    graph = model.graph
    assert graph is not None  # models of estimators are drawn
    found: list[Entrance] = []
    reached: dict[int, tuple[str, ...]] = {}  # tensors before any entrance
    for tensor in graph.inputs:
        reached[id(tensor)] = (tensor.name,)
        if backend.is_float_dtype(tensor.dtype):
            found.append(Entrance(tensor.name, (tensor.name,)))
    for node in graph.nodes:
        if not node.inputs or any(id(tensor) not in reached for tensor in node.inputs):
            continue
        names = tuple(dict.fromkeys(n for tensor in node.inputs for n in reached[id(tensor)]))
        if not any(backend.is_float_dtype(tensor.dtype) for tensor in node.outputs):
            reached |= {id(tensor): names for tensor in node.outputs}
        elif any(backend.is_int_dtype(tensor.dtype) for tensor in node.inputs):
            split = len(names) == 1 and names[0] in apart and _is_bag(node)
            found.append(Entrance(f"node {len(found)}: {node.name}", names, node, split))
    return found


def _is_bag(node: Any) -> bool:
    bag = isinstance(node.operation, EmbeddingBag | MultiHot)
    return bag and len(node.inputs) == 1 and node.inputs[0].node.inputs == []
