"""Structures as deepkit's own code walks them."""

from collections import OrderedDict
from typing import Any, NamedTuple

import jax
import pytest

from deepkit.backend import as_written, is_nested, keep_order, leaves, map_structure, unflatten

TREE = {"b": [1, None], "a": (2, ())}


def test_leaves_come_in_the_order_of_sorted_keys():
    assert leaves(TREE) == [2, 1]
    assert leaves(TREE, none_is_leaf=True) == [2, 1, None]


def test_a_function_is_applied_to_the_leaves_of_several():
    assert map_structure(lambda x, y: x + y, {"a": [1]}, {"a": [10]}) == {"a": [11]}
    assert map_structure(str, [1, None]) == ["1", None]
    assert map_structure(str, [1, None], none_is_leaf=True) == ["1", "None"]


def test_values_are_put_into_a_structure():
    assert unflatten(TREE, [20, 10]) == {"b": [10, None], "a": (20, ())}
    assert unflatten(TREE, [20, 10, 0], none_is_leaf=True) == {"b": [10, 0], "a": (20, ())}


def test_as_many_values_as_leaves():
    with pytest.raises(ValueError, match="leaves"):
        unflatten(TREE, [1])


def test_containers_are_nested_and_leaves_are_not():
    assert all(map(is_nested, [[], (), {}, [1], {"a": 1}]))
    assert not any(map(is_nested, [1, None, "ab"]))


class Pair(NamedTuple):
    """A tuple with names."""

    first: Any
    second: Any


WRITTEN = {"z": 1, "a": [{"q": 2, "b": (3,)}, Pair({"y": 4, "x": 5}, None)], 7: {}}


@pytest.mark.parametrize("program", [lambda tree: tree, jax.jit], ids=["eager", "compiled"])
def test_dicts_come_back_as_they_were_written(program):
    through = program(lambda tree: map_structure(lambda x: x * 2, tree))
    found = as_written(through(keep_order(WRITTEN)))
    assert list(found) == ["z", "a", 7]
    assert list(found["a"][0]) == ["q", "b"]
    assert list(found["a"][1].first) == ["y", "x"]
    assert leaves(keep_order(found)) == [2, 4, 6, 8, 10]


def test_what_is_no_plain_structure_is_left_alone():
    ordered = OrderedDict(b=1, a=2)
    assert as_written(keep_order([ordered, None, "x"])) == [ordered, None, "x"]
