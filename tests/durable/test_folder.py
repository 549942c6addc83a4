"""Files and folders are whole or absent, whoever is killed or fails in between."""

import os
import threading

import pytest

from deepkit.durable import _folder as durable


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_whose_writer_fails_is_not_there(tmp_path):
    def fail(folder):
        (folder / "half").write_text("x")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        durable.write_folder(tmp_path / "a", fail)
    assert names(tmp_path) == []


def test_a_folder_gives_way_only_if_told_to(tmp_path):
    path = tmp_path / "a"
    for text in ("old", "new"):
        durable.write_folder(path, lambda f, text=text: (f / "x").write_text(text), replace=True)
    assert (path / "x").read_text() == "new"
    with pytest.raises(OSError, match="a"):
        durable.write_folder(path, lambda f: (f / "x").write_text("newer"))
    assert (path / "x").read_text() == "new"


def test_a_folder_that_gave_way_is_found_until_it_is_removed(tmp_path):
    path = tmp_path / "a"
    for text in ("old", "new"):
        durable.write_folder(path, lambda f, text=text: (f / "x").write_text(text), replace=True)
    [(name, place)] = durable.aside(tmp_path)
    assert (name, (place / "x").read_text()) == ("a", "old")
    durable.remove(place)
    assert (durable.aside(tmp_path), names(tmp_path)) == ([], ["a"])


def test_what_is_being_removed_has_lost_its_name_already(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    monkeypatch.setattr(durable.shutil, "rmtree", lambda path, **options: None)  # killed
    durable.remove(tmp_path / "a")
    [left] = names(tmp_path)
    assert left.startswith(".removed.part-")


def test_to_remove_what_is_gone_is_no_error(tmp_path):
    durable.remove(tmp_path / "gone")


def test_leftovers_are_removed_once_they_are_old(tmp_path):
    for name in (".old.part-00", ".new.part-00"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").write_text("x")
    (tmp_path / ".file.part-00").write_text("x")
    for path in (".old.part-00/half", ".old.part-00", ".file.part-00"):
        os.utime(tmp_path / path, (0, 0))
    durable.remove_leftovers(tmp_path)
    assert names(tmp_path) == [".new.part-00"]


def test_writers_at_the_same_place_take_turns(tmp_path):
    def write(text):
        for _ in range(20):
            durable.write_folder(tmp_path / "a", lambda f: (f / "x").write_text(text), replace=True)

    threads = [threading.Thread(target=write, args=(text,)) for text in "pq"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "a" / "x").read_text() in "pq"


def test_a_place_that_never_becomes_free_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("theirs")
    monkeypatch.setattr(durable, "_set_aside", lambda path: None)
    with pytest.raises(FileExistsError, match="again and again by another process"):
        durable.write_folder(tmp_path / "a", lambda f: None, replace=True)
