"""The names of a model's outputs, and what was given for each by position or by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from deepkit.backend import is_nested, leaves
from deepkit.errors import DataError, unknown


def name_outputs(y_pred: Any, names: Sequence[str] | None = None) -> list[str]:
    """Return a name for each output: dictionary keys, the names given, or `output_0`...

    Args:
        y_pred: a structure of outputs.
        names: names of the outputs of a functional model, in their order.
    """
    paths = _paths(y_pred)
    if isinstance(y_pred, Mapping):
        return paths
    if names and len(names) == len(paths):
        return list(names)
    return [f"output_{path}" if path else "output" for path in paths]


def spread(given: Any, y_pred: Any, names: Sequence[str], what: str) -> list[Any]:
    """Return what was given for each output, None where nothing was.

    Args:
        given: one value for all outputs, a list in their order, or a dict by their names.
        y_pred: the structure of outputs.
        names: their names.
        what: the argument, for messages.

    Raises:
        ValueError: if the number or a name does not fit.
    """
    if isinstance(given, Mapping):
        if isinstance(y_pred, Mapping) and any(is_nested(v) for v in y_pred.values()):
            given = dict(zip(_paths(given), leaves(given), strict=True))
        for name in given:
            if name not in names:
                raise unknown(f"output in `{what}`", name, names)
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(names):
            raise ValueError(
                f"`{what}` must have an entry for each of the {len(names)} outputs "
                f"({', '.join(names)}), got {len(given)}. Use a dict by output name to leave some "
                "out."
            )
        return list(given)
    return [given] * len(names)


def match_targets(y: Any, y_pred: Any, names: Sequence[str], wanted: Sequence[bool]) -> list[Any]:
    """Return the target of each output, None where it has none.

    Args:
        y: targets in the structure of the outputs, in a list, or in a dict by output names.
        y_pred: the structure of outputs.
        names: their names.
        wanted: which outputs have a loss or a metric.

    Raises:
        DataError: if the targets cannot be told apart or one is missing.
    """
    targets = _match(y, y_pred, names, wanted)
    for name, target, needed in zip(names, targets, wanted, strict=True):
        if needed and target is None:
            raise DataError(f"`y` has no target for output {name!r}, which has a loss or metric.")
    return targets


def _match(y: Any, y_pred: Any, names: Sequence[str], wanted: Sequence[bool]) -> list[Any]:
    if isinstance(y, Mapping) and not isinstance(y_pred, Mapping):
        for name in y:
            if name not in names:
                raise DataError(str(unknown("output in `y`", name, names)))
        return [y.get(name) for name in names]
    if isinstance(y, Mapping):
        by_path = dict(zip(_paths(y), leaves(y), strict=True))
        return [by_path.get(name) for name in names]
    flat = leaves(y, none_is_leaf=True)
    if len(flat) == len(names):
        return flat
    if len(flat) == sum(wanted):
        values = iter(flat)
        return [next(values) if needed else None for needed in wanted]
    raise DataError(
        f"`y` must hold a target for each of the {len(names)} outputs ({', '.join(names)}), "
        f"got {len(flat)}."
    )


def _paths(tree: Any) -> list[str]:
    """Return the path of each leaf, such as `head/logits`, in the order of `leaves`."""
    if isinstance(tree, Mapping):
        items = [(str(key), tree[key]) for key in sorted(tree)]
    elif isinstance(tree, (list, tuple)):
        items = [(str(place), item) for place, item in enumerate(tree)]
    else:
        return [""]
    return [f"{head}/{tail}" if tail else head for head, item in items for tail in _paths(item)]
