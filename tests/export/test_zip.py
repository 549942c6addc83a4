"""A folder in one file, as good as the folder."""

import zipfile

import numpy as np

from deepkit import export
from deepkit.export._tensor_file import ALIGNMENT, read_tensors
from deepkit.export._zip import write_zip
from tests.export._models import dense, numbers


def test_all_files_lie_where_they_can_be_mapped(tmp_path):
    folder = tmp_path / "f"
    (folder / "inner").mkdir(parents=True)
    for name in ("a", "inner/long name", "z"):
        (folder / name).write_bytes(name.encode() * 5)
    with (tmp_path / "f.zip").open("wb") as file:
        write_zip(folder, file)
    content = (tmp_path / "f.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert content.index(name.encode() * 5) % ALIGNMENT == 0


def test_a_model_in_one_file_predicts_as_the_model_does(tmp_path):
    report = dense().export(tmp_path / "m.zip")
    assert report.path.is_file()
    served = export.load(tmp_path / "m.zip")
    np.testing.assert_allclose(
        served.predict(numbers(5)), dense().predict(numbers(5), verbose=0), atol=1e-6
    )


def test_weights_in_one_file_need_no_copy(tmp_path):
    dense().export(tmp_path / "m.zip")
    package = export._load.Package(tmp_path / "m.zip")
    package.trust(export.open_manifest(tmp_path / "m.zip").files)
    arrays = read_tensors(package.map("weights.safetensors"), "w")
    assert [a.ctypes.data % ALIGNMENT for a in arrays.values()] == [0] * 4
