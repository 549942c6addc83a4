"""A file appears whole or not at all, and an older one is safe until then."""

import os
import subprocess
import sys

import pytest

from deepkit.durable import whole_file, write_whole
from deepkit.errors import SavingError

INTERRUPTED = """
import os, sys
from pathlib import Path
from deepkit.durable import whole_file
with whole_file(Path(sys.argv[1])) as file:
    file.write(b"half of the new")
    file.flush()
    os._exit(1)
"""


def write_half(path):
    """Begin to write, and be interrupted."""
    with whole_file(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt


def test_the_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["m.keras"]


def test_an_error_while_writing_leaves_the_old_content_alone(tmp_path):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["m.keras"]


def test_a_process_that_dies_while_writing_leaves_the_old_content_alone(tmp_path, request):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    root = request.config.rootpath
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, str(path)], cwd=root, check=False)
    assert done.returncode == 1
    assert path.read_bytes() == b"old"


def test_the_permissions_of_the_old_file_stay(tmp_path):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with whole_file(path) as file:
        file.write(b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_to_the_new_content(tmp_path):
    (tmp_path / "link.keras").symlink_to(tmp_path / "real.keras")
    with whole_file(tmp_path / "link.keras") as file:
        file.write(b"new")
    assert (tmp_path / "link.keras").is_symlink()
    assert (tmp_path / "real.keras").read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(SavingError, match=r"nowhere/m.keras cannot be written: No such file"),
        whole_file(tmp_path / "nowhere" / "m.keras"),
    ):
        pass


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "list"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["list"])
