"""What is written, where, and that it is whole."""

import json
import zipfile

import numpy as np
import pytest

import deepkit
from deepkit import Variable, export, layers, ops
from deepkit.errors import SavingError
from deepkit.export import Contents, Endpoint, TensorSpec
from deepkit.export._tensor_file import write_tensors
from tests.export._models import called, dense, numbers

X = TensorSpec("x", (None, 4), "float32")


def test_the_files_are_those_that_the_guide_names(dense_folder):
    found = sorted(p.relative_to(dense_folder).as_posix() for p in dense_folder.rglob("*.*"))
    assert found == [
        "architecture.json",
        "deepkit.json",
        "golden/serving_default.safetensors",
        "programs/serving_default.1.stablehlo",
        "programs/serving_default.32.stablehlo",
        "programs/serving_default.jaxexport",
        "weights.safetensors",
    ]


def test_the_manifest_has_the_digest_of_every_other_file(dense_folder):
    told = json.loads((dense_folder / "deepkit.json").read_text())["files"]
    there = {p.relative_to(dense_folder).as_posix() for p in dense_folder.rglob("*.*")}
    assert set(told) == there - {"deepkit.json"}


def test_nothing_in_the_files_tells_where_they_were_written(dense_folder):
    for path in dense_folder.rglob("*.*"):
        content = path.read_bytes()
        assert b"/deepkit/" not in content
        assert b".py" not in content
        assert str(dense_folder).encode() not in content


def test_several_functions_share_the_weights(tmp_path):
    factor = Variable(np.float32(3), name="factor")
    times = Endpoint(lambda x: x * factor, [X])
    over = Endpoint(lambda x: {"quotient": x / factor}, [X])
    export.write(tmp_path / "m", {"times": times, "over": over}, [factor], Contents("both"))
    served = export.load(tmp_path / "m")
    x = numbers(2)
    np.testing.assert_allclose(served.signatures["times"](x)["outputs"], 3 * x, rtol=1e-6)
    np.testing.assert_allclose(served.signatures["over"](x)["quotient"], x / 3, rtol=1e-6)
    assert served.manifest.programs["times"].weights == ("factor",)


def test_variables_of_one_path_are_told_apart(tmp_path):
    pair = [Variable(np.float32(k), name="same") for k in (2, 3)]
    both = Endpoint(lambda x: x * pair[0] + pair[1], [X])
    export.write(tmp_path / "m", {"f": both}, pair, Contents("pair"))
    served = export.load(tmp_path / "m")
    np.testing.assert_allclose(served.predict(numbers(2)), 2 * numbers(2) + 3, rtol=1e-6)
    assert served.manifest.programs["f"].weights == ("same", "same:1")


def test_an_exported_model_gives_way_to_a_new_one_unless_told_otherwise(tmp_path):
    model = called(lambda y, x: y)
    model.export(tmp_path / "m")
    with pytest.raises(SavingError, match=r"is there already. Pass `overwrite=True`"):
        model.export(tmp_path / "m", overwrite=False)
    called(lambda y, x: y + 1).export(tmp_path / "m")
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_folder_of_other_things_is_never_replaced(tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "thesis.tex").write_text("years of work")
    with pytest.raises(SavingError, match="is there already, and is no exported model"):
        dense().export(tmp_path / "m")
    assert (tmp_path / "m" / "thesis.tex").exists()


def test_an_export_that_fails_leaves_nothing_behind_and_the_old_one_in_place(tmp_path, monkeypatch):
    dense().export(tmp_path / "m")
    before = (tmp_path / "m" / "deepkit.json").read_bytes()

    def fail(*args):
        raise OSError("no space left on the device")

    monkeypatch.setattr("deepkit.export._write.write_tensors", fail)
    with pytest.raises(OSError, match="no space left"):
        dense().export(tmp_path / "m")
    assert (tmp_path / "m" / "deepkit.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"quantize": "int3"}, "`quantize` must be one of 'int8', 'bfloat16', got 'int3'"),
        ({"platforms": ["abacus"]}, "`platforms` must be one of .*, got 'abacus'"),
    ],
)
def test_options_that_are_none_are_refused(options, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        dense().export(tmp_path / "m", **options)


def test_a_model_for_another_platform_is_checked_on_this_one(tmp_path):
    dense().export(tmp_path / "m", platforms=["tpu"])
    with pytest.warns(RuntimeWarning, match=r"is run from its StableHLO.*tpu"):
        served = export.load(tmp_path / "m")
    x = numbers(40)
    np.testing.assert_allclose(served.predict(x), dense().predict(x, verbose=0), atol=1e-6)


@pytest.mark.parametrize("form", ["int8", "bfloat16"])
def test_smaller_weights_serve_nearly_the_same(form, tmp_path):
    model = deepkit.Sequential([deepkit.Input((64,)), layers.Dense(64), layers.Dense(64)])
    exact = model.export(tmp_path / "exact").weight_bytes
    report = model.export(tmp_path / form, quantize=form)
    assert report.weight_bytes < exact * {"int8": 0.3, "bfloat16": 0.52}[form]
    x = numbers(20, 64)
    found = export.load(tmp_path / form).predict(x)
    np.testing.assert_allclose(found, model.predict(x, verbose=0), atol=0.05)


def test_files_of_the_user_travel_along(tmp_path):
    (tmp_path / "note").write_text("hello")
    dense().export(tmp_path / "m", extra={"note.txt": tmp_path / "note"})
    assert "assets.extra/note.txt" in export.open_manifest(tmp_path / "m").files


def test_an_output_without_end_costs_no_file_that_can_be_read(tmp_path):
    model = called(lambda y, x: ops.where(x[:, :1] > 0, y, -np.inf))
    report = model.export(tmp_path / "m", quantize="int8")
    assert "mean_difference" not in report.accuracy["serving_default"]["outputs"]
    assert np.isneginf(export.load(tmp_path / "m").predict(-np.ones((1, 4)))).all()


def test_the_form_of_weights_that_are_all_exact_is_none(tmp_path):
    report = called(lambda y, x: y).export(tmp_path / "m", quantize="int8")
    assert report.quantization is None


def test_a_zip_file_of_other_things_is_never_replaced(tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("beach.jpg", b"sun")
    (tmp_path / "no.zip").write_text("a thesis")
    for name in ("photos.zip", "no.zip"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(SavingError, match="is there already, and is no exported model"):
            dense().export(tmp_path / name)
        assert (tmp_path / name).read_bytes() == before


def test_an_exported_zip_file_gives_way(tmp_path):
    for _ in range(2):
        report = called(lambda y, x: y).export(tmp_path / "m.zip")
    assert report.path.is_file()


def test_targets_without_examples_are_refused(tmp_path):
    with pytest.raises(ValueError, match="`targets` of 'serving_default' need `examples`"):
        dense().export(tmp_path / "m", quantize="int8", targets=[1, 2, 0])


def test_targets_of_exact_weights_are_refused(tmp_path):
    with pytest.raises(ValueError, match="give `quantize`, or leave `targets` out"):
        dense().export(tmp_path / "m", examples=numbers(3), targets=[1, 2, 0])


def test_signatures_whose_names_are_alike_have_files_of_their_own(tmp_path):
    names = ("a b", "a/b", "A_b")
    functions = {n: Endpoint(lambda x, k=k: x * k, [X]) for k, n in enumerate(names, 1)}
    export.write(tmp_path / "m", functions, [], Contents("m"))
    served = export.load(tmp_path / "m").signatures
    for k, name in enumerate(names, 1):
        np.testing.assert_allclose(served[name](numbers(2))["outputs"], k * numbers(2), rtol=1e-6)


def test_weights_whose_names_look_like_padding_are_loaded(tmp_path):
    pair = [Variable(np.float32(k), name="__w") for k in (2, 3)]
    both = Endpoint(lambda x: x * pair[0] + pair[1], [X])
    export.write(tmp_path / "m", {"f": both}, pair, Contents("pair"))
    found = export.load(tmp_path / "m").predict(numbers(2))
    np.testing.assert_allclose(found, 2 * numbers(2) + 3, rtol=1e-6)


def test_what_cannot_be_loaded_is_never_named(tmp_path, monkeypatch):
    def spoilt(path, arrays):
        write_tensors(path, {name: array * 2 for name, array in arrays.items()})

    monkeypatch.setattr("deepkit.export._write.write_tensors", spoilt)
    with pytest.raises(SavingError, match="What was exported cannot be loaded: Nothing in the"):
        called(lambda y, x: y).export(tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_large_program_is_told_with_both_reasons(tmp_path, monkeypatch):
    monkeypatch.setattr("deepkit.export._write._LARGE", 100)
    with pytest.warns(UserWarning, match="large arrays, .*; or the model is made of very many op"):
        dense().export(tmp_path / "m")


def test_a_signature_called_as_that_of_the_model_takes_its_place(tmp_path):
    model = called(lambda y, x: y)
    model.export(
        tmp_path / "m", signatures={"serving_default": lambda inputs: {"twice": 2 * inputs}}
    )
    served = export.load(tmp_path / "m")
    assert list(served.signatures) == ["serving_default"]
    np.testing.assert_array_equal(served.predict(numbers(3))["twice"], 2 * numbers(3))
