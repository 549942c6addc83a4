"""What an object owns, found among its attributes when somebody asks."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

# The bookkeeping of layers and models: what is in there is owned elsewhere or not at all.
_SKIPPED = frozenset({"_arguments", "_inbound", "_losses", "_graph", "_objective"})


def owned(owner: Any, kind: type) -> list[Any]:
    """Return the objects of a kind among an owner's attributes, each once, in order.

    Lists, tuples, sets and dicts are looked into, however deep.

    Args:
        owner: a layer or model.
        kind: the class looked for; its instances are not looked into.
    """
    roles, found = _roles(kind), {}
    for name, value in vars(owner).items():
        # Most attributes are numbers and names: they are passed over at the cost of one look-up.
        if roles[type(value)] and name not in _SKIPPED:
            _gather(value, roles, found)
    return list(found.values())


def unique(items: Iterable[Any]) -> list[Any]:
    """Return the items in order, each once.

    Args:
        items: objects, told apart by identity.
    """
    return list({id(item): item for item in items}.values())


def _gather(value: Any, roles: "_Roles", found: dict[int, Any]) -> None:
    role = roles[type(value)]
    if role == "found":
        found[id(value)] = value
    elif role == "opened":
        for item in value.values() if isinstance(value, Mapping) else value:
            _gather(item, roles, found)


class _Roles(dict[type, str]):
    """What a value is to a search, by its type: found, opened, or passed over if empty.

    Args:
        wanted: the class looked for.
    """

    def __init__(self, wanted: type) -> None:
        super().__init__()
        self._wanted = wanted

    def __missing__(self, kind: type) -> str:
        opens = issubclass(kind, (list, tuple, set, Mapping))
        self[kind] = "found" if issubclass(kind, self._wanted) else "opened" if opens else ""
        return self[kind]


@functools.cache
def _roles(wanted: type) -> _Roles:
    return _Roles(wanted)
