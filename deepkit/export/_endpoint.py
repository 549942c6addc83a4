"""What is to be exported: a function of arrays, and how its arrays are called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deepkit.columns import Padding
from deepkit.errors import SavingError
from deepkit.export._manifest import TensorSpec


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
