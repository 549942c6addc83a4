"""Plain functions in files: they stand there by name, and only known ones come back."""

import inspect
from collections.abc import Callable
from typing import Any

from deepkit import activations, losses, metrics, ops
from deepkit.configurable import get_registered_name, get_registered_object
from deepkit.errors import SavingError
from deepkit.typing import Config

Function = Callable[..., Any]

_FAMILIES = (activations, losses, metrics)


def write_function(function: Function, key: str = "") -> Config | str:
    """Return what stands in a file for a function.

    Args:
        function: built in, registered, or with a name to pass in `custom_objects`.
        key: the argument it was given as; activations stand there as plain text.

    Raises:
        SavingError: if it has no name of its own.
    """
    name = get_registered_name(function) if hasattr(function, "__name__") else "<unnamed>"
    if "<" in name:
        raise SavingError(
            f"The function {function!r} cannot be written to a file, it has no name. Define it "
            "with `def`, and register it or pass it in `custom_objects` when loading."
        )
    known = _built_in(name)
    if known is not None and function not in (known, getattr(ops, name, None)):
        raise SavingError(
            f"The function {name!r} of {function.__module__!r} would be taken for the one of "
            "deepkit when the file is loaded. Register it with `register_keras_serializable`."
        )
    if known is not None and key.endswith("activation"):
        return name
    shared = {"module": "builtins", "class_name": "function", "registered_name": "function"}
    return {**shared, "config": name}


def find_function(name: Any) -> Function:
    """Return the function that a file names.

    Args:
        name: of a function that is registered, in scope, or built in.

    Raises:
        SavingError: if there is none.
    """
    found = get_registered_object(name) or _built_in(name)
    if found is None:
        raise SavingError(
            f"The file asks for the function {name!r}, which is not known here. If it is yours, "
            f"pass it: `custom_objects={{{name!r}: ...}}`; functions are never imported for a file."
        )
    return found


def _built_in(name: Any) -> Function | None:
    """Return the activation, loss or metric of a name, if that is a plain function."""
    for family in _FAMILIES if isinstance(name, str) else ():
        try:
            found = family.get(name)
        except (TypeError, ValueError):
            continue
        if inspect.isfunction(found):
            return found
    return None
