"""Layers of a user's that jax2onnx writes."""

import sys
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from onnx import FunctionProto, TensorProto, helper, numpy_helper

import deepkit
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
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.functions.extend(functions)
    return model


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
    installed(lambda *args, **options: products(*args, **options, functions=[FunctionProto()]))
    with pytest.raises(SavingError, match="jax2onnx makes functions of it"):
        written(Odd(), [X])


def test_nodes_of_a_later_opset_are_refused(installed):
    def later(*args, **options):
        model = products(*args, **options)
        model.graph.node[1].op_type = "CumProd"
        return model

    installed(later)
    with pytest.raises(SavingError, match=r"'odd'.*not valid in opset 21.*CumProd"):
        written(Odd(name="odd"), [X])


def test_outputs_have_the_dtype_of_our_files(installed, tmp_path):
    def wider(*args, **options):
        model = products(*args, **options)
        model.graph.node.append(helper.make_node("Cast", ["y"], ["z"], to=TensorProto.DOUBLE))
        z = helper.make_tensor_value_info("z", TensorProto.DOUBLE, ["batch", 3])
        model.graph.output[0].CopyFrom(z)
        return model

    installed(wider)
    layer = Odd()
    agree(lambda x: layer(x) * 2, [X], tmp_path)


# --- the package itself ---------------------------------------------------------------------------


class Angle(layers.Layer):
    """A layer with an operation and a loop that deepkit does not write."""

    def build(self, shape):
        self.legs = self.add_weight((shape[-1],), "random_normal", name="legs")

    def call(self, x):
        angle = ops.arctan2(x, self.legs)
        return ops.while_loop(lambda y: ops.max(ops.abs(y)) > 1, lambda y: (y / 2,), (angle,))[0]


@pytest.fixture
def real():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the many packages that it imports
        reason = "needs pip install 'deepkit[jax2onnx]'"
        yield pytest.importorskip("jax2onnx", reason=reason, exc_type=ImportError)


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16", "mixed_bfloat16", "float16"])
def test_the_real_one_writes_a_layer_amid_others(real, dtype, tmp_path):
    ids = deepkit.Input((6,), name="x")
    x = Angle(dtype=dtype)(layers.Dense(4, activation="relu", dtype=dtype)(ids))
    x = layers.LayerNormalization(dtype=dtype)(Angle(dtype=dtype)(x))
    model = deepkit.Model(ids, layers.Dense(2, name="y")(x))
    # Compared in onnxruntime for 1, 3 and 17 rows, or there is no file.
    report = model.export(tmp_path / "model.onnx")
    assert report.nodes["Loop"] == report.nodes["Atan"] == 2


def test_the_real_one_is_given_open_inner_axes(real, tmp_path):
    texts = deepkit.Input((None, 4), name="x")
    x = Angle()(layers.Dense(4)(texts))
    model = deepkit.Model(texts, layers.GlobalMaxPooling1D()(x))
    report = model.export(tmp_path / "model.onnx")
    assert report.nodes["Loop"] == 1


def test_what_the_real_one_writes_for_later_opsets_is_named(real):
    with pytest.raises(SavingError, match=r"'odd'.*`cumprod`.*not valid in opset 21.*CumProd"):
        written(Odd(name="odd"), [X])
