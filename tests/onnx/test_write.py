"""Models as ONNX files: `Model.export(path, format="onnx")`."""

import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
import pytest
from onnxruntime.quantization import QuantType, quantize_dynamic

import deepkit
from deepkit import layers, ops
from deepkit.errors import DataError, NotBuiltError, SavingError
from deepkit.onnx import IR_VERSION, OPSET
from deepkit.onnx import _write as room

X = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")


def small():
    x = deepkit.Input((4,), name="x")
    y = layers.Dense(8, activation="relu", name="hidden")(x)
    return deepkit.Model(x, layers.Dense(2, activation="softmax", name="classes")(y))


def predict(path, **inputs):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return dict(
        zip([o.name for o in session.get_outputs()], session.run(None, inputs), strict=True)
    )


def test_a_file_gives_what_the_model_gives(tmp_path):
    model = small()
    report = model.export(tmp_path / "m.onnx", format="onnx")
    found = predict(tmp_path / "m.onnx", x=X)
    np.testing.assert_allclose(found["classes"], model.predict(X, verbose=0), atol=1e-6)
    assert report.path == tmp_path / "m.onnx"
    assert report.nodes == {"MatMul": 2, "Add": 2, "Relu": 1, "Softmax": 1}
    assert report.difference < 1e-6


def test_an_output_may_be_called_as_one_that_nothing_reads(tmp_path):
    x = deepkit.Input((None, 3), name="x")
    model = deepkit.Model(x, layers.LSTM(2, name="lstm")(x))  # its node has a further output
    model.export(tmp_path / "m.onnx")
    assert list(predict(tmp_path / "m.onnx", x=np.ones((2, 5, 3), "float32"))) == ["lstm"]


def test_versions_are_those_that_runtimes_read(tmp_path):
    small().export(tmp_path / "m.onnx", format="onnx")
    model = onnx.load(tmp_path / "m.onnx")
    assert (model.ir_version, model.opset_import[0].version) == (IR_VERSION, OPSET) == (10, 21)
    assert model.producer_name == "deepkit"


def test_the_batch_stays_open_and_names_are_the_model_s(tmp_path):
    small().export(tmp_path / "m.onnx", format="onnx")
    graph = onnx.load(tmp_path / "m.onnx").graph
    assert graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"
    assert {each.name for each in graph.initializer} >= {"hidden/kernel", "classes/bias"}


def test_several_inputs_and_outputs_have_names(tmp_path):
    a, b = deepkit.Input((4,), name="a"), deepkit.Input((4,), name="b")
    model = deepkit.Model([a, b], {"sum": a + b, "product": layers.Multiply()([a, b])})
    model.export(tmp_path / "m.onnx", format="onnx")
    found = predict(tmp_path / "m.onnx", a=X, b=X)
    np.testing.assert_allclose(found["sum"], 2 * X)
    np.testing.assert_allclose(found["product"], X * X)


def test_outputs_have_their_names_whatever_is_called_so_within(tmp_path):
    x = deepkit.Input((4,), name="x")
    y = layers.Dense(2, name="dense")(layers.ReLU(name="first")(x))
    model = deepkit.Model(x, layers.ReLU(name="matmul")(y))
    model.export(tmp_path / "m.onnx", format="onnx")
    assert list(predict(tmp_path / "m.onnx", x=X)) == ["matmul"]


def test_an_input_that_is_an_output_too_is_copied(tmp_path):
    x = deepkit.Input((4,), name="x")
    deepkit.Model(x, [x, layers.ReLU()(x)]).export(tmp_path / "m.onnx", format="onnx")
    assert len(predict(tmp_path / "m.onnx", x=X)) == 2


def test_int8_makes_the_file_smaller(tmp_path):
    model = deepkit.Sequential(
        [deepkit.Input((64,), name="x"), layers.Dense(256, activation="relu"), layers.Dense(10)]
    )
    model.export(tmp_path / "m.onnx", format="onnx")
    small = tmp_path / "q.onnx"
    quantize_dynamic(tmp_path / "m.onnx", small, weight_type=QuantType.QInt8)
    kinds = {node.op_type for node in onnx.load(small).graph.node}
    assert "MatMulInteger" in kinds
    assert "MatMul" not in kinds
    assert (tmp_path / "m.onnx").stat().st_size > 3 * small.stat().st_size
    x = np.random.default_rng(0).normal(size=(7, 64)).astype("float32")
    [found] = predict(small, x=x).values()
    np.testing.assert_allclose(found, model.predict(x, verbose=0), atol=0.1)


def test_int8_works_on_lstms_and_convolutions(tmp_path):
    x = deepkit.Input((8, 6), name="x")
    y = layers.LSTM(16)(layers.Conv1D(12, 3, activation="relu")(x))
    model = deepkit.Model(x, layers.Dense(3)(y))
    model.export(tmp_path / "m.onnx", format="onnx")
    quantize_dynamic(tmp_path / "m.onnx", tmp_path / "q.onnx", weight_type=QuantType.QInt8)
    kinds = {node.op_type for node in onnx.load(tmp_path / "q.onnx").graph.node}
    assert "DynamicQuantizeLSTM" in kinds
    rows = np.random.default_rng(0).normal(size=(3, 8, 6)).astype("float32")
    [found] = predict(tmp_path / "q.onnx", x=rows).values()
    np.testing.assert_allclose(found, model.predict(rows, verbose=0), atol=0.1)


def test_int8_works_on_attention(tmp_path):
    x = deepkit.Input((7, 16), name="x")
    y = layers.LayerNormalization()(layers.MultiHeadAttention(2, 8)(x, x) + x)
    model = deepkit.Model(x, layers.Dense(3)(y))
    model.export(tmp_path / "m.onnx")
    quantize_dynamic(tmp_path / "m.onnx", tmp_path / "q.onnx", weight_type=QuantType.QInt8)
    kinds = [node.op_type for node in onnx.load(tmp_path / "q.onnx").graph.node]
    assert kinds.count("MatMulInteger") == 5  # query, key, value, output, dense
    rows = np.random.default_rng(0).normal(size=(3, 7, 16)).astype("float32")
    [found] = predict(tmp_path / "q.onnx", x=rows).values()
    np.testing.assert_allclose(found, model.predict(rows, verbose=0), atol=0.1)


class Branching(deepkit.Model):
    """A model that treats a single row in another way."""

    def call(self, x):
        return x * 2 if x.shape[0] == 1 else x * 3


def test_a_branch_on_the_number_of_rows_is_caught(tmp_path):
    model = Branching()
    model(X)
    with pytest.raises(SavingError, match="A branch in Python on the number of rows"):
        model.export(tmp_path / "m.onnx", format="onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_asks_for_an_open_size_is_explained(tmp_path):
    x = deepkit.Input((None, 4))
    model = deepkit.Model(x, layers.Dense(2)(x))
    model.call = lambda inputs, training=None: inputs[:, : int(inputs.shape[1])]
    with pytest.raises(Exception, match="int") as caught:
        model.export(tmp_path / "m.onnx", format="onnx")
    assert any("give `input_signature`" in note for note in caught.value.__notes__)


def test_a_subclass_takes_a_signature(tmp_path):
    class Own(deepkit.Model):
        def call(self, x):
            return ops.sum(x, axis=-1)

    model = Own()
    model(X)
    model.export(tmp_path / "m.onnx", format="onnx", input_signature=[np.ones((1, 4), "float32")])
    [found] = predict(tmp_path / "m.onnx", inputs=X).values()
    np.testing.assert_allclose(found, X.sum(-1), rtol=1e-5)


def test_examples_of_a_user_are_compared(tmp_path):
    x = deepkit.Input((2,), dtype="int32", name="x")
    model = deepkit.Model(x, layers.Embedding(9, 3)(x))
    ids = np.array([[7, 8]])
    for examples in (ids, [ids], {"x": ids}):
        report = model.export(tmp_path / "m.onnx", format="onnx", examples=examples)
        assert report.difference == 0


def of_ids_and_numbers():
    a, b = deepkit.Input((2,), dtype="int32", name="a"), deepkit.Input((3,), name="b")
    return deepkit.Model(
        [a, b], layers.Concatenate()([layers.Flatten()(layers.Embedding(9, 1)(a)), b])
    )


A, B = np.array([[7, 8], [0, 1]]), np.ones((2, 3), "float32")
WRONG = {
    "missing": ({"a": A}, "Input 'b' is missing"),
    "too few": ([A], "Input 'b' is missing"),
    "too many": ([A, B, B], "got 3 inputs"),
    "unknown": ({"a": A, "b": B, "c": B}, "There is no input 'c'"),
    "rows": ([A, B[:1]], "'a' has 2, 'b' has 1"),
    "floats": ([A + 0.7, B], "Input 'a' must be int32, got float64"),
    "shape": ([A, B[:, :2]], r"Input 'b' must have the shape \[None, 3\]"),
}


@pytest.mark.parametrize("name", WRONG)
def test_examples_that_do_not_fit_are_refused(name, tmp_path):
    examples, told = WRONG[name]
    with pytest.raises(DataError, match=told):
        of_ids_and_numbers().export(tmp_path / "m.onnx", examples=examples)
    assert list(tmp_path.iterdir()) == []


def test_half_precision_may_round_more(tmp_path):
    model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(9, dtype="mixed_bfloat16")])
    report = model.export(tmp_path / "m.onnx", format="onnx")
    assert 1e-4 < report.difference < 2e-2
    with pytest.raises(SavingError, match="more than `tolerance` = 1"):
        model.export(tmp_path / "m.onnx", format="onnx", tolerance=1e-4)


@pytest.mark.parametrize(
    "layer",
    [
        layers.TimeDistributed(layers.Dense(9, dtype="bfloat16")),
        layers.Bidirectional(layers.GRU(3, activation="elu", dtype="bfloat16")),
    ],
)
def test_half_precision_within_a_layer_may_round_more(layer, tmp_path):
    model = deepkit.Sequential([deepkit.Input((5, 4)), layer, layers.Activation("tanh")])
    assert 1e-4 < model.export(tmp_path / "m.onnx").difference < 2e-2


def test_a_file_is_not_replaced_if_it_must_not_be(tmp_path):
    (tmp_path / "m.onnx").write_text("mine")
    with pytest.raises(SavingError, match="exists already"):
        small().export(tmp_path / "m.onnx", format="onnx", overwrite=False)
    assert (tmp_path / "m.onnx").read_text() == "mine"


@pytest.mark.parametrize("content", [b"mine", b"import numpy\n", b"{}", b"\x08\x0a", b"a,b\n1,2\n"])
def test_what_is_no_onnx_file_is_not_replaced(content, tmp_path):
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(SavingError, match="is there already, and is no ONNX file"):
        small().export(tmp_path / "m.onnx")
    assert (tmp_path / "m.onnx").read_bytes() == content


def test_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "m.onnx").mkdir()
    with pytest.raises(SavingError, match="is there already, and is no ONNX file"):
        small().export(tmp_path / "m.onnx")


def test_an_older_file_and_an_empty_one_give_way(tmp_path):
    (tmp_path / "m.onnx").touch()
    for _ in range(2):
        small().export(tmp_path / "m.onnx")
        assert list(predict(tmp_path / "m.onnx", x=X)) == ["classes"]


def test_a_difference_beyond_the_tolerance_leaves_no_file(tmp_path):
    with pytest.raises(SavingError, match="`tolerance` = -1"):
        small().export(tmp_path / "m.onnx", format="onnx", tolerance=-1.0)
    assert list(tmp_path.iterdir()) == []


def test_large_weights_lie_beside_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_LARGEST", 1000)
    model = deepkit.Sequential([deepkit.Input((40,), name="x"), layers.Dense(40)])
    model.export(tmp_path / "m.onnx", format="onnx")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["m.onnx", "m.onnx.data"]
    [found] = predict(tmp_path / "m.onnx", x=np.ones((2, 40), "float32")).values()
    assert found.shape == (2, 40)


def large():
    return deepkit.Sequential([deepkit.Input((40,), name="x"), layers.Dense(40)])


@pytest.mark.parametrize("content", [b"mine", b"\x00" * 6400])
@pytest.mark.parametrize("older", [False, True])
def test_what_is_no_part_of_a_file_is_not_replaced_by_its_weights(
    content, older, tmp_path, monkeypatch
):
    monkeypatch.setattr(room, "_LARGEST", 1000)
    if older:
        small().export(tmp_path / "m.onnx")  # which is not so large
    (tmp_path / "m.onnx.data").write_bytes(content)
    with pytest.raises(SavingError, match=r"m.onnx.data, where large.*no part of the ONNX file"):
        large().export(tmp_path / "m.onnx")
    assert (tmp_path / "m.onnx.data").read_bytes() == content
    assert (tmp_path / "m.onnx").exists() == older


def test_a_folder_is_not_replaced_by_weights(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_LARGEST", 1000)
    (tmp_path / "m.onnx.data").mkdir()
    with pytest.raises(SavingError, match="is there already, and no part of"):
        large().export(tmp_path / "m.onnx")


def test_weights_are_not_replaced_if_nothing_must_be(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_LARGEST", 1000)
    (tmp_path / "m.onnx.data").touch()
    with pytest.raises(SavingError, match="is there already"):
        large().export(tmp_path / "m.onnx", overwrite=False)


def test_weights_of_an_older_file_and_an_empty_one_give_way(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_LARGEST", 1000)
    (tmp_path / "m.onnx.data").touch()
    for _ in range(2):
        model = large()
        model.export(tmp_path / "m.onnx")
        [found] = predict(tmp_path / "m.onnx", x=np.ones((2, 40), "float32")).values()
        expected = model.predict(np.ones((2, 40), "float32"), verbose=0)
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_weights_that_are_no_longer_beside_a_file_are_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_LARGEST", 1000)
    large().export(tmp_path / "m.onnx")
    small().export(tmp_path / "m.onnx")
    assert [file.name for file in tmp_path.iterdir()] == ["m.onnx"]


def test_a_model_without_weights_is_refused(tmp_path):
    with pytest.raises(NotBuiltError, match="has no weights yet"):
        deepkit.Sequential([layers.Dense(2)]).export(tmp_path / "m.onnx", format="onnx")


def test_a_file_holds_one_function(tmp_path):
    model = small()
    with pytest.raises(ValueError, match="a file holds one function"):
        model.export(tmp_path / "m.onnx", format="onnx", signatures={"other": model})


def test_without_onnx_the_cure_is_told():
    code = (
        "import sys; sys.modules['onnx'] = None\n"
        "import deepkit\n"
        "model = deepkit.Sequential([deepkit.Input((2,)), deepkit.layers.Dense(1)])\n"
        "try: model.export('never.onnx', format='onnx')\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install deepkit[onnx]" in done.stdout
