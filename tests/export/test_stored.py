"""What each release exported is loaded by this one, in each of the ways there are."""

import json
import shutil

import pytest

import deepkit
from deepkit import export
from deepkit.models import model_from_json
from tests.export._forging import forged
from tools import compat

STORED = sorted((compat.ROOT / "tests" / "export" / "stored").glob("*"))
FOLDERS = [path for folder in STORED for path in sorted(folder.iterdir()) if path.is_dir()]


def programs(place, ending):
    """Return the programs of an export of one kind."""
    return sorted(f"programs/{path.name}" for path in place.glob(f"programs/*.{ending}"))


def broken(place, target, *endings):
    """Return a copy of an export whose programs are of another age."""
    names = [name for ending in endings for name in programs(place, ending)]
    return forged(place, target, dict.fromkeys(names, b"of another age"))


def agrees(model, place):
    """Tell whether a model gives the answers that were written."""
    told = json.loads(place.with_name(f"{place.name}.json").read_text(encoding="utf-8"))
    return compat.apart(model, told, 17) <= compat.CLOSE


def name_of(path):
    return f"{path.parent.name} {path.name}"


def test_there_is_one_of_each_release():
    assert deepkit.__version__ in [folder.name for folder in STORED]


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_it_answers_as_it_did(folder, capsys):
    assert compat.main(["read", str(folder)]) == 0
    assert capsys.readouterr().out.count(" ok ") == len(list(folder.glob("*.json")))


def test_there_are_models_of_each_kind():
    kinds = {path.name for path in STORED[-1].iterdir() if path.suffix != ".json"}
    assert {"attention", "convolution", "dense", "dense.zip", "int8", "lstm", "people"} <= kinds


@pytest.mark.parametrize(
    "place", [path for path in FOLDERS if programs(path, "stablehlo")], ids=name_of
)
def test_its_stablehlo_answers_as_it_did(place, tmp_path):
    folder = broken(place, tmp_path / "m", "jaxexport")
    with pytest.warns(RuntimeWarning, match="is run from its StableHLO"):
        assert agrees(export.load(folder), place)


# Models in int8 have none, and that of an estimator is what training goes on from: it gives logits.
WITHOUT = ("int8", "people")
REBUILT = [path for path in FOLDERS if path.name not in WITHOUT]


@pytest.mark.parametrize("place", REBUILT, ids=name_of)
def test_its_architecture_answers_as_it_did(place, tmp_path):
    folder = broken(place, tmp_path / "m", "jaxexport", "stablehlo")
    with pytest.warns(RuntimeWarning, match="is run from its architecture"):
        assert agrees(export.load(folder, rebuild=model_from_json), place)


@pytest.mark.parametrize(
    "place", [path for folder in STORED for path in folder.glob("*.zip")], ids=name_of
)
def test_a_zip_file_unpacks_to_a_folder_that_answers_as_it_did(place, tmp_path):
    shutil.unpack_archive(place, tmp_path / "m")
    assert agrees(export.load(tmp_path / "m"), place)
