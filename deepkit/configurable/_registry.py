"""Classes and functions of the user, under the names that files know them by."""

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_registered: dict[str, Any] = {}  # "package>Name" -> class or function; filled by users only
_names: dict[object, str] = {}
_scoped: ContextVar[Mapping[str, Any]] = ContextVar("custom_objects", default={})  # noqa: B039


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[T], T]:
    """Register a class or function of yours, so that files that name it can be loaded.

    What is registered again under the same name is replaced, as when a notebook cell is run twice.
    The `>` in a registered name keeps it apart from the names of deepkit's own classes.

    Args:
        package: the prefix that keeps names of different projects apart.
        name: the name in files; the object's own by default.

    Raises:
        ValueError: if it is given a class without `get_config`, or something without a name.

    Example:
        >>> from deepkit.configurable import get_registered_name, register_keras_serializable
        >>> @register_keras_serializable(package="docs")
        ... def double(x):
        ...     return 2 * x
        >>> get_registered_name(double)
        'docs>double'
    """

    def register(target: T) -> T:
        if inspect.isclass(target) and not hasattr(target, "get_config"):
            raise ValueError(
                f"Cannot register {target.__name__}: it needs a `get_config` method to be saved."
            )
        own = name or getattr(target, "__name__", None)
        if own is None:
            raise ValueError(f"Cannot register {target!r}: it has no name. Give it as `name`.")
        _registered[f"{package}>{own}"] = target
        _names[target] = f"{package}>{own}"
        return target

    return register


def get_registered_name(obj: Any) -> str:
    """Return the name a class or function is saved under.

    Args:
        obj: a class or function; its own name, if it is not registered.

    Raises:
        TypeError: if it has no name.

    Example:
        >>> from deepkit.configurable import get_registered_name
        >>> get_registered_name(print)
        'print'
    """
    try:
        name = _names.get(obj)
    except TypeError:  # not hashable
        name = None
    name = name or getattr(obj, "__name__", None)
    if not isinstance(name, str):
        raise TypeError(f"{obj!r} has no name to be saved under; register a class or function.")
    return name


def get_registered_object(
    name: Any,
    custom_objects: Mapping[str, Any] | None = None,
    module_objects: Mapping[str, Any] | None = None,
) -> Any:
    """Return the class or function registered or in scope under a name, or None.

    Args:
        name: `"package>Name"`, or a plain name.
        custom_objects: names to look at first.
        module_objects: names to look at last.

    Example:
        >>> from deepkit.configurable import get_registered_object
        >>> get_registered_object("double", {"double": lambda x: 2 * x})(4)
        8
    """
    if isinstance(name, str):
        for table in (custom_objects or {}, _scoped.get(), _registered, module_objects or {}):
            if name in table:
                return table[name]
    return None


def get_custom_objects() -> dict[str, Any]:
    """Return the dict of what is registered; what is put into it is registered too.

    Example:
        >>> from deepkit.configurable import get_custom_objects, get_registered_object
        >>> get_custom_objects()["halve"] = lambda x: x / 2
        >>> get_registered_object("halve")(4)
        2.0
        >>> del get_custom_objects()["halve"]
    """
    return _registered


def custom_objects() -> dict[str, Any]:
    """Return what is registered and what is in scope, by name."""
    return {**_registered, **_scoped.get()}


@contextmanager
def custom_object_scope(custom_objects: Mapping[str, Any]) -> Generator[None]:
    """Make classes and functions known by name within a `with` block.

    Args:
        custom_objects: classes and functions by the name that a file uses.

    Example:
        >>> from deepkit.configurable import custom_object_scope, get_registered_object
        >>> with custom_object_scope({"double": lambda x: 2 * x}):
        ...     get_registered_object("double")(4)
        8
    """
    token = _scoped.set({**_scoped.get(), **custom_objects})
    try:
        yield
    finally:
        _scoped.reset(token)
