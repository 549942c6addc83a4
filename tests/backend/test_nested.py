"""Structures as Keras's users see them, side by side with Keras."""

from collections import OrderedDict, defaultdict, deque, namedtuple

import numpy as np
import pytest

from deepkit import tree

Point = namedtuple("Point", "x y")
STRUCTURES = [
    1,
    None,
    [],
    [1, [2, None], (3,)],
    {"b": [1, None], "a": Point(1, (2,))},
    OrderedDict([("b", 1), ("a", {"z": 2, "y": ()})]),
    defaultdict(list, {"b": 1, "a": 2}),
    (np.ones(2), "text", {1, 2}),
    deque([1, [2]]),
]


@pytest.fixture(scope="module")
def peer():
    """Return Keras's functions on structures."""
    return pytest.importorskip("keras").tree


def same(a, b):
    """Tell whether two results are equal to the type of their containers."""
    return repr(a) == repr(b) and type(a) is type(b)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_leaves_and_their_places_are_those_of_keras(structure, peer):
    assert same(tree.flatten(structure), peer.flatten(structure))
    assert same(tree.flatten_with_path(structure), peer.flatten_with_path(structure))
    assert tree.is_nested(structure) == peer.is_nested(structure)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_containers_are_rebuilt_as_keras_does(structure, peer):
    count = len(tree.flatten(structure))
    for module in (tree, peer):
        module.assert_same_structure(structure, structure)
    assert same(tree.map_structure(str, structure), peer.map_structure(str, structure))
    packed = tree.pack_sequence_as(structure, range(count))
    assert same(packed, peer.pack_sequence_as(structure, list(range(count))))
    assert same(tree.lists_to_tuples(structure), peer.lists_to_tuples(structure))


def test_keys_of_several_types_keep_their_own_order():
    assert tree.flatten({"a": 1, 2: 3}) == [1, 3]


def test_none_is_a_leaf_unless_told_otherwise():
    assert tree.map_structure(str, [None, 1]) == ["None", "1"]
    assert tree.map_structure(str, [None, 1], none_is_leaf=False) == [None, "1"]


def test_functions_of_several_structures_need_equal_ones():
    assert tree.map_structure(lambda x, y: x * y, [2, (3,)], [4, (5,)]) == [8, (15,)]
    with pytest.raises(ValueError, match="got a tuple where a list is expected"):
        tree.map_structure(lambda x, y: x, [1], (1,))
    with pytest.raises(ValueError, match="`map_structure` needs at least one structure"):
        tree.map_structure(str)


UNEQUAL = [
    ([1, 2], (1, 2)),
    ([1, [2]], [1, 2]),
    ([1, 2], [1, [2]]),
    ({"a": 1}, {"b": 1}),
    ([1], [1, 2]),
    (Point(1, 2), (1, 2)),
]


@pytest.mark.parametrize(("a", "b"), UNEQUAL)
def test_structures_differ_where_they_do_in_keras(a, b, peer):
    for module in (tree, peer):
        with pytest.raises(ValueError, match=r"differ|[Ee]xpected|mismatch|don't"):
            module.assert_same_structure(a, b)


@pytest.mark.parametrize(
    ("a", "b"), [(1, None), ([1, None], [None, 2]), (OrderedDict(a=1), {"a": 2})]
)
def test_structures_agree_where_they_do_in_keras(a, b, peer):
    for module in (tree, peer):
        module.assert_same_structure(a, b)


def test_the_difference_is_named():
    with pytest.raises(ValueError, match=r"got the places \['b'\], expected \['a'\]"):
        tree.assert_same_structure({"a": 1}, {"b": 1})
    with pytest.raises(ValueError, match="got a list where a int is expected"):
        tree.assert_same_structure(1, [1])


def test_equal_places_are_enough_for_equal_paths():
    tree.assert_same_paths([1, 2], (3, 4))
    with pytest.raises(ValueError, match=r"leaves at \[\(1,\)\] in the first only, at \[\] in the"):
        tree.assert_same_paths([1, 2], (3,))


UP_TO = [
    ([1, 2], ([[1, 2], {"a": 3}], [5, 6])),
    ({"a": 1}, ({"a": [1, 2]},)),
    (1, ([1, 2],)),
    ([1, (2, 3)], ([[0], ([1], {"b": 2})],)),
]


@pytest.mark.parametrize(("shallow", "structures"), UP_TO)
def test_parts_below_a_shallow_structure_are_taken_whole(shallow, structures, peer):
    ours = tree.map_structure_up_to(shallow, lambda *parts: parts, *structures)
    assert same(ours, peer.map_structure_up_to(shallow, lambda *parts: parts, *structures))


@pytest.mark.parametrize(
    ("shallow", "deep"), [([1, 2], [1]), ([1, 2], (1, 2)), ({"a": 1}, {"b": 1})]
)
def test_a_structure_must_be_as_deep_as_the_shallow_one(shallow, deep):
    with pytest.raises(ValueError, match="The structures differ"):
        tree.map_structure_up_to(shallow, lambda part: part, deep)


def test_a_shallow_structure_alone_is_not_enough():
    with pytest.raises(ValueError, match="`map_structure_up_to` needs at least one structure"):
        tree.map_structure_up_to([1], str)


@pytest.mark.parametrize("values", [[1], [1, 2, 3]])
def test_as_many_values_as_leaves(values):
    with pytest.raises(ValueError, match=rf"The structure has 2 leaves, got {len(values)} values"):
        tree.pack_sequence_as([0, (0,)], values)


def test_values_must_be_a_sequence():
    with pytest.raises(TypeError, match="not iterable"):
        tree.pack_sequence_as([0], 4)


def ten_times(part):
    return part * 10 if isinstance(part, int) else None


def as_tuple(part):
    return tuple(part) if isinstance(part, list) else None


def without_ones(module):
    return lambda part: module.MAP_TO_NONE if part == 1 else None


@pytest.mark.parametrize("top_down", [True, False])
@pytest.mark.parametrize("func", [ten_times, as_tuple, lambda part: None])
def test_parts_are_replaced_in_the_order_of_keras(func, top_down, peer):
    structure = [1, ([2, [3]], {"a": [4, None]})]
    ours = tree.traverse(func, structure, top_down)
    assert same(ours, peer.traverse(func, structure, top_down))


def test_a_part_can_be_replaced_by_none(peer):
    for module in (tree, peer):
        assert module.traverse(without_ones(module), [1, (2, 1)]) == [None, (2, None)]


@pytest.mark.parametrize(
    "shapes", [[(1, None), {"a": [3, 4]}, (None,)], (None, 3), [(1, 2), (3,)], (), None, [1, 2]]
)
def test_shapes_count_as_leaves(shapes, peer):
    ours = tree.map_shape_structure(lambda shape: ("shape", shape), shapes)
    assert same(ours, peer.map_shape_structure(lambda shape: ("shape", shape), shapes))
