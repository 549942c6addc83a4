"""Graphs that grow node by node."""

import numpy as np
import pytest

from deepkit.onnx._builder import Builder, names_used, needed_nodes, rename
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._value import Value

X = Value("x", ("batch", 3), "float32")


def relu(b, x):
    return b.add("Relu", x, shape=x.shape, dtype=x.dtype)


def test_names_are_made_once():
    b = Builder({})
    assert [b.fresh(name) for name in ("a", "a_1", "a", "a")] == ["a", "a_1", "a_2", "a_3"]


def test_equal_small_constants_are_one():
    b = Builder({})
    assert b.constant(np.array(2.0)) is b.constant(np.array(2.0))
    assert b.constant(np.array(2.0)) is not b.constant(np.array(2))


def test_one_large_array_is_one_constant_with_its_name():
    array = np.ones((10, 10))
    b = Builder({id(array): "dense/kernel"})
    assert b.constant(array) is b.constant(array)
    assert b.constant(array).name == "dense/kernel"


def test_nodes_that_nothing_needs_are_left_out():
    b = Builder({})
    used, unused = relu(b, X), relu(b, relu(b, X))
    assert needed_nodes(b.nodes, [used.name]) == b.nodes[:1]
    graph = b.graph("g", [X], [used])
    assert [node.output[0] for node in graph.node] == [used.name] != [unused.name]


def test_equal_nodes_are_one():
    b = Builder({})
    assert relu(b, X) is relu(b, X)
    assert relu(b, X) is not b.add("Relu", X, shape=X.shape, dtype=X.dtype, alpha=1)


def test_only_constants_in_use_are_in_the_file():
    b = Builder({})
    b.constant(np.ones(99))
    y = b.add("Add", X, np.ones(3, "float32"), shape=X.shape, dtype=X.dtype)
    assert [len(t.dims) for t in b.graph("g", [X], [y]).initializer] == [1]


def test_a_tensor_gets_another_name_wherever_it_stands():
    b = Builder({})
    graph = b.graph("g", [X], [relu(b, relu(b, X))])
    rename(graph, {"relu": "first", "relu_1": "last"})
    assert [list(node.output) for node in graph.node] == [["first"], ["last"]]
    assert graph.output[0].name == "last"
    assert names_used(graph.node) == {"x", "first"}


def test_known_sizes_are_a_constant():
    assert Builder({}).vector([2, 3]).tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("2*batch + 1", ["Mul", "Add"]),
        ("floordiv(batch, 2)", ["Div"]),
        ("max(batch - 1, 0)", ["Sub", "Max"]),
        ("mod(batch, 3)", ["Mod"]),
        ("-floordiv(-batch, 2)", ["Neg", "Mod", "Sub", "Div", "Neg"]),
    ],
)
def test_sizes_are_computed_from_those_of_open_axes(text, ops):
    b = Builder({})
    b.sizes["batch"] = Value("n", (1,), "int64")
    b.size(text)
    assert [node.op_type for node in b.nodes] == ops


def test_a_graph_within_asks_the_one_around_it_for_sizes():
    b = Builder({})
    b.sizes["batch"] = Value("n", (1,), "int64")
    assert Builder({}, b).size("batch").name == "n"


def test_other_sizes_are_not_known():
    with pytest.raises(UnsupportedError, match="the size non_negative"):
        Builder({}).size("non_negative(batch)")
