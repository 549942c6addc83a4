"""Graphs: the order of Keras, on anything, as deep as one likes."""

import numpy as np
import pytest

import deepkit
from deepkit import backend
from deepkit.backend import Graph, source_inputs
from tests.backend._drawing import drawn


def names(graph):
    return [operation.name for operation in graph.operations]


def test_a_graph_computes_its_outputs_from_values():
    x, y = drawn(None, 2, name="x"), drawn(None, 2, name="y")
    graph = Graph([x, y], {"sum": x + y, "scaled": (x - y) * 2})
    result = graph.run([3.0, 1.0])
    assert {name: float(value) for name, value in result.items()} == {"sum": 4.0, "scaled": 4.0}


def test_inputs_come_in_the_structure_they_have():
    x, y = drawn(2), drawn(2)
    assert float(Graph({"b": x, "a": y}, x - y).run({"b": 5.0, "a": 2.0})) == 3


def test_a_graph_may_begin_in_the_middle_of_another():
    x = drawn(None, 2)
    middle = x * 2
    graph = Graph(middle, middle + 1)
    assert names(graph) == ["add"]
    assert float(graph.run(5.0)) == 6


def test_an_output_given_as_input_is_not_computed_again():
    x = drawn(4, 2)
    first, second = deepkit.ops.split(x, 2)
    graph = Graph([x, first], [first, second])
    given, computed = graph.run([np.ones((4, 2)), np.zeros((2, 2))])
    assert (given.sum(), computed.sum()) == (0, 4)


def test_an_input_may_be_an_output():
    x = drawn(None, 2)
    assert Graph(x, [x, x + 1]).run(1.0)[0] == 1.0


def test_each_operation_runs_once_however_often_its_result_is_used():
    x, calls = drawn(None, 2), []
    shared = x * 2
    graph = Graph(x, [shared + shared, shared])

    def call(node, args, kwargs):
        calls.append(node.name)
        return node.operation(*args, **kwargs)

    graph.run(1.0, call)
    assert calls == ["multiply", "add"]


def test_a_tensor_from_nowhere_disconnects_the_graph():
    x, stranger = drawn(None, 2), drawn(None, 2, name="stranger")
    with pytest.raises(ValueError, match="graph is disconnected: <SymbolicTensor name=stranger"):
        Graph(x, x + stranger)


def test_the_number_of_values_is_the_number_of_inputs():
    x = drawn(None, 2)
    with pytest.raises(ValueError, match="The graph has 1 inputs, got 2"):
        Graph([x], x + 1).run([1.0, 2.0])


def test_a_chain_of_two_thousand_operations_does_not_exhaust_the_stack():
    x = drawn(2)
    y = x
    for _ in range(2000):
        output = backend.SymbolicTensor(x.spec)
        y = backend.attach(deepkit.ops.negative, "negative", (y,), {}, output)
    graph = Graph(x, y)
    assert len(graph.operations) == 2001
    assert source_inputs(y) == [x]
    assert float(graph.run(3.0)) == 3


def test_the_sources_of_a_tensor_are_its_inputs_once_each():
    x, y = drawn(None, 2), drawn(None, 2)
    assert source_inputs((x + y) * x) == [x, y]
    assert source_inputs(x) == [x]


def chain(k):
    x = k.Input((4,), name="x")
    return x, k.layers.Dense(2, name="b")(k.layers.Dense(3, name="a")(x))


def shared(k):
    x, y = k.Input((4,), name="x"), k.Input((4,), name="y")
    layer = k.layers.Dense(3, name="shared")
    first, second = layer(x), layer(k.layers.Dense(4, name="before")(y))
    return [x, y], k.layers.Add(name="add")([first, second])


def skip(k):
    x = k.Input((4,), name="x")
    a = k.layers.Dense(4, name="a")(x)
    b = k.layers.Dense(4, name="b")(a)
    c = k.layers.Dense(4, name="c")(k.layers.Add(name="sum")([x, b]))
    return x, k.layers.Concatenate(name="all")([a, c, x])


def several_inputs(k):
    x, y, z = (k.Input((4,), name=name) for name in "xyz")
    deep = k.layers.Dense(4, name="d2")(k.layers.Dense(4, name="d1")(z))
    return [x, y, z], k.layers.Concatenate(name="all")([deep, k.layers.Dense(2, name="e")(y), x])


def unused_input(k):
    x, y = k.Input((4,), name="x"), k.Input((4,), name="unused")
    return [y, x], k.layers.Dense(2, name="b")(k.layers.Dense(3, name="a")(x))


def several_outputs(k):
    x = k.Input((4,), name="x")
    a = k.layers.Dense(4, name="a")(x)
    deep = k.layers.Dense(1, name="c")(k.layers.Dense(4, name="b")(a))
    return x, {"z": k.layers.Dense(1, name="head")(a), "deep": deep, "a": a}


def nested(k):
    inner_x = k.Input((4,), name="inner_x")
    inner = k.Model(inner_x, k.layers.Dense(4, name="inner_dense")(inner_x), name="inner")
    x = k.Input((4,), name="x")
    return x, k.layers.Add(name="add")([inner(k.layers.Dense(4, name="a")(x)), inner(x)])


def operations(k):
    x, y = k.Input((4,), name="x"), k.Input((4,), name="y")
    return [x, y], k.ops.sum(k.layers.Dense(4, name="a")(x * 2 + y) - x, axis=1) * 3


def layer_applied_to_itself(k):
    x = k.Input((4,), name="x")
    layer = k.layers.Dense(4, name="again")
    return x, layer(k.layers.Dense(4, name="between")(layer(x)))


TOPOLOGIES = [
    chain, shared, skip, several_inputs, unused_input, several_outputs, nested, operations,
    layer_applied_to_itself,
]  # fmt: skip


@pytest.mark.parametrize("build", TOPOLOGIES)
def test_operations_stand_in_the_order_of_keras(build):
    keras = pytest.importorskip("keras")
    keras.utils.clear_session(free_memory=False)
    peer = keras.Model(*build(keras))
    assert names(Graph(*build(deepkit))) == [operation.name for operation in peer.operations]
