"""Structures of values: lists, tuples and dicts, nested."""

from collections.abc import Callable
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


def is_nested(x: Any) -> bool:
    """Tell whether `x` is a structure rather than a leaf.

    Args:
        x: anything.
    """
    return not jax.tree_util.all_leaves([x], is_leaf=_is_none)
