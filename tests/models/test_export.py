"""What of a model is exported."""

import numpy as np
import pytest

import deepkit
from deepkit import export, layers, ops
from deepkit.errors import DataError, NotBuiltError
from deepkit.export import Endpoint, TensorSpec
from deepkit.export._tensor_file import read_tensors
from tests.export._models import branching, called, dense, numbers

X = numbers(3)


def test_what_a_drawn_model_takes_and_gives_is_called_as_its_inputs_and_last_layers(tmp_path):
    branching().export(tmp_path / "m")
    signature = export.load(tmp_path / "m").signature()
    assert (list(signature.inputs), list(signature.outputs)) == (["a", "b"], ["p", "q"])
    assert signature.inputs["b"] == TensorSpec("b", (None, 3), "float32")


def test_a_dict_of_inputs_is_called_by_its_keys(tmp_path):
    u, v = deepkit.Input((4,), name="x"), deepkit.Input((4,), name="y")
    model = deepkit.Model({"v": v, "u": u}, {"sum": layers.Add()([u, v])})
    model.export(tmp_path / "m")
    found = export.load(tmp_path / "m")({"u": X, "v": 2 * X})
    np.testing.assert_allclose(found["sum"], 3 * X, rtol=1e-6)


def test_outputs_of_one_layer_are_numbered(tmp_path):
    x = deepkit.Input((4,))
    layer = layers.Dense(2, name="d")
    deepkit.Model(x, [layer(x), layer(2 * x)]).export(tmp_path / "m")
    assert list(export.load(tmp_path / "m").signature().outputs) == ["d_0", "d_1"]


def test_a_stack_without_an_input_is_exported_once_it_is_built(tmp_path):
    model = deepkit.Sequential([layers.Dense(2)])
    with pytest.raises(NotBuiltError, match=r"has no weights yet. Call it on data, or `build` it"):
        model.export(tmp_path / "m")
    expected = model.predict(X, verbose=0)
    model.export(tmp_path / "m")
    np.testing.assert_allclose(export.load(tmp_path / "m").predict(X), expected, atol=1e-6)


def test_a_subclass_takes_what_it_was_built_for(tmp_path):
    model = called(lambda y, x: [y, x], rows=7)
    model.export(tmp_path / "m")
    signature = export.load(tmp_path / "m").signature()
    assert signature.inputs == {"inputs": TensorSpec("inputs", (None, 4), "float32")}
    assert list(signature.outputs) == ["output_0", "output_1"]


class OfParts(deepkit.Model):
    """A model that takes a dict."""

    def call(self, parts):
        return parts["a"] + ops.cast(parts["b"], "float32")


def test_a_subclass_may_be_told_what_it_takes(tmp_path):
    model = OfParts()
    model({"a": X, "b": np.ones((3, 1), "int32")})
    told = {"a": (None, 4), "b": deepkit.InputSpec(shape=(None, 1), dtype="int32")}
    model.export(tmp_path / "m", input_signature=told)
    found = export.load(tmp_path / "m").predict({"b": [[1]] * 3, "a": X})
    np.testing.assert_allclose(found, X + 1, rtol=1e-6)


def test_a_subclass_of_a_dict_takes_the_shapes_it_was_built_for(tmp_path):
    model = OfParts()
    model({"a": X, "b": np.ones((3, 1), "int32")})
    model.export(tmp_path / "m")
    assert list(export.load(tmp_path / "m").signature().inputs) == ["a", "b"]


class OfPair(deepkit.Model):
    """A model that takes two arguments."""

    def call(self, a, b=None):
        return a + b


def test_where_nothing_tells_what_is_taken_the_cure_is_named(tmp_path):
    model = OfPair()
    model(X, b=X)
    with pytest.raises(ValueError, match=r"Nothing tells what model .* takes. Give `input_sig"):
        model.export(tmp_path / "m")


def test_more_functions_are_exported_beside_the_call(tmp_path):
    model = dense()
    inner = deepkit.Model(model.input, model.get_layer("hidden").output)
    offset = layers.Dense(1)
    told = {
        "embed": inner,
        "double": lambda x: {"doubled": 2 * model(x)},
        "wide": (lambda x: ops.sum(x, axis=1), [(None, 9)]),
        "own": Endpoint(lambda x: offset(x), [TensorSpec("z", (None, 4), "float32")], ["one"]),
    }
    model.export(tmp_path / "m", signatures=told)
    served = export.load(tmp_path / "m").signatures
    expected = model.predict(X, verbose=0)
    np.testing.assert_allclose(served["serving_default"](X)["score"], expected, atol=1e-6)
    np.testing.assert_allclose(served["double"](x=X)["doubled"], 2 * expected, atol=1e-6)
    np.testing.assert_allclose(served["embed"](X)["hidden"], inner.predict(X, verbose=0), atol=1e-6)
    assert served["wide"](np.ones((2, 9)))["outputs"].tolist() == [9, 9]
    np.testing.assert_allclose(served["own"](z=X)["one"], offset(X), atol=1e-6)


@pytest.mark.parametrize("of_own", [False, True])
def test_the_architecture_is_that_of_what_is_served(of_own, tmp_path):
    model = dense()
    told = {"serving_default": model if of_own else lambda x: {"doubled": 2 * model(x)}}
    model.export(tmp_path / "m", signatures=told)
    assert (export.open_manifest(tmp_path / "m").architecture is not None) is of_own


def test_examples_are_those_of_the_signature_in_the_place_of_the_own(tmp_path):
    wide = (lambda x: ops.sum(x, axis=1), [(None, 9)])
    rows = numbers(5, 9)
    dense().export(tmp_path / "m", signatures={"serving_default": wide}, examples=rows)
    golden = np.fromfile(tmp_path / "m/golden/serving_default.safetensors", np.uint8)
    np.testing.assert_array_equal(read_tensors(golden, "golden")["inputs/inputs"], rows[:3])


def test_a_signature_that_is_no_function_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`signatures` must hold functions, models, or pairs"):
        dense().export(tmp_path / "m", signatures={"bad": 3})


def test_another_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`format` must be one of 'deepkit', 'onnx', got 'tf'"):
        dense().export(tmp_path / "m", format="tf")


def test_layers_and_the_architecture_are_told(tmp_path):
    dense().export(tmp_path / "m")
    about = export.open_manifest(tmp_path / "m").about
    assert about["layers"][1] == {"name": "hidden", "class": "Dense", "parameters": 320}


def test_a_model_that_no_file_can_describe_is_exported_without_architecture(tmp_path):
    x = deepkit.Input((4,))
    model = deepkit.Model(x, layers.Activation(lambda x: x * 2)(x))
    model.export(tmp_path / "m")
    served = export.load(tmp_path / "m")
    np.testing.assert_allclose(served.predict(X), 2 * X)


def test_a_drawn_model_may_be_told_by_name_what_it_takes(tmp_path):
    told = {"b": deepkit.InputSpec(shape=(5, 3)), "a": (5, 4)}
    branching().export(tmp_path / "m", input_signature=told)
    inputs = export.load(tmp_path / "m").signature().inputs
    assert {name: spec.shape for name, spec in inputs.items()} == {"a": (5, 4), "b": (5, 3)}


class OfIds(deepkit.Model):
    """A model that looks up ids."""

    def __init__(self, **base):
        super().__init__(**base)
        self.table = layers.Embedding(50, 2)

    def call(self, ids):
        return self.table(ids)


IDS = np.array([[49, 7, 0], [1, 2, 3]])


def of_ids(ids=IDS):
    model = OfIds()
    model(ids)
    return model


@pytest.mark.parametrize("ids", [IDS, IDS.astype("int32"), IDS.tolist()])
def test_a_subclass_takes_ids_if_it_was_called_on_ids(ids, tmp_path):
    model = of_ids(ids)
    model.export(tmp_path / "m")
    served = export.load(tmp_path / "m")
    assert served.signature().inputs == {"inputs": TensorSpec("inputs", (None, 3), "int32")}
    np.testing.assert_allclose(served.predict(IDS), np.asarray(model.table.embeddings)[IDS])
    with pytest.raises(DataError, match="Input 'inputs' must be int32, got float64"):
        served.predict([[49.7, 1.0, 0.0]])


def test_a_loaded_subclass_still_knows_that_it_takes_ids(tmp_path):
    of_ids().save(tmp_path / "m.keras")
    told = {"OfIds": OfIds}
    again = deepkit.models.load_model(tmp_path / "m.keras", custom_objects=told)
    again.export(tmp_path / "m")
    assert export.load(tmp_path / "m").signature().inputs["inputs"].dtype == "int32"


def test_a_dict_of_ids_and_numbers_keeps_both_dtypes(tmp_path):
    model = OfParts()
    model({"a": X.astype("float64"), "b": np.ones((3, 1), "uint8")})
    model.export(tmp_path / "m")
    inputs = export.load(tmp_path / "m").signature().inputs
    assert [spec.dtype for spec in inputs.values()] == ["float32", "uint8"]


def test_a_subclass_of_ids_that_was_built_for_a_shape_asks_for_their_dtype(tmp_path):
    model = OfIds()
    model.build((None, 3))
    with pytest.raises(
        ValueError, match=r"Nothing tells the dtypes .* Give `input_signature`.*int32"
    ):
        model.export(tmp_path / "m")
    model.export(tmp_path / "m", input_signature=[deepkit.InputSpec("int32", (None, 3))])
    assert export.load(tmp_path / "m").signature().inputs["inputs"].dtype == "int32"


class OfList(deepkit.Model):
    """A model that takes a list."""

    def call(self, pair):
        return pair[0] - pair[1]


class OfTwo(deepkit.Model):
    """A model that takes two tensors."""

    def call(self, a, b, training=False):
        return a - b


PAIR = [deepkit.InputSpec("float32", (None, 4), name=name) for name in "ab"]


@pytest.mark.parametrize("form", ["deepkit", "onnx"])
@pytest.mark.parametrize("named", [False, True])
def test_a_subclass_of_two_arguments_is_exported_as_it_is_told(form, named, tmp_path):
    model = OfTwo()
    model(X, X)
    signature = dict(zip("ab", PAIR, strict=True)) if named else PAIR
    model.export(tmp_path / "m", format=form, input_signature=signature, examples=[3 * X, X])
    if form == "deepkit":
        found = export.load(tmp_path / "m").predict({"b": X, "a": 3 * X})
        np.testing.assert_allclose(found, 2 * X, rtol=1e-6)


@pytest.mark.parametrize("signature", [None, PAIR])
def test_a_subclass_of_one_list_is_exported_as_it_is_told(signature, tmp_path):
    model = OfList()
    model([X, X])
    model.export(tmp_path / "m", input_signature=signature)
    np.testing.assert_allclose(export.load(tmp_path / "m").predict([3 * X, X]), 2 * X, rtol=1e-6)


@pytest.mark.parametrize("name", ["m.onnx", "m.ONNX"])
def test_the_name_of_a_file_tells_its_format(name, tmp_path):
    report = dense().export(tmp_path / name)
    assert report.nodes["MatMul"] == 2
    assert (tmp_path / name).is_file()


def test_a_zip_file_may_be_named_in_capitals(tmp_path):
    for _ in range(2):
        dense().export(tmp_path / "m.ZIP")
        assert (tmp_path / "m.ZIP").is_file()
    assert export.load(tmp_path / "m.ZIP").predict(X).shape == (3, 3)


def test_the_format_that_is_told_comes_before_the_name(tmp_path):
    dense().export(tmp_path / "m.onnx", format="deepkit")
    assert export.load(tmp_path / "m.onnx").predict(X).shape == (3, 3)


@pytest.mark.parametrize("form", ["deepkit", "onnx"])
def test_an_option_that_is_none_is_named(form, tmp_path):
    with pytest.raises(ValueError, match=f"Unknown option of the format '{form}' 'samples'"):
        dense().export(tmp_path / "m", format=form, samples=X)
