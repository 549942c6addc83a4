"""Which classes and functions are deepkit's own, as deepkit wrote them: only these are known."""

import functools
import sys
import types
from collections.abc import Iterable
from operator import is_
from typing import Any

Snapshot = tuple[Any, ...]

_PACKAGE = __name__.partition(".")[0]
_MOST_SHAPES = 16


class UnknownError(Exception):
    """Something of which nobody can tell what it computes."""


def place_of(thing: Any) -> str:
    """Return where a function or class of deepkit is found.

    Args:
        thing: a function or class.

    Raises:
        UnknownError: if it is somebody else's, has no name, or another has taken its place.
    """
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or not _is_ours(module):
        raise UnknownError(thing)
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not thing:
        raise UnknownError(thing)
    return f"{module}:{name}"


def _is_ours(module: Any) -> bool:
    return isinstance(module, str) and module.partition(".")[0] == _PACKAGE


class Classes:
    """Classes of deepkit, each with what it was seen to be: tests put methods of theirs on them."""

    def __init__(self) -> None:
        self._shapes: dict[type, list[tuple[Snapshot, bool]]] = {}

    def place_of(self, kind: type) -> str:
        """Return where a class is found, and which of the shapes that it was seen in it has.

        Args:
            kind: a class.

        Raises:
            UnknownError: if it, or a base, is somebody else's, or holds what somebody else wrote.
        """
        shapes = [self._shape(base) for base in kind.__mro__ if _is_ours(base.__module__)]
        if not all(_is_standard(base.__module__) for base in kind.__mro__):
            raise UnknownError(kind)
        changed = [f"#{place}.{shape}" for place, shape in enumerate(shapes) if shape]
        return place_of(kind) + "".join(changed)

    def _shape(self, kind: type) -> int:
        """Return the number of the shape that a class has now, 0 for the first one seen."""
        now, seen = tuple(vars(kind).values()), self._shapes.setdefault(kind, [])
        for place, (before, is_known) in enumerate(seen):
            if len(before) == len(now) and all(map(is_, before, now)):
                if not is_known:
                    raise UnknownError(kind)
                return place
        if len(seen) >= _MOST_SHAPES:
            raise UnknownError(kind)
        seen.append((now, all(map(_is_known, now))))
        return self._shape(kind)


def _is_known(value: Any) -> bool:
    """Tell whether what a class holds is data, or a function written in deepkit."""
    if isinstance(value, types.FunctionType):
        written = value.__globals__.get("__name__", "")
        return _is_standard(written) or written.startswith("namedtuple_")
    parts = _functions_in(value)
    if parts is not None:
        return all(part is None or _is_known(part) for part in parts)
    return _is_standard(type(value).__module__)


def _is_standard(module: str) -> bool:
    """Tell whether a module is of deepkit or of Python; not of those that stand in for others."""
    top = module.partition(".")[0]
    return top != "unittest" and top in (_PACKAGE, *sys.stdlib_module_names)


def _functions_in(value: Any) -> Iterable[Any] | None:
    """Return the functions that a descriptor is made of, None if it is none."""
    if isinstance(value, property):
        return value.fget, value.fset, value.fdel
    if isinstance(value, functools.cached_property):
        return (value.func,)
    if isinstance(value, (classmethod, staticmethod, types.MethodType)):
        return (value.__func__,)
    if isinstance(value, (functools.partial, functools.partialmethod)):
        return (value.func,)
    if hasattr(value, "cache_info") and hasattr(value, "__wrapped__"):
        return (value.__wrapped__,)
    return None
