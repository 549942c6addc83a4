"""What a user hands to a functional model, brought to the form of its inputs."""

from collections.abc import Mapping, Sequence
from typing import Any

from deepkit import ops
from deepkit.backend import SymbolicTensor, kept_dtype, leaves
from deepkit.errors import DataError, ShapeError


def match_inputs(model: str, structure: Any, names: Sequence[str], inputs: Any) -> list[Any]:
    """Return a value for each input of a functional model, of its rank and dtype.

    A dict is matched by names, anything else by order. A last axis of size 1 may be missing.

    Args:
        model: the model's name, for messages.
        structure: the symbolic inputs as the model was made of them.
        names: the names of the inputs.
        inputs: what the model was called on.

    Raises:
        DataError: if an input is missing, or there are too many.
        ShapeError: if one has another shape.
    """
    symbols = leaves(structure)
    values = _flat(model, structure, names, inputs)
    if len(values) != len(symbols):
        raise DataError(
            f"Model {model!r} has {len(symbols)} inputs ({', '.join(names)}), got {len(values)}."
        )
    return [
        _fitted(model, name, symbol, value)
        for name, symbol, value in zip(names, symbols, values, strict=True)
    ]


def _flat(model: str, structure: Any, names: Sequence[str], inputs: Any) -> list[Any]:
    if isinstance(inputs, Mapping):
        keys = list(names)
        if isinstance(structure, Mapping) and all(map(_is_leaf, structure.values())):
            keys = sorted(structure)
        elif isinstance(structure, Mapping):
            return leaves(inputs, none_is_leaf=True)
        missing = [key for key in keys if key not in inputs]
        # The keys of the structure and the names of the inputs may differ: both are understood.
        if missing and all(name in inputs for name in names):
            keys, missing = list(names), []
        if missing:
            raise DataError(
                f"Model {model!r} needs the inputs {', '.join(map(repr, keys))}, and was not given "
                f"{missing[0]!r} but {', '.join(map(repr, inputs))}."
            )
        return [inputs[key] for key in keys]
    return leaves(inputs, none_is_leaf=True)


def _is_leaf(x: Any) -> bool:
    return isinstance(x, SymbolicTensor)


def _fitted(model: str, name: str, symbol: SymbolicTensor, value: Any) -> Any:
    if value is None:
        if getattr(symbol.node and symbol.node.operation, "optional", False):
            return None
        raise DataError(f"Input {name!r} of model {model!r} must be given, got None.")
    value = ops.convert_to_tensor(value)
    if len(value.shape) == len(symbol.shape) + 1 and value.shape[-1] == 1:
        value = ops.squeeze(value, axis=-1)
    elif len(value.shape) == len(symbol.shape) - 1 and symbol.shape[-1] == 1:
        value = ops.expand_dims(value, axis=-1)
    if not _fits(tuple(value.shape), symbol.shape):
        raise ShapeError(
            f"Input {name!r} of model {model!r} must have shape {symbol.shape}, got "
            f"{tuple(value.shape)}."
        )
    return ops.cast(value, kept_dtype(symbol.dtype))


def _fits(shape: tuple[Any, ...], wanted: tuple[int | None, ...]) -> bool:
    if len(shape) != len(wanted):
        return False
    # A size that is no number is open, and may come out right.
    pairs = zip(shape, wanted, strict=True)
    return all(w is None or not isinstance(s, int) or s == w for s, w in pairs)
