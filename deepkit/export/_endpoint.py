"""What is to be exported: a function of arrays, and how its arrays are called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deepkit.columns import Padding
from deepkit.errors import SavingError
from deepkit.export._manifest import TensorSpec

Shape = tuple[int | str, ...]
"""Sizes, and the names of those that are open."""


@dataclass(frozen=True)
class Endpoint:
    """A function to export, which becomes a program and a signature of its own.

    Args:
        fn: takes an array for each input; returns an array, or a list or dict of them.
        inputs: what it takes, in order. An axis whose size is None is open.
        outputs: what its results are called, in order; by their keys in a dict, otherwise
            `"outputs"`, or `"output_0"`, `"output_1"`..., if None.
        axes: for inputs by name, what their open axes are called, in order. Axes of one name have
            equal sizes. If None, the first ones are called `"batch"`; all others may differ, or,
            where the function cannot do with that, those at equal places are alike.
        padding: for inputs by name, how they may be filled up along their open axes, if that
            changes no result.
    """

    fn: Callable[..., Any]
    inputs: Sequence[TensorSpec]
    outputs: Sequence[str] | None = None
    axes: Mapping[str, Sequence[str]] | None = None
    padding: Mapping[str, Padding] = field(default_factory=dict)


def named_shapes(endpoint: Endpoint) -> list[list[Shape]]:
    """Return the shapes of inputs with the names that open axes may have, the freest first.

    Args:
        endpoint: what they are the inputs of.

    Example:
        >>> from deepkit.export import Endpoint, TensorSpec, named_shapes
        >>> ids = [TensorSpec("a", (None, None), "int32"), TensorSpec("b", (None, None), "int32")]
        >>> named_shapes(Endpoint(lambda a, b: a + b, ids))[1]
        [('batch', 'axis1'), ('batch', 'axis1')]
    """
    ways = [_ways(number, spec, endpoint) for number, spec in enumerate(endpoint.inputs)]
    return [list(shapes) for shapes in zip(*ways, strict=True)] or [[]]


def _ways(number: int, spec: TensorSpec, endpoint: Endpoint) -> list[Shape]:
    places = [axis for axis, size in enumerate(spec.shape) if size is None]
    free = [f"axis{axis}_of_{number}" if axis else "batch" for axis in places]
    alike = [f"axis{axis}" if axis else "batch" for axis in places]
    if endpoint.axes is not None:
        return [_named(spec, endpoint.axes.get(spec.name, free))]
    only_batches = all(None not in one.shape[1:] for one in endpoint.inputs)
    if only_batches or len(endpoint.inputs) == 1:
        return [_named(spec, alike)]
    return [_named(spec, free), _named(spec, alike)]


def _named(spec: TensorSpec, names: Sequence[str]) -> Shape:
    given = iter(names)
    return tuple(next(given) if size is None else size for size in spec.shape)


def flat_results(result: Any, names: Sequence[str] | None) -> tuple[dict[str, Any], str]:
    """Return the arrays of a result by name, and the structure that they came in.

    Args:
        result: an array, or a list or dict of them.
        names: what they are called, in order; found out if None.

    Raises:
        SavingError: if there are not as many names as arrays.
    """
    if isinstance(result, Mapping):
        found, structure = dict(_paths(result, "")), "dict"
    elif isinstance(result, list | tuple):
        found, structure = dict(_paths(result, "output")), "list"
    else:
        found, structure = {"outputs": result}, "single"
    if names is not None:
        if len(names) != len(found) or len(set(names)) != len(names):
            raise SavingError(
                f"There must be a name of its own for each of the {len(found)} outputs, got "
                f"{list(names)}."
            )
        found = dict(zip(names, found.values(), strict=True))
    return found, structure


def _paths(tree: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(tree, Mapping):
        inner = [(f"{path}/{key}" if path else str(key), value) for key, value in tree.items()]
    elif isinstance(tree, list | tuple):
        inner = [(f"{path}_{place}", value) for place, value in enumerate(tree)]
    else:
        return [(path, tree)]
    return [leaf for name, value in inner for leaf in _paths(value, name)]
