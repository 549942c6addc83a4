"""Layers of a user's that jax2onnx writes."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from deepkit import layers, ops
from deepkit.errors import SavingError
from tests.onnx._running import agree, kinds, run, written

X = np.arange(1, 7, dtype="float32").reshape(2, 3)


class Odd(layers.Layer):
    """A layer with an operation that is not known."""

    def build(self, shape):
        self.factor = self.add_weight((shape[-1],), "ones", name="factor")

    def call(self, x):
        return ops.cumprod(x * self.factor, axis=1)


def products(fn, specs, model_name, opset, functions=()):
    """Stand in for jax2onnx: write running products of three numbers by hand."""
    [spec], inner = specs, helper.make_graph
    assert np.shape(fn(np.ones((2, 3), "float32"))[0]) == (2, 3)
    assert (spec.shape, spec.dtype, opset) == (("batch", 3), np.dtype("float32"), 21)
    info = helper.make_tensor_value_info
    parts = [f"x{i}" for i in range(3)]
    yes = inner([helper.make_node("Mul", ["ab", "x2"], ["abc"])], "b", [], [info("abc", 1, None)])
    nodes = [
        helper.make_node("Split", ["x"], parts, axis=1, num_outputs=3),
        helper.make_node("Mul", ["x0", "x1"], ["ab"]),
        helper.make_node("If", ["true"], ["last"], then_branch=yes, else_branch=yes),
        helper.make_node("Concat", ["x0", "ab", "last"], ["y"], axis=1),
    ]
    ends = [[info(name, TensorProto.FLOAT, ["batch", 3])] for name in ("x", "y")]
    true = numpy_helper.from_array(np.array(True), "true")
    graph = inner(nodes, model_name, *ends, initializer=[true])
    return SimpleNamespace(graph=graph, functions=functions)


@pytest.fixture
def installed(monkeypatch):
    def install(to_onnx):
        monkeypatch.setitem(sys.modules, "jax2onnx", SimpleNamespace(to_onnx=to_onnx))

    return install


def test_its_nodes_join_the_graph(installed, tmp_path):
    installed(products)
    layer = Odd()
    model = agree(lambda x: layer(layer(x) + 1), [X], tmp_path)
    assert kinds(model).count("If") == 2


def test_inputs_are_those_of_the_layer_before(installed, tmp_path):
    installed(products)
    layer = Odd()
    layer(X)
    [found] = run(written(lambda x: layer(x * 2), [X]), [X], tmp_path)
    np.testing.assert_allclose(found, np.cumprod(X * 2, axis=1))


def test_without_it_the_layer_and_the_operation_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax2onnx", None)
    with pytest.raises(SavingError, match=r"Layer 'odd' \(Odd\).*`cumprod`.*or install jax2onnx"):
        written(Odd(name="odd"), [X])


def test_what_it_fails_on_is_told(installed):
    def fails(*args, **options):
        raise ValueError("no plugin for it")

    installed(fails)
    with pytest.raises(SavingError, match=r"'odd'.*jax2onnx fails: no plugin for it"):
        written(Odd(name="odd"), [X])


def test_functions_of_its_own_are_refused(installed):
    installed(lambda *args, **options: products(*args, **options, functions=["f"]))
    with pytest.raises(SavingError, match="jax2onnx makes functions of it"):
        written(Odd(), [X])
