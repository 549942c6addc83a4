"""Values that are no objects of ours, as JSON can hold them, and back."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from deepkit.backend import is_symbolic, is_tensor, standardize_dtype
from deepkit.errors import SavingError

Found = Callable[[Any], Any]
_LARGEST_CONSTANT = 1_000_000


def is_marked(value: Any) -> bool:
    """Tell whether a value of a file stands for something that JSON has no word for.

    Args:
        value: of the file.
    """
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("class_name"), str)
        and value["class_name"].startswith("__")
    )


def mark(value: Any) -> Any:
    """Return what stands in a file for a value that JSON has no word for, or None for others.

    Args:
        value: a slice, bytes, an ellipsis, an array.

    Raises:
        SavingError: if it is an array too large for a config.
    """
    if isinstance(value, slice):
        ends = {name: _index(getattr(value, name)) for name in ("start", "stop", "step")}
        return _marked("__slice__", ends)
    if value is Ellipsis:
        return _marked("__ellipsis__", {})
    if isinstance(value, bytes):
        return _marked("__bytes__", {"value": value.decode("utf-8")})
    if is_tensor(value) and not is_symbolic(value) and hasattr(value, "tolist"):
        if value.size > _LARGEST_CONSTANT:
            raise SavingError(
                f"An array of shape {tuple(value.shape)} is too large for the config of a model. "
                "Keep it as a weight of a layer."
            )
        name = "__numpy__" if isinstance(value, np.ndarray) else "__tensor__"
        return _marked(name, {"value": value.tolist(), "dtype": standardize_dtype(value.dtype)})
    return None


def unmark(value: Mapping[str, Any], symbol: Found | None = None) -> Any:
    """Return the value that `mark` wrote down.

    Args:
        value: what it wrote.
        symbol: returns the symbolic tensor of a place in a graph.

    Raises:
        SavingError: if it stands for code, or for nothing known.
    """
    name, config = value["class_name"], value.get("config")
    if name == "__lambda__":
        raise SavingError(
            "The file holds the code of a Python function (`__lambda__`). deepkit never runs code "
            "that it finds in a file. Where the model was made, replace the lambda by a function "
            "with a name or a layer, and pass that in `custom_objects` when loading."
        )
    if name == "__keras_tensor__" and symbol is not None and isinstance(config, Mapping):
        return symbol(config.get("keras_history"))
    if name not in _READERS or not isinstance(config, Mapping):
        raise SavingError(f"The file has {name!r} in a place where deepkit cannot read it.")
    try:
        return _READERS[name](config)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise SavingError(f"The file has a {name!r} that cannot be read: {error}.") from error


def read_arguments(value: Any, symbol: Found) -> Any:
    """Return the arguments of a call from a file: numbers, text, structures and tensors alone.

    Args:
        value: from the file.
        symbol: returns the symbolic tensor of a place in a graph.

    Raises:
        SavingError: if it holds anything else.
    """
    if is_marked(value):
        return unmark(value, symbol)
    if isinstance(value, Mapping):
        return {key: read_arguments(item, symbol) for key, item in value.items()}
    if isinstance(value, list):
        return [read_arguments(item, symbol) for item in value]
    return value


def places_in(value: Any) -> list[Any]:
    """Return the places in a graph of all symbolic tensors in the arguments of a call.

    Args:
        value: from the file.
    """
    if is_marked(value) and value["class_name"] == "__keras_tensor__":
        config = value.get("config")
        return [config.get("keras_history") if isinstance(config, Mapping) else None]
    if isinstance(value, Mapping):
        return [place for item in value.values() for place in places_in(item)]
    if isinstance(value, list):
        return [place for item in value for place in places_in(item)]
    return []


def as_tuples(value: Any) -> Any:
    """Return a value of a file with its lists as tuples, as shapes and axes are written in code.

    Args:
        value: from the file.
    """
    return tuple(map(as_tuples, value)) if isinstance(value, list) else value


def _marked(name: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"class_name": name, "config": config}


def _index(value: Any) -> int | None:
    return None if value is None else operator.index(value)


def _slice(config: Mapping[str, Any]) -> slice:
    return slice(*(_index(config[end]) for end in ("start", "stop", "step")))


def _array(config: Mapping[str, Any]) -> np.ndarray:
    return np.array(config["value"], standardize_dtype(config["dtype"]))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "__bytes__": lambda config: config["value"].encode("utf-8"),
    "__ellipsis__": lambda config: Ellipsis,
    "__numpy__": _array,
    "__slice__": _slice,
    "__tensor__": _array,
}
