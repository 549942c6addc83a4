"""Loading trusts nothing, and needs little."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from deepkit import export
from deepkit.errors import SavingError
from deepkit.export._tensor_file import read_tensors
from tests.export._forging import forged
from tests.export._models import dense, numbers

FILES = (
    "architecture.json",
    "golden/serving_default.safetensors",
    "programs/serving_default.32.stablehlo",
    "programs/serving_default.jaxexport",
    "weights.safetensors",
)
ALONE = """
import sys
for name in ("h5py", "tqdm", "pandas", "sklearn", "keras", "optax", "matplotlib"):
    sys.modules[name] = None
import numpy as np
from deepkit import export
assert "scipy" not in sys.modules  # JAX needs it to run programs, deepkit does not
served = export.load(sys.argv[1])
x = np.load(sys.argv[2])
np.save(sys.argv[3], served.predict(x))
loaded = {name.split(".")[1] for name in sys.modules if name.startswith("deepkit.")}
print(" ".join(sorted(loaded)))
"""


@pytest.fixture
def copy(dense_folder, tmp_path):
    return shutil.copytree(dense_folder, tmp_path / "copy")


def test_no_layer_no_training_and_no_other_package_is_needed(dense_folder, tmp_path, request):
    np.save(tmp_path / "x.npy", numbers(17))
    places = [str(dense_folder), str(tmp_path / "x.npy"), str(tmp_path / "y.npy")]
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *places],
        cwd=request.config.rootpath,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = dense().predict(numbers(17), verbose=0)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), expected, atol=1e-6)
    rooms = set(done.stdout.split())
    assert rooms <= {"backend", "columns", "configurable", "durable", "errors", "export", "typing"}


@pytest.mark.parametrize("name", FILES)
def test_a_bit_that_flipped_anywhere_is_noticed(name, copy):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(bytes(content))
    with pytest.raises(SavingError, match=rf"{name} is not what was written: its SHA-256"):
        export.load(copy)


@pytest.mark.parametrize("place", [0, 7, 8, 9])  # the length of the header, and its first bytes
@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".safetensors")])
def test_what_is_damaged_is_noticed_before_it_is_parsed(name, place, copy):
    content = bytearray((copy / name).read_bytes())
    content[place] ^= 0x40
    with pytest.raises(SavingError) as parsed:
        read_tensors(np.frombuffer(bytes(content), np.uint8), name)
    assert "SHA-256" not in str(parsed.value)
    (copy / name).write_bytes(bytes(content))
    with pytest.raises(SavingError, match=rf"{name} is not what was written: its SHA-256"):
        export.load(copy)


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".safetensors")])
def test_a_program_or_json_whose_first_byte_is_another_is_never_parsed(name, copy):
    content = bytearray((copy / name).read_bytes())
    content[0] ^= 0x40
    (copy / name).write_bytes(bytes(content))
    with pytest.raises(SavingError, match=rf"{name} is not what was written: its SHA-256"):
        export.load(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_digest_that_is_another_is_noticed(name, copy):
    told = json.loads((copy / "deepkit.json").read_text())
    told["files"][name]["sha256"] = told["files"][name]["sha256"][::-1]
    (copy / "deepkit.json").write_text(json.dumps(told))
    with pytest.raises(SavingError, match=rf"{name} is not what was written: its SHA-256"):
        export.load(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_off_is_noticed(name, copy):
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(SavingError, match=rf"{name} has [\d,]+ bytes, but [\d,]+ were written"):
        export.load(copy)


@pytest.mark.parametrize("name", [*FILES, "deepkit.json"])
def test_a_file_that_is_missing_is_noticed(name, copy):
    (copy / name).unlink()
    with pytest.raises(SavingError, match=rf"is no exported model: it has no {name}"):
        export.load(copy)


@pytest.mark.parametrize("cut", [1, 100, 1500])
def test_a_manifest_that_is_cut_off_is_noticed(cut, copy):
    content = (copy / "deepkit.json").read_bytes()
    (copy / "deepkit.json").write_bytes(content[:-cut])
    with pytest.raises(SavingError, match=r"deepkit.json is not valid JSON"):
        export.load(copy)


def test_files_that_nobody_named_are_not_looked_at(copy):
    (copy / "evil.py").write_text("raise SystemExit")
    (copy / "evil.pkl").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    assert export.load(copy).name == "dense_model"


def test_of_numbered_exports_the_newest_is_loaded(dense_folder, tmp_path):
    for version in ("2", "10"):
        shutil.copytree(dense_folder, tmp_path / version)
    (tmp_path / ".11.part-00").mkdir()
    assert export.load(tmp_path).path.name == "10"
    assert export.open_manifest(tmp_path).name == "dense_model"


def test_a_folder_without_exports_is_refused(tmp_path):
    with pytest.raises(SavingError, match=r"is no exported model: it has no deepkit.json"):
        export.load(tmp_path)


@pytest.mark.parametrize("labels", [[], {"a": [1]}, {"a": "text"}])
def test_labels_that_are_no_names_are_refused(labels, dense_folder, tmp_path):
    changes = {"labels.json": json.dumps(labels).encode()}
    folder = forged(dense_folder, tmp_path / "m", changes, labels="labels.json")
    with pytest.raises(SavingError, match=r"labels.json holds no names of classes"):
        export.load(folder)


def test_labels_that_are_not_there_are_refused(dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {})
    told = json.loads((folder / "deepkit.json").read_text())
    told["signatures"]["serving_default"]["given"][0]["labels"] = "colors"
    (folder / "deepkit.json").write_text(json.dumps(told))
    with pytest.raises(SavingError, match="has the labels 'colors': there are none"):
        export.load(folder)


def test_what_the_user_put_beside_is_not_decoded(dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {"assets.extra/table.json": b"\xff"})
    assert list(export.open_parts(folder).texts) == ["architecture.json"]


def test_labels_of_what_is_no_whole_number_are_refused(dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {"labels.json": b'{"colors": ["red"]}'})
    told = json.loads((folder / "deepkit.json").read_text())
    told["signatures"]["serving_default"]["given"][0]["labels"] = "colors"
    (folder / "deepkit.json").write_text(json.dumps({**told, "labels": "labels.json"}))
    with pytest.raises(SavingError, match="has labels for what is no whole number"):
        export.load(folder)
