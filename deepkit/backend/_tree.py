"""Structures of values: lists, tuples and dicts, nested."""

from collections.abc import Callable, Iterable
from typing import Any

import jax


def _is_none(x: Any) -> bool:
    return x is None


def map_structure(fn: Callable[..., Any], *trees: Any, none_is_leaf: bool = False) -> Any:
    """Return the structure with `fn` applied to its leaves.

    Args:
        fn: a function of as many leaves as there are structures.
        *trees: structures; the first one's shape is that of the result.
        none_is_leaf: whether `fn` sees None, or None is an empty structure.
    """
    return jax.tree.map(fn, *trees, is_leaf=_is_none if none_is_leaf else None)


def leaves(tree: Any, *, none_is_leaf: bool = False) -> list[Any]:
    """Return the leaves of a structure; those of a dict in the order of its sorted keys.

    Args:
        tree: a structure.
        none_is_leaf: whether None counts as a leaf.
    """
    return jax.tree.leaves(tree, is_leaf=_is_none if none_is_leaf else None)


def unflatten(like: Any, values: Any, *, none_is_leaf: bool = False) -> Any:
    """Return the values in the structure of `like`.

    Args:
        like: a structure.
        values: as many leaves, in the order of `leaves`.
        none_is_leaf: whether None counts as a leaf of `like`.

    Raises:
        ValueError: if there are not as many values as leaves.
    """
    structure = jax.tree.structure(like, is_leaf=_is_none if none_is_leaf else None)
    return jax.tree.unflatten(structure, values)


@jax.tree_util.register_pytree_node_class
class _Ordered:
    """A dict that JAX leaves in the order of its keys."""

    def __init__(self, values: dict[Any, Any]) -> None:
        self.values = values

    def tree_flatten(self) -> tuple[list[Any], tuple[Any, ...]]:
        return list(self.values.values()), tuple(self.values)

    @classmethod
    def tree_unflatten(cls, keys: tuple[Any, ...], values: Iterable[Any]) -> "_Ordered":
        return cls(dict(zip(keys, values, strict=True)))


def keep_order(tree: Any) -> Any:
    """Return a structure whose dicts come back from JAX as they are written, not sorted by key.

    Only `as_written` looks into them again.

    Args:
        tree: a structure.
    """
    if type(tree) is dict:
        return _Ordered({key: keep_order(value) for key, value in tree.items()})
    return _within(keep_order, tree)


def as_written(tree: Any) -> Any:
    """Return the structure that `keep_order` was given, with the leaves it now has.

    Args:
        tree: what `keep_order` returned, or JAX made of it.
    """
    if isinstance(tree, _Ordered):
        return {key: as_written(value) for key, value in tree.values.items()}
    return _within(as_written, tree)


def _within(fn: Callable[[Any], Any], tree: Any) -> Any:
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*map(fn, tree))
    return type(tree)(map(fn, tree)) if type(tree) in (list, tuple) else tree


def is_nested(x: Any) -> bool:
    """Tell whether `x` is a structure rather than a leaf.

    Args:
        x: anything.
    """
    return not jax.tree_util.all_leaves([x], is_leaf=_is_none)
