"""What an object owns, found among its attributes when somebody asks."""

from collections.abc import Iterable, Iterator, Mapping
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
    attributes = vars(owner).items()
    return unique(x for name, value in attributes if name not in _SKIPPED for x in _of(value, kind))


def unique(items: Iterable[Any]) -> list[Any]:
    """Return the items in order, each once.

    Args:
        items: objects, told apart by identity.
    """
    return list({id(item): item for item in items}.values())


def _of(value: Any, kind: type) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _of(item, kind)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from _of(item, kind)
