"""Structures are walked in their own order, keep their kind, and name their leaves."""

from collections import OrderedDict, namedtuple

from deepkit.data._structure import is_nested, named_leaves, named_map, rebuild

Pair = namedtuple("Pair", ["left", "right"])


def test_leaves_carry_the_name_a_user_would_write():
    tree = {"age": 1, "more": [2, (3, None)]}
    assert named_leaves(tree, "x") == [(1, "x['age']"), (2, "x['more'][0]"), (3, "x['more'][1][0]")]


def test_a_map_keeps_the_structure_and_empty_places():
    tree = {"a": [1, 2], "b": (3, None), "c": Pair(4, 5)}
    doubled = named_map(lambda leaf, name: 2 * leaf, tree, "x")
    assert doubled == {"a": [2, 4], "b": (6, None), "c": Pair(8, 10)}
    assert isinstance(doubled["c"], Pair)


def test_a_leaf_is_a_tree():
    assert named_map(lambda leaf, name: name, 1, "y") == "y"
    assert named_leaves(None, "y") == []


def test_any_mapping_is_rebuilt_as_a_dict():
    assert rebuild(OrderedDict(a=1), [2]) == {"a": 2}


def test_a_string_is_not_nested():
    assert not is_nested("text")
    assert is_nested(())
