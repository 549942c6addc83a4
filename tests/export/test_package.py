"""Files that may have been made to do harm."""

import hashlib
import os
import zipfile

import numpy as np
import pytest

from deepkit.errors import SavingError
from deepkit.export import _package as package
from deepkit.export._package import Digest, Package


@pytest.fixture
def folder(tmp_path):
    """Return a folder of two files."""
    made = tmp_path / "model"
    made.mkdir()
    (made / "deepkit.json").write_bytes(b"{}")
    (made / "data").write_bytes(b"12345678")
    return made


def trusting(path, *names, content=b"12345678"):
    """Return a package whose files have the digest of the content."""
    found = Package(path)
    digest = Digest(hashlib.sha256(content).hexdigest(), len(content))
    found.trust(dict.fromkeys(names, digest))
    return found


def test_a_file_is_read_and_mapped(folder):
    found = trusting(folder, "data")
    assert found.manifest() == b"{}"
    assert found.read("data", "json") == b"12345678"
    assert found.map("data").tobytes() == b"12345678"
    found.check()


def test_an_empty_file_is_mapped(folder):
    (folder / "data").write_bytes(b"")
    assert trusting(folder, "data", content=b"").map("data").size == 0


@pytest.mark.parametrize("use", [lambda p: p.read("data", "json"), lambda p: p.map("data")])
def test_a_file_that_was_changed_is_refused(use, folder):
    found = trusting(folder, "data")
    (folder / "data").write_bytes(b"12345679")
    with pytest.raises(SavingError, match="data is not what was written: its SHA-256 is another"):
        use(found)
    with pytest.raises(SavingError, match="its SHA-256 is another"):
        found.check()


@pytest.mark.parametrize("content", [b"", b"1234567", b"123456789"])
def test_a_file_of_another_size_is_refused(content, folder):
    found = trusting(folder, "data")
    (folder / "data").write_bytes(content)
    with pytest.raises(SavingError, match=rf"data has {len(content)} bytes, but 8 were written"):
        found.map("data")


def test_a_file_that_the_manifest_does_not_name_is_not_handed_out(folder):
    with pytest.raises(SavingError, match=r"'data' is not among the files of deepkit.json"):
        trusting(folder).read("data", "json")


def test_a_file_that_is_missing_is_named(folder):
    with pytest.raises(SavingError, match="is no exported model: it has no gone"):
        trusting(folder, "gone").read("gone", "json")


def test_a_place_where_nothing_is_is_refused(tmp_path):
    with pytest.raises(SavingError, match="is no exported model"):
        Package(tmp_path / "nothing")


def test_a_file_that_is_too_large_is_not_read(folder, monkeypatch):
    monkeypatch.setitem(package.LARGEST, "json", 7)
    with pytest.raises(SavingError, match="data has 8 bytes; 7 are allowed"):
        trusting(folder, "data").read("data", "json")
    monkeypatch.setitem(package.LARGEST, "manifest", 1)
    with pytest.raises(SavingError, match=r"deepkit.json has 2 bytes: that is no manifest"):
        Package(folder).manifest()


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    (tmp_path / "secret").write_bytes(b"12345678")
    (folder / "data").unlink()
    (folder / "data").symlink_to(tmp_path / "secret")
    with pytest.raises(SavingError, match="data is reached by a link, which may lead anywhere"):
        trusting(folder, "data").read("data", "json")


def test_a_folder_that_is_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "data").write_bytes(b"12345678")
    (folder / "inner").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SavingError, match="inner/data is reached by a link"):
        trusting(folder, "inner/data").map("inner/data")


def test_the_model_itself_may_be_reached_by_a_link(folder, tmp_path):
    (tmp_path / "latest").symlink_to(folder)
    assert trusting(tmp_path / "latest", "data").read("data", "json") == b"12345678"


def test_what_is_no_file_is_refused(folder):
    os.mkfifo(folder / "pipe")
    with pytest.raises(SavingError, match="pipe is no file"):
        trusting(folder, "pipe").read("pipe", "json")


# --- zip files ------------------------------------------------------------------------------------


def zipped(path, members, compression=zipfile.ZIP_STORED):
    """Write a zip file."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_a_file_in_a_zip_file_is_read_and_mapped(tmp_path):
    path = zipped(tmp_path / "m.zip", [("deepkit.json", b"{}"), ("data", b"12345678")])
    found = trusting(path, "data")
    assert found.manifest() == b"{}"
    assert found.read("data", "json") == found.map("data").tobytes() == b"12345678"


def test_a_compressed_file_is_refused_before_it_can_grow(tmp_path):
    path = zipped(tmp_path / "m.zip", [("data", bytes(1 << 20))], zipfile.ZIP_DEFLATED)
    with pytest.raises(SavingError, match="data is compressed or encrypted; store it as it is"):
        Package(path)


@pytest.mark.parametrize("name", ["../data", "/data", "a/../../data"])
def test_a_zip_file_that_reaches_out_is_refused(name, tmp_path):
    with pytest.raises(SavingError, match="does not stay in the folder"):
        Package(zipped(tmp_path / "m.zip", [(name, b"x")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_file_with_a_name_twice_is_refused(tmp_path):
    with pytest.raises(SavingError, match=r"m.zip has two files of the same name"):
        Package(zipped(tmp_path / "m.zip", [("a", b"x"), ("a", b"y")]))


def test_a_zip_file_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MOST_FILES", 1)
    with pytest.raises(SavingError, match=r"m.zip has 2 files: that is no model"):
        Package(zipped(tmp_path / "m.zip", [("a", b"x"), ("b", b"y")]))


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_zip_file_that_is_cut_off_is_refused(cut, tmp_path):
    path = zipped(tmp_path / "m.zip", [("data", b"12345678")])
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(SavingError, match="is no exported model"):
        Package(path)


def test_a_zip_file_with_two_names_for_one_file_is_refused(tmp_path):
    path = zipped(tmp_path / "m.zip", [("data", b"12345678")])
    content = bytearray(path.read_bytes())
    content[30:34] = b"DATA"  # before the content; the list of names at the end has the other
    path.write_bytes(bytes(content))
    with pytest.raises(SavingError, match="is no exported model"):
        Package(path)


def test_what_is_mapped_is_not_a_copy(folder):
    mapped = trusting(folder, "data").map("data")
    assert not mapped.flags["W"]
    assert not mapped.flags.owndata
    assert isinstance(mapped, np.ndarray)


def test_files_are_opened_for_their_bytes_where_text_has_a_mode_of_its_own(monkeypatch, folder):
    flags, real = [], os.open
    monkeypatch.setattr(os, "O_BINARY", 1 << 20, raising=False)

    def opened(path, flag):
        flags.append(flag)
        return real(path, flag & ~(1 << 20))

    monkeypatch.setattr(os, "open", opened)
    assert trusting(folder, "data").read("data", "json") == b"12345678"
    assert flags
    assert all(flag & (1 << 20) for flag in flags)
