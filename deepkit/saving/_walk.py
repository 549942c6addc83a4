"""The objects with state in a model, and the paths that Keras's files give them."""

import functools
from collections.abc import Iterator
from typing import Any

from deepkit.configurable import snake_case
from deepkit.saving._places import base

Found = Iterator[tuple[str, Any]]

_CONTAINERS = (list, tuple, dict)
_WALKED = {"layers", "optimizer"}  # attributes of every model that lead to objects with state


def stateful(root: Any) -> Found:
    """Yield the path and object of everything within `root` that has state, `root` first.

    An object that can be reached in several ways has the first path.

    Args:
        root: a model, layer or optimizer.
    """
    yield from _from_object(root, "", {})


def _from_object(owner: Any, path: str, visited: dict[int, Any]) -> Found:
    if id(owner) in visited:
        return
    visited[id(owner)] = owner  # kept, for an object that is gone leaves its id to another
    if hasattr(owner, "save_own_variables"):
        yield path, owner
    for name, child in _children(owner):
        inner = f"{path}/{name}" if path else name
        if _is_object(child):
            yield from _from_object(child, inner, visited)
        elif isinstance(child, _CONTAINERS):
            yield from _from_container(child, inner, visited, ())


def _from_container(
    container: Any, path: str, visited: dict[int, Any], around: tuple[Any, ...]
) -> Found:
    """Yield what is in a container: each named after its class, counted from the second on."""
    if any(container is outer for outer in around):
        return
    counts: dict[str, int] = {}
    for item in container.values() if isinstance(container, dict) else container:
        if not isinstance(item, _CONTAINERS) and not _is_object(item):
            continue
        name = _class_name(item) if _is_object(item) else "container"
        count = counts.get(name, 0)
        counts[name] = count + 1
        inner = f"{path}/{name}_{count}" if count else f"{path}/{name}"
        if _is_object(item):
            yield from _from_object(item, inner, visited)
        else:
            yield from _from_container(item, inner, visited, (*around, container))


def _class_name(x: Any) -> str:
    # Keras has a class of its own for models that are drawn.
    return "functional" if type(x) is base("models") and x.graph else snake_case(type(x).__name__)


def _children(owner: Any) -> Found:
    """Yield the attributes of an object by name, private ones last."""
    if getattr(owner, "graph", None) is not None or _is_stack(owner):
        # What the model is made of comes before what a subclass adds.
        yield "layers", owner.layers
    skipped = _attributes_of_base(_kind(owner))
    for name in sorted(dir(owner), key=lambda name: f"~{name}" if name[0] == "_" else name):
        if name.startswith("__") or name in skipped:
            continue
        try:
            child = getattr(owner, name)
        except Exception:  # a property that cannot be read yet has no state
            continue
        yield name, child


def _is_object(x: Any) -> bool:
    """Tell whether something can have state, itself or within."""
    return isinstance(x, (base("layers"), base("optimizers")))


def _is_stack(x: Any) -> bool:
    return isinstance(x, base("models")) and _kind(x).__name__ == "Sequential"


def _kind(owner: Any) -> type:
    """Return the class of deepkit whose attributes say nothing about a subclass of it."""
    if isinstance(owner, base("models")):
        return next(c for c in type(owner).__mro__ if c.__name__ in ("Sequential", "Model"))
    return base("layers") if isinstance(owner, base("layers")) else base("optimizers")


@functools.cache
def _attributes_of_base(kind: Any) -> frozenset[str]:
    """Return the attributes that every object of a kind has."""
    bare = kind(0.0, name="bare") if kind is base("optimizers") else kind(name="bare")
    return frozenset(dir(bare)) - _WALKED
