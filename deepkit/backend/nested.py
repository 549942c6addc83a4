"""Structures as Keras's users see them: None is a leaf like any other, containers must agree."""

import contextlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from deepkit.typing import Nested

__all__ = [
    "MAP_TO_NONE",
    "assert_same_paths",
    "assert_same_structure",
    "flatten",
    "flatten_with_path",
    "is_nested",
    "lists_to_tuples",
    "map_shape_structure",
    "map_structure",
    "map_structure_up_to",
    "pack_sequence_as",
    "traverse",
]

Path = tuple[Any, ...]


class MAP_TO_NONE:  # noqa: N801  Keras's name
    """What a function given to `traverse` returns to put None in a place."""


def is_nested(structure: Nested) -> bool:
    """Tell whether a value is a list, tuple or dict rather than a leaf.

    Args:
        structure: anything.

    Example:
        >>> from deepkit import tree
        >>> tree.is_nested([]), tree.is_nested("ab"), tree.is_nested(None)
        (True, False, False)
    """
    return isinstance(structure, (list, tuple, dict, deque))


def flatten(structure: Nested) -> list[Any]:
    """Return the leaves of a structure; those of a dict in the order of its sorted keys.

    Args:
        structure: lists, tuples and dicts, nested.

    Example:
        >>> from deepkit import tree
        >>> tree.flatten({"b": [1, None], "a": (2,)})
        [2, 1, None]
    """
    return [leaf for _, leaf in flatten_with_path(structure)]


def flatten_with_path(structure: Nested) -> list[tuple[Path, Any]]:
    """Return the leaves of a structure, each with the keys and places that lead to it.

    Args:
        structure: lists, tuples and dicts, nested.

    Example:
        >>> from deepkit import tree
        >>> tree.flatten_with_path({"a": [1, 2]})
        [(('a', 0), 1), (('a', 1), 2)]
    """
    found: list[tuple[Path, Any]] = []
    stack: list[tuple[Path, Any]] = [((), structure)]
    while stack:
        path, value = stack.pop()
        if is_nested(value):
            stack.extend(((*path, key), item) for key, item in reversed(_items(value)))
        else:
            found.append((path, value))
    return found


def map_structure(
    func: Callable[..., Any], *structures: Nested, none_is_leaf: bool = True
) -> Nested:
    """Return the first structure with `func` applied to its leaves and those of the others.

    Args:
        func: a function of as many leaves as there are structures.
        *structures: structures whose containers are the same.
        none_is_leaf: whether `func` sees None; if not, None stays None.

    Raises:
        ValueError: if the structures differ, or there is none.

    Example:
        >>> from deepkit import tree
        >>> tree.map_structure(lambda x, y: x + y, {"a": [1, 2]}, {"a": [10, 20]})
        {'a': [11, 22]}
    """
    if not structures:
        raise ValueError("`map_structure` needs at least one structure.")
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    skips = not none_is_leaf

    def apply(*leaves: Any) -> Any:
        return None if skips and leaves[0] is None else func(*leaves)

    return map_structure_up_to(structures[0], apply, *structures)


def map_structure_up_to(
    shallow_structure: Nested, func: Callable[..., Any], *structures: Nested
) -> Nested:
    """Return the shallow structure with `func` applied to what the others hold in its places.

    Args:
        shallow_structure: how deep to go.
        func: a function of as many parts as there are structures.
        *structures: structures that agree with the shallow one as far as it goes.

    Raises:
        ValueError: if one differs from the shallow structure, or there is none.

    Example:
        >>> from deepkit import tree
        >>> tree.map_structure_up_to(["x", "y"], lambda a, b: (a, b), [[1, 2], 3], ["p", "q"])
        [([1, 2], 'p'), (3, 'q')]
    """
    if not structures:
        raise ValueError("`map_structure_up_to` needs at least one structure.")
    if not is_nested(shallow_structure):
        return func(*structures)
    for structure in structures:
        _require_same_container(shallow_structure, structure)
    others = [dict(_items(structure)) for structure in structures]
    return _rebuilt(
        shallow_structure,
        {
            key: map_structure_up_to(item, func, *(other[key] for other in others))
            for key, item in _items(shallow_structure)
        },
    )


def pack_sequence_as(structure: Nested, flat_sequence: Iterable[Any]) -> Nested:
    """Return the values in a structure.

    Args:
        structure: lists, tuples and dicts, nested.
        flat_sequence: as many values as it has leaves, in the order of `flatten`.

    Raises:
        TypeError: if the values are no sequence.
        ValueError: if there are more or fewer values than leaves.

    Example:
        >>> from deepkit import tree
        >>> tree.pack_sequence_as({"b": 0, "a": [0]}, [1, 2])
        {'b': 2, 'a': [1]}
    """
    values = list(flat_sequence)
    count = len(flatten(structure))
    if len(values) != count:
        raise ValueError(f"The structure has {count} leaves, got {len(values)} values.")
    following = iter(values)

    def fill(part: Nested) -> Nested:
        if not is_nested(part):
            return next(following)
        return _rebuilt(part, {key: fill(item) for key, item in _items(part)})

    return fill(structure)


def traverse(func: Callable[[Nested], Any], structure: Nested, top_down: bool = True) -> Nested:
    """Return the structure with every part, containers too, replaced as `func` says.

    Args:
        func: a function of a part: None leaves it as it is, `MAP_TO_NONE` puts None in its place.
        structure: lists, tuples and dicts, nested.
        top_down: whether containers are seen before what is in them; what is replaced is then not
            entered.

    Example:
        >>> from deepkit import tree
        >>> tree.traverse(lambda x: tuple(x) if isinstance(x, list) else None, [[1], 2], False)
        ((1,), 2)
    """

    def inner(part: Nested) -> Nested:
        if not is_nested(part):
            return part
        return _rebuilt(part, {k: traverse(func, item, top_down) for k, item in _items(part)})

    part = structure if top_down else inner(structure)
    replaced = func(part)
    if replaced is None:
        return inner(part) if top_down else part
    return None if replaced is MAP_TO_NONE else replaced


def lists_to_tuples(structure: Nested) -> Nested:
    """Return the structure with tuples in place of its lists.

    Args:
        structure: lists, tuples and dicts, nested.

    Example:
        >>> from deepkit import tree
        >>> tree.lists_to_tuples([1, {"a": [2]}])
        (1, {'a': (2,)})
    """
    return traverse(lambda x: tuple(x) if isinstance(x, list) else None, structure, top_down=False)


def map_shape_structure(func: Callable[[Any], Any], structure: Nested) -> Nested:
    """Return the structure with `func` applied to its shapes.

    Args:
        func: a function of a shape.
        structure: shapes (lists or tuples of sizes) in lists, tuples and dicts.

    Example:
        >>> from deepkit import tree
        >>> tree.map_shape_structure(len, {"a": (None, 3), "b": [(2,)]})
        {'a': 2, 'b': [1]}
    """
    if _is_shape(structure) or not is_nested(structure):
        return func(structure)
    items = _items(structure)
    return _rebuilt(structure, {key: map_shape_structure(func, item) for key, item in items})


def assert_same_structure(a: Nested, b: Nested, check_types: Any = None) -> None:
    """Check that two structures differ in their leaves only.

    Args:
        a: a structure.
        b: another.
        check_types: accepted for Keras's sake; containers must be of the same type.

    Raises:
        ValueError: if a container is of another type, length or set of keys.

    Example:
        >>> from deepkit import tree
        >>> tree.assert_same_structure([1, (2,)], [None, (3,)])
        >>> tree.assert_same_structure([1], (1,))
        Traceback (most recent call last):
        ValueError: The structures differ: got a tuple where a list is expected.
    """
    if is_nested(a) or is_nested(b):
        _require_same_container(a, b)
        there = dict(_items(b))
        for key, item in _items(a):
            assert_same_structure(item, there[key])


def assert_same_paths(a: Nested, b: Nested) -> None:
    """Check that two structures have their leaves in the same places, whatever the containers.

    Args:
        a: a structure.
        b: another.

    Raises:
        ValueError: if one has a leaf where the other has none.

    Example:
        >>> from deepkit import tree
        >>> tree.assert_same_paths([1, 2], (3, 4))
    """
    here, there = ({path for path, _ in flatten_with_path(x)} for x in (a, b))
    if here != there:
        raise ValueError(
            f"The structures differ: leaves at {sorted(here - there, key=repr)} in the first only, "
            f"at {sorted(there - here, key=repr)} in the second only."
        )


def _items(structure: Nested) -> list[tuple[Any, Any]]:
    if not isinstance(structure, Mapping):
        return list(enumerate(structure))
    keys = list(structure)
    if not isinstance(structure, OrderedDict):
        with contextlib.suppress(TypeError):  # keys of several types have no order but their own
            keys.sort()
    return [(key, structure[key]) for key in keys]


def _rebuilt(like: Nested, items: dict[Any, Any]) -> Nested:
    """Return the items in a container of the same kind and order."""
    if isinstance(like, defaultdict):
        return defaultdict(like.default_factory, {key: items[key] for key in like})
    if isinstance(like, dict):
        return type(like)((key, items[key]) for key in like)
    values = items.values()
    return type(like)(*values) if hasattr(like, "_fields") else type(like)(values)


def _require_same_container(a: Nested, b: Nested) -> None:
    dicts = isinstance(a, dict) and isinstance(b, dict)  # of any kind
    if not dicts and (type(a) is not type(b)):
        raise ValueError(
            f"The structures differ: got a {type(b).__name__} where a {type(a).__name__} is "
            "expected."
        )
    here, there = ([key for key, _ in _items(x)] for x in (a, b))
    if set(here) != set(there):
        raise ValueError(f"The structures differ: got the places {there}, expected {here}.")


def _is_shape(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and all(size is None or isinstance(size, int) for size in x)
