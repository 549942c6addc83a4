"""The outputs of a model: what they are called, and what was given for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deepkit.backend import leaves
from deepkit.errors import DataError, unknown

Path = tuple[Any, ...]


@dataclass(frozen=True)
class Name:
    """What one output is called.

    Attributes:
        key: in dicts by output name, and in messages.
        prefix: before the names of its metrics in logs.
        parts: before `_loss` in logs; the name of the loss takes the place of None.
    """

    key: str
    prefix: str
    parts: tuple[str | None, ...]

    def tracker(self, loss: str) -> str:
        """Return the name that its loss has in logs.

        Args:
            loss: the name of the loss itself.
        """
        return "/".join(loss if part is None else part for part in self.parts) + "_loss"


def name_outputs(y_pred: Any, names: Sequence[str] | None = None) -> list[Name]:
    """Return the names of outputs: by their keys, or by what the model calls them.

    Args:
        y_pred: a structure of outputs.
        names: names of the outputs of a functional model, in their order.
    """
    paths = _paths(y_pred)
    own: Sequence[str | None] = names if names and len(names) == len(paths) else [None] * len(paths)
    is_flat_dict = isinstance(y_pred, Mapping) and all(len(path) == 1 for path in paths)
    return [_name(path, name, is_flat_dict) for path, name in zip(paths, own, strict=True)]


def _name(path: Path, own: str | None, is_flat_dict: bool) -> Name:
    if not path:
        return Name(own or "output", "", (own,))
    *outer, last = path
    by_key = isinstance(last, str)
    parts = (*map(str, outer), last if by_key else own)
    numbered = f"output_{'_'.join(map(str, path))}"
    key = "/".join(map(str, path)) if by_key or outer else own or numbered
    prefix = f"{last}_" if is_flat_dict else f"{own}_" if own else ""
    return Name(key, prefix, parts)


def spread(given: Any, y_pred: Any, keys: Sequence[str], what: str) -> list[Any]:
    """Return what was given for each output, None where nothing was.

    Args:
        given: one value for all outputs; a list in their order; a dict by their names; or values in
            the structure of the outputs.
        y_pred: the structure of outputs.
        keys: what they are called.
        what: the argument, for messages.

    Raises:
        ValueError: if the number or a name does not fit.
    """
    if isinstance(given, Mapping) and not isinstance(y_pred, Mapping):
        _refuse_unknown(given, keys, what)
        return [given.get(key) for key in keys]
    is_flat = not isinstance(y_pred, (list, tuple)) or len(y_pred) == len(keys)
    if isinstance(given, (list, tuple)) and len(given) == len(keys) and is_flat:
        return list(given)
    return _spread_along(given, y_pred, keys, what)


def _spread_along(given: Any, y_pred: Any, keys: Sequence[str], what: str) -> list[Any]:
    """Walk down what was given and the outputs together."""
    if isinstance(given, Mapping) and isinstance(y_pred, Mapping):
        _refuse_unknown(given, list(map(str, y_pred)), what)
        pairs = [(given.get(key), y_pred[key]) for key in sorted(y_pred)]
    elif isinstance(given, (list, tuple)) and isinstance(y_pred, (list, tuple)):
        if len(given) != len(y_pred):
            raise ValueError(
                f"`{what}` must have an entry for each of the {len(keys)} outputs "
                f"({', '.join(keys)}), got {len(given)}. Use a dict by output name to leave some "
                "out."
            )
        pairs = list(zip(given, y_pred, strict=True))
    else:
        return [given] * len(leaves(y_pred))
    return [entry for pair in pairs for entry in _spread_along(*pair, keys, what)]


def _refuse_unknown(given: Mapping[Any, Any], keys: Sequence[str], what: str) -> None:
    for name in given:
        if name not in keys:
            raise unknown(f"output in `{what}`", name, keys)


def match_targets(y: Any, y_pred: Any, keys: Sequence[str], wanted: Sequence[bool]) -> list[Any]:
    """Return the target of each output, None where it has none.

    Args:
        y: targets in the structure of the outputs, in a list, or in a dict by output names.
        y_pred: the structure of outputs.
        keys: what they are called.
        wanted: which outputs have a loss or a metric.

    Raises:
        DataError: if the targets cannot be told apart or one is missing.
    """
    if y is None and any(wanted):
        raise DataError(
            "`y` must be given: the model was compiled with a loss or metrics. Pass `y`, or "
            "batches of `(x, y)`."
        )
    targets = [None] * len(keys) if y is None else _matched(y, y_pred, keys, wanted, "y")
    for key, target, needed in zip(keys, targets, wanted, strict=True):
        if needed and target is None:
            raise DataError(f"`y` has no target for output {key!r}, which has a loss or metric.")
    return targets


def match_weights(
    sample_weight: Any, y_pred: Any, keys: Sequence[str], wanted: Sequence[bool]
) -> list[Any]:
    """Return the sample weights of each output, None where it has none.

    Args:
        sample_weight: one array for all outputs, or weights in the structure of the targets.
        y_pred: the structure of outputs.
        keys: what they are called.
        wanted: which outputs have a loss or a metric.

    Raises:
        DataError: if the weights cannot be told apart.
    """
    if not isinstance(sample_weight, (Mapping, list, tuple)):
        return [sample_weight] * len(keys)
    return _matched(sample_weight, y_pred, keys, wanted, "sample_weight")


def _matched(
    given: Any, y_pred: Any, keys: Sequence[str], wanted: Sequence[bool], what: str
) -> list[Any]:
    if isinstance(given, Mapping):
        by_key = given
        if isinstance(y_pred, Mapping):
            paths = ("/".join(map(str, path)) for path in _paths(given))
            by_key = dict(zip(paths, leaves(given, none_is_leaf=True), strict=True))
        else:
            for name in given:
                if name not in keys:
                    raise DataError(str(unknown(f"output in `{what}`", name, keys)))
        return [by_key.get(key) for key in keys]
    flat = leaves(given, none_is_leaf=True)
    if len(flat) == len(keys):
        return flat
    if len(flat) == sum(wanted):
        values = iter(flat)
        return [next(values) if needed else None for needed in wanted]
    raise DataError(
        f"`{what}` must have an entry for each of the {len(keys)} outputs ({', '.join(keys)}), "
        f"got {len(flat)}."
    )


def _paths(tree: Any) -> list[Path]:
    """Return the path of each leaf, such as `("heads", 0)`, in the order of `leaves`."""
    if isinstance(tree, Mapping):
        items = [(str(key), tree[key]) for key in sorted(tree)]
    elif isinstance(tree, (list, tuple)):
        items = list(enumerate(tree))
    else:
        return [()]
    return [(head, *tail) for head, item in items for tail in _paths(item)]
