"""There is more than one way to run what was exported, and each must prove itself."""

import json

import numpy as np
import pytest

import deepkit
from deepkit import export
from deepkit.errors import SavingError
from deepkit.export._running import give_weights
from deepkit.export._tensor_file import read_tensors, write_tensors
from deepkit.models import model_from_json
from tests.export._forging import forged
from tests.export._models import called, dense, numbers

PROGRAM = "programs/serving_default.jaxexport"
RESTORED = "programs/serving_default.restored.jaxexport"


@pytest.mark.parametrize("rows", [1, 3, 32, 70])
def test_stablehlo_is_run_where_jax_does_not_read_the_program(rows, dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {PROGRAM: b"of another age"})
    with pytest.warns(RuntimeWarning, match="'dense_model' is run from its StableHLO, .*anew"):
        served = export.load(folder)
    expected = dense().predict(numbers(rows), verbose=0)
    np.testing.assert_allclose(served.predict(numbers(rows)), expected, atol=1e-6)


def test_the_architecture_is_the_last_resort(dense_folder, tmp_path):
    broken = [PROGRAM, *(f"programs/serving_default.{n}.stablehlo" for n in (1, 32))]
    folder = forged(dense_folder, tmp_path / "m", dict.fromkeys(broken, b"of another age"))
    with pytest.warns(RuntimeWarning, match="is run from its architecture"):
        served = export.load(folder, rebuild=model_from_json)
    expected = dense().predict(numbers(17), verbose=0)
    np.testing.assert_allclose(served.predict(numbers(17)), expected, atol=1e-6)


@pytest.mark.parametrize(
    "arranged",
    [
        lambda p, q: {"z": p, "a": q},
        lambda p, q: {"a": p, "z": q},
        lambda p, q: {"z": {"y": p, "b": q}, "a": p},
        lambda p, q: [q, p],
    ],
)
def test_outputs_of_what_is_built_anew_keep_their_places(arranged, tmp_path):
    x = deepkit.Input((4,), name="x")
    two = [deepkit.layers.Dense(2, name=name)(x) for name in ("second", "first")]
    deepkit.Model(x, arranged(*two)).export(tmp_path / "m")
    programs = (path.name for path in (tmp_path / "m" / "programs").iterdir())
    broken = {f"programs/{name}": b"of another age" for name in programs}
    folder = forged(tmp_path / "m", tmp_path / "n", broken)
    with pytest.warns(RuntimeWarning, match="is run from its architecture"):
        served = export.load(folder, rebuild=model_from_json)
    expected, found = export.load(tmp_path / "m").signature()(numbers(5)), served.signature()
    for name, array in found(numbers(5)).items():
        np.testing.assert_allclose(array, expected[name], atol=1e-6)


@deepkit.saving.register_keras_serializable("tests")
class OfTwo(deepkit.Model):
    """A model of two arguments."""

    def __init__(self, **base):
        super().__init__(**base)
        self.one, self.other = deepkit.layers.Dense(2), deepkit.layers.Dense(2)

    def call(self, a, b):
        return self.one(a) - self.other(b)


@pytest.mark.parametrize("names", [["b", "a"], ["a", "b"], None])
def test_a_model_of_two_arguments_is_built_anew(names, tmp_path):
    model, a, b = OfTwo(), numbers(5), numbers(5, 3)
    expected = model(a, b)
    specs = {"a": (None, 4), "b": (None, 3)}
    told = [*specs.values()] if names is None else {name: specs[name] for name in names}
    model.export(tmp_path / "m", input_signature=told)
    broken = {f"programs/{p.name}": b"of another age" for p in (tmp_path / "m/programs").iterdir()}
    folder = forged(tmp_path / "m", tmp_path / "n", broken)
    with pytest.warns(RuntimeWarning, match="is run from its architecture"):
        served = export.load(folder, rebuild=model_from_json)
    given = [a, b] if names is None else {"a": a, "b": b}
    np.testing.assert_allclose(served.predict(given), expected, atol=1e-6)


@pytest.mark.parametrize("verify", [True, False])
def test_what_is_built_anew_is_compared_in_any_case(verify, dense_folder, tmp_path):
    broken = [PROGRAM, *(f"programs/serving_default.{n}.stablehlo" for n in (1, 32))]
    other = (dense_folder / "architecture.json").read_bytes().replace(b'"relu"', b'"tanh"')
    changes = {**dict.fromkeys(broken, b"of another age"), "architecture.json": other}
    folder = forged(dense_folder, tmp_path / "m", changes)
    if not verify:  # a program that nobody runs is not found out by then
        told = json.loads((folder / "deepkit.json").read_text())
        told["programs"]["serving_default"]["static"] = {}
        (folder / "deepkit.json").write_text(json.dumps(told))
    with pytest.raises(SavingError, match="its architecture: output 'score' is off by"):
        export.load(folder, verify=verify, rebuild=model_from_json)


def test_if_nothing_runs_the_reasons_are_told(dense_folder, tmp_path):
    broken = [PROGRAM, *(f"programs/serving_default.{n}.stablehlo" for n in (1, 32))]
    changes = {**dict.fromkeys(broken, b"of another age"), "architecture.json": b"{}"}
    folder = forged(dense_folder, tmp_path / "m", changes)
    with pytest.raises(SavingError) as caught:
        export.load(folder, rebuild=model_from_json)
    text = str(caught.value)
    for part in ("Nothing in the exported model runs here", "the program: The bytes are no"):
        assert part in text
    assert "its StableHLO: " in text
    assert "its architecture: " in text


def test_a_program_that_computes_something_else_is_not_used(dense_folder, tmp_path):
    called(lambda y, x: y).export(tmp_path / "other")  # of other weights, so it cannot even run
    dense().export(tmp_path / "same")
    golden = "golden/serving_default.safetensors"
    wrong = bytearray((dense_folder / golden).read_bytes())
    wrong[-1] ^= 0x40
    folder = forged(dense_folder, tmp_path / "m", {golden: bytes(wrong)})
    with pytest.raises(SavingError, match="the program: output 'score' is off by"):
        export.load(folder)
    export.load(folder, verify=False)


def test_a_weight_that_is_not_there_is_named(dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {})
    text = (folder / "deepkit.json").read_text().replace('"hidden/kernel"', '"lost"')
    (folder / "deepkit.json").write_text(text)
    with pytest.raises(SavingError, match="The exported model has no weight 'lost'"):
        export.load(folder)


def test_no_model_is_rebuilt_unless_somebody_says_how(dense_folder, tmp_path):
    broken = [PROGRAM, *(f"programs/serving_default.{n}.stablehlo" for n in (1, 32))]
    folder = forged(dense_folder, tmp_path / "m", dict.fromkeys(broken, b"of another age"))
    with pytest.raises(SavingError, match="runs here") as caught:
        export.load(folder)
    assert "its architecture" not in str(caught.value)
    assert str(caught.value).endswith("`rebuild=deepkit.models.model_from_json`.")


def test_a_program_with_an_axis_that_would_fill_the_memory_is_not_read(dense_folder, tmp_path):
    size = b"*".join(b"max(a%d + b%d, 0)" % (n, n) for n in range(30))
    text = b"\0" + len(size).to_bytes(4, "little") + size
    content = (dense_folder / PROGRAM).read_bytes() + text
    folder = forged(dense_folder, tmp_path / "m", {PROGRAM: content})
    with pytest.warns(RuntimeWarning, match="the program: The program has an axis of the size"):
        export.load(folder)


def test_an_export_of_another_device_may_be_off_by_what_it_says(dense_folder, tmp_path):
    name = "golden/serving_default.safetensors"
    arrays = read_tensors(np.fromfile(dense_folder / name, np.uint8), name)
    largest = max(1.0, float(np.abs(arrays["outputs/score"]).max()))
    arrays["outputs/score"] = arrays["outputs/score"] + np.float32(0.01 * largest)
    write_tensors(tmp_path / "golden", arrays)
    programs = json.loads((dense_folder / "deepkit.json").read_text())["programs"]
    changes = {name: (tmp_path / "golden").read_bytes()}
    with pytest.raises(SavingError, match="is off by 0"):
        export.load(forged(dense_folder, tmp_path / "exact", changes))
    programs["serving_default"]["tolerance"] = 0.02
    export.load(forged(dense_folder, tmp_path / "gpu", changes, programs=programs))


@pytest.fixture(scope="module", params=["int8", "bfloat16"])
def smaller(request, tmp_path_factory):
    """Return an export of smaller weights, and one that says nothing of restored ones."""
    folder = tmp_path_factory.mktemp(request.param)
    dense().export(folder / "m", quantize=request.param)
    programs = json.loads((folder / "m" / "deepkit.json").read_text())["programs"]
    del programs["serving_default"]["restored"]
    return folder / "m", forged(folder / "m", folder / "old", {RESTORED: None}, programs=programs)


def test_smaller_weights_are_restored_once_or_in_each_call(smaller):
    folder, older = smaller
    x = numbers(5)
    once, each = (export.load(folder, restore=how).predict(x) for how in (True, False))
    np.testing.assert_allclose(once, each, atol=1e-6)
    np.testing.assert_array_equal(export.load(older).predict(x), each)
    assert not np.array_equal(once, dense().predict(x, verbose=0))


@pytest.mark.parametrize(
    ("name", "restore", "way"), [(PROGRAM, False, "its StableHLO"), (RESTORED, True, "the program")]
)
def test_what_comes_next_is_run_if_the_program_asked_for_is_broken(
    name, restore, way, smaller, tmp_path
):
    folder = forged(smaller[0], tmp_path / "m", {name: b"of another age"})
    expected = export.load(folder, restore=not restore).predict(numbers(3))
    with pytest.warns(RuntimeWarning, match=f"is run from {way}, "):
        found = export.load(folder, restore=restore).predict(numbers(3))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_weight_must_be_restored_to_the_shape_that_is_told(smaller, tmp_path):
    programs = json.loads((smaller[0] / "deepkit.json").read_text())["programs"]
    programs["serving_default"]["restored"]["weights"][0]["shape"] = [2**39, 2**39]
    folder = forged(smaller[0], tmp_path / "m", {}, programs=programs)
    with pytest.warns(
        RuntimeWarning, match=r"must be of shape \[549755813888, 549755813888\], got"
    ):
        export.load(folder)


def test_stablehlo_is_proven_for_every_number_of_rows(dense_folder, tmp_path):
    x = deepkit.Input((4,), name="x")
    hidden = deepkit.layers.Dense(64, activation="tanh", name="hidden")(x)
    model = deepkit.Model(x, deepkit.layers.Dense(3, name="score")(hidden))
    model.export(tmp_path / "other")
    one, full = (f"programs/serving_default.{rows}.stablehlo" for rows in (1, 32))
    wrong = [(dense_folder / one).read_bytes(), (tmp_path / "other" / full).read_bytes()]
    for number, content in enumerate(wrong):
        changes = {PROGRAM: b"of another age", full: content}
        folder = forged(dense_folder, tmp_path / str(number), changes)
        with pytest.raises(SavingError, match="its StableHLO: ") as caught:
            export.load(folder)
    assert "for 32 rows output 'score' is off by" in str(caught.value)


def test_a_model_is_given_the_weights_that_matter():
    model = deepkit.Sequential([deepkit.Input((2,)), deepkit.layers.Dense(1)])
    give_weights(model, {"variables": ["w", None]}, {"w": np.array([[3], [4]], "float32")})
    assert [weight.ravel().tolist() for weight in model.get_weights()] == [[3, 4], [0]]
    with pytest.raises(SavingError, match="The exported model has no weight 'b'"):
        give_weights(model, {"variables": ["w", "b"]}, {"w": np.zeros((2, 1), "float32")})


def test_weights_in_8_bits_are_multiplied_by_their_scale():
    model = deepkit.Sequential([deepkit.Input((2,)), deepkit.layers.Dense(2, use_bias=False)])
    weights = {
        "w": np.array([[4, -6], [0, 127]], "int8"),
        "w:scale": np.array([[0.5, 0.25]], "float32"),
    }
    give_weights(model, {"variables": ["w"]}, weights)
    assert model.get_weights()[0].tolist() == [[2.0, -1.5], [0.0, 31.75]]


@pytest.mark.parametrize("form", ["int8", "bfloat16"])
def test_smaller_weights_with_another_open_axis_outlive_the_program(form, tmp_path):
    x = deepkit.Input((None, 16), name="x")
    hidden = deepkit.layers.Dense(32, activation="relu")(x)
    model = deepkit.Model(x, deepkit.layers.GlobalAveragePooling1D()(hidden))
    model.export(tmp_path / "m", quantize=form)
    names = {f"programs/{path.name}" for path in (tmp_path / "m" / "programs").iterdir()}
    assert names == {PROGRAM, RESTORED, "programs/serving_default.open.stablehlo"}
    expected = export.load(tmp_path / "m").predict(np.ones((2, 7, 16), "float32"))
    folder = forged(tmp_path / "m", tmp_path / "n", dict.fromkeys(names, b"of another age"))
    with pytest.warns(RuntimeWarning, match="is run from its architecture"):
        served = export.load(folder, rebuild=model_from_json)
    found = served.predict(np.ones((2, 7, 16), "float32"))
    np.testing.assert_allclose(found, expected, atol=1e-6)
