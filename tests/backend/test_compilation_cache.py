"""Compiled programs outlive the process, and nothing that is wrong with their folder matters."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepkit.backend import compilation_cache, set_compilation_cache
from deepkit.backend._compilation_cache import start_compilation_cache

PROGRAM = """
import jax
import deepkit
import deepkit.backend
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
print(float(deepkit.backend.jit(lambda x: x * 3 + 1)(2.0)), deepkit.config.compilation_cache())
"""


def printed(**environment):
    """Run the program in a process of its own; return what it prints."""
    kept = {k: v for k, v in os.environ.items() if k != "DEEPKIT_COMPILATION_CACHE"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=kept | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


@pytest.fixture(autouse=True)
def as_before():
    before = compilation_cache()
    yield
    set_compilation_cache(before)


def test_programs_are_kept_in_the_folder_of_the_user(tmp_path):
    value, folder = printed(XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path))
    assert value == "7.0"
    assert Path(folder).is_relative_to(tmp_path)
    assert any(Path(folder).iterdir())


def test_a_damaged_file_is_compiled_anew(tmp_path):
    printed(DEEPKIT_COMPILATION_CACHE=str(tmp_path))
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    for path in files:
        path.write_bytes(b"damaged")
    assert files
    assert printed(DEEPKIT_COMPILATION_CACHE=str(tmp_path))[0] == "7.0"


def test_it_can_be_switched_off_by_the_environment(tmp_path):
    assert printed(DEEPKIT_COMPILATION_CACHE="off", HOME=str(tmp_path)) == ["7.0", "None"]


def test_what_jax_was_told_stays(tmp_path):
    found = printed(JAX_COMPILATION_CACHE_DIR=str(tmp_path), HOME="/nowhere")
    assert found == ["7.0", str(tmp_path)]


def test_a_folder_that_cannot_be_written_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    set_compilation_cache(tmp_path / "programs")
    assert compilation_cache() is None


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "taken").write_text("")
    set_compilation_cache(tmp_path / "taken")
    assert compilation_cache() is None


def test_what_was_not_used_for_longest_is_removed(tmp_path):
    for age, name in enumerate(("newest", "older", "oldest")):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    set_compilation_cache(tmp_path, max_bytes=250)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["newest", "older"]


def test_it_can_be_moved_and_switched_off(tmp_path):
    set_compilation_cache(tmp_path)
    assert compilation_cache() == str(tmp_path)
    set_compilation_cache(None)
    assert compilation_cache() is None


def test_its_size_is_a_whole_number():
    with pytest.raises(ValueError, match="`max_bytes` must be a whole number >= 0, got -1"):
        set_compilation_cache(None, max_bytes=-1)


def test_a_folder_that_cannot_be_reached_is_not_used(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(path)

    monkeypatch.setattr(Path, "exists", refuse)
    set_compilation_cache(tmp_path / "programs")
    assert compilation_cache() is None


def test_a_user_without_a_home_keeps_no_programs(monkeypatch):
    def refuse():
        raise RuntimeError("Could not determine home directory.")

    set_compilation_cache(None)
    monkeypatch.setattr(Path, "home", refuse)
    for name in ("DEEPKIT_COMPILATION_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    start_compilation_cache()
    assert compilation_cache() is None


def test_on_windows_a_home_is_asked_for_only_where_no_folder_is_named(tmp_path, monkeypatch):
    def refuse():
        raise RuntimeError("Could not determine home directory.")

    set_compilation_cache(None)
    monkeypatch.setattr(Path, "home", refuse)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.delenv("DEEPKIT_COMPILATION_CACHE", raising=False)
    start_compilation_cache()
    assert Path(compilation_cache()).is_relative_to(tmp_path)


def test_files_that_cannot_be_removed_stay_and_others_go_instead(tmp_path, monkeypatch):
    for age, name in enumerate(("newest", "older", "oldest")):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    unlink = Path.unlink

    def sticky(path, **options):
        if path.name == "oldest":
            raise PermissionError(path)
        unlink(path, **options)

    monkeypatch.setattr(Path, "unlink", sticky)
    set_compilation_cache(tmp_path, max_bytes=250)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["newest", "oldest"]
