"""Functions with Variables as programs that take weights."""

import numpy as np
import pytest

import deepkit
from deepkit import Variable, backend, export, layers, ops
from deepkit.errors import DataError, SavingError
from deepkit.export import Endpoint, TensorSpec
from deepkit.export._tensor_file import read_tensors
from deepkit.export._traced import sized, trace
from tests.export._models import called, numbers

X = TensorSpec("x", (None, 4), "float32")


def test_only_the_variables_that_matter_are_kept():
    used, unused = Variable(np.ones(4, "float32")), Variable(np.ones(4, "float32"))
    traced = trace("f", Endpoint(lambda x: x * used, [X]), {"used": used, "unused": unused})
    assert list(traced.weights(None)) == ["used"]
    assert traced.outputs == (TensorSpec("outputs", (None, 4), "float32"),)


def test_arrays_from_elsewhere_are_weights_too(tmp_path):
    table = np.arange(400, dtype="float32").reshape(4, 100)
    model = called(lambda y, x: ops.matmul(x, table))
    report = model.export(tmp_path / "m")
    assert report.program_bytes["serving_default"] < 10_000
    served = export.load(tmp_path / "m")
    np.testing.assert_allclose(served.predict(numbers(3)), numbers(3) @ table, rtol=1e-5)


def test_the_size_of_a_program_does_not_depend_on_that_of_the_weights(tmp_path):
    sizes = []
    for units in (8, 4096):
        model = layers_of(units)
        sizes.append(model.export(tmp_path / str(units)).program_bytes["serving_default"])
    assert max(sizes) - min(sizes) < 100
    assert max(sizes) < 50 * 1024


def layers_of(units):
    """Return a built model with a layer of so many units."""
    model = called(lambda y, x: y)
    model.dense = layers.Dense(units)
    model.dense.build((None, 4))
    return model


def test_a_comparison_with_an_open_size_is_explained(tmp_path):
    model = called(lambda y, x: y if x.shape[0] < 8 else 2 * y)
    with pytest.raises(SavingError, match=r"depends on the size of an open axis, .*`ops.cond`"):
        model.export(tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_fixed_batch_may_be_branched_on(tmp_path):
    model = called(lambda y, x: y if x.shape[0] < 8 else 2 * y)
    model.export(tmp_path / "m", input_signature=[(2, 4)])
    served = export.load(tmp_path / "m")
    np.testing.assert_allclose(
        served.predict(numbers(2)), model.predict(numbers(2), verbose=0), atol=1e-6
    )
    with pytest.raises(ValueError, match=r"must have the shape \[2, 4\], got \[3, 4\]"):
        served.predict(numbers(3))


def test_state_that_is_lost_is_told(tmp_path):
    dropout = layers.Dropout(0.5)
    model = called(lambda y, x: dropout(y, training=True))
    with pytest.warns(UserWarning, match="has no state: each call starts from the present value"):
        model.export(tmp_path / "m")


def test_a_large_array_inside_a_compiled_function_is_told(tmp_path):
    table = np.random.default_rng(0).normal(size=(4, 5000)).astype("float32")
    inner = backend.jit(lambda x: x @ table)
    with pytest.warns(UserWarning, match="functions inside it may read large arrays"):
        called(lambda y, x: inner(x)).export(tmp_path / "m")


def test_what_a_platform_cannot_do_is_told(tmp_path, monkeypatch):
    def fail(*args, **options):
        raise NotImplementedError("no such operation on the TPU")

    monkeypatch.setattr("deepkit.export._traced.to_stablehlo", fail)
    with pytest.raises(SavingError, match=r"cpu, cuda, tpu: no such .*`platforms=\[\"cpu\"\]`"):
        called(lambda y, x: y).export(tmp_path / "m")


def test_only_the_batch_is_sized():
    specs = sized([X, TensorSpec("s", (), "int32"), TensorSpec("t", (2, None), "int32")], 7)
    assert [spec.shape for spec in specs] == [(7, 4), (), (2, None)]


def test_ids_of_64_bits_are_told_as_what_the_program_takes(tmp_path):
    ids = deepkit.Input((2,), dtype="int64", name="ids")
    model = deepkit.Model(ids, layers.Embedding(10, 3)(ids))
    model.export(tmp_path / "m")
    served = export.load(tmp_path / "m")
    assert served.signature().inputs["ids"].dtype == "int32"
    golden = np.fromfile(tmp_path / "m" / "golden" / "serving_default.safetensors", np.uint8)
    assert read_tensors(golden, "golden")["inputs/ids"].dtype == np.int32
    rows = np.array([[1, 2], [9, 0]], "int64")
    np.testing.assert_allclose(served.predict(rows), model.predict(rows, verbose=0), atol=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_an_id_that_would_wrap_round_is_refused(sign, tmp_path):
    function = Endpoint(lambda ids: ids + 1, [TensorSpec("ids", (None, 2), "int64")])
    export.write(tmp_path / "m", {"f": function}, [], export.Contents("m"))
    with pytest.raises(DataError, match="Input 'ids' has numbers that do not fit into int32"):
        export.load(tmp_path / "m").predict(np.array([[sign * 2**32 + 1, 1]]))
