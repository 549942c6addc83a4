"""Walk nested lists, tuples and dicts of arrays; None is an empty place and stays one."""

from collections.abc import Callable, Mapping
from typing import TypeGuard

from deepkit.typing import Tensor


def is_dict(tree: Tensor) -> TypeGuard[Mapping[object, Tensor]]:
    """Tell whether a value names its parts."""
    return isinstance(tree, Mapping)


def is_list(tree: Tensor) -> TypeGuard[list[Tensor] | tuple[Tensor, ...]]:
    """Tell whether a value numbers its parts."""
    return isinstance(tree, list | tuple)


def is_nested(tree: Tensor) -> bool:
    """Tell whether a value is a container rather than an array."""
    return is_list(tree) or is_dict(tree)


def children(tree: Tensor, name: str) -> list[tuple[Tensor, str]]:
    """List what a container holds, each with the name a user would write for it."""
    items = tree.items() if is_dict(tree) else enumerate(tree)
    return [(value, f"{name}[{key!r}]") for key, value in items]


def rebuild(like: Tensor, values: list[Tensor]) -> Tensor:
    """Make a container of the kind of another one, with other values in the same places."""
    if is_dict(like):
        return dict(zip(like, values, strict=True))
    if hasattr(like, "_fields"):  # a namedtuple takes its values one by one
        return type(like)(*values)
    return values if isinstance(like, list) else tuple(values)


def named_map(function: Callable[[Tensor, str], Tensor], tree: Tensor, name: str) -> Tensor:
    """Apply `function(leaf, name of the leaf)` to each leaf and keep the structure."""
    if tree is None:
        return None
    if not is_nested(tree):
        return function(tree, name)
    return rebuild(tree, [named_map(function, *child) for child in children(tree, name)])


def named_leaves(tree: Tensor, name: str) -> list[tuple[Tensor, str]]:
    """List the leaves of a tree with their names."""
    if tree is None:
        return []
    if not is_nested(tree):
        return [(tree, name)]
    return [leaf for child in children(tree, name) for leaf in named_leaves(*child)]
