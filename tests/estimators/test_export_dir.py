"""Exports have names of ten digits, in the order in which they were made."""

import pytest

from deepkit.estimators import _export_dir
from deepkit.estimators._export_dir import exports_in, prune_exports, write_export


@pytest.fixture
def noon(monkeypatch):
    monkeypatch.setattr(_export_dir, "time", lambda: 1_700_000_000.9)


def names(folder):
    return [path.name for path in exports_in(folder)]


def test_an_export_is_named_by_its_second_or_the_next_free_one(tmp_path, noon):
    for text in "ab":
        path = write_export(tmp_path / "new", lambda f, text=text: (f / "x").write_text(text))
    assert names(tmp_path / "new") == ["1700000000", "1700000001"]
    assert (path.name, (path / "x").read_text()) == ("1700000001", "b")


def test_an_export_that_fails_is_not_there(tmp_path):
    with pytest.raises(ZeroDivisionError):
        write_export(tmp_path, lambda folder: 1 / 0)
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_stay_and_other_folders_are_left_alone(tmp_path, noon):
    (tmp_path / "notes").mkdir()
    for _ in range(3):
        write_export(tmp_path, lambda folder: None)
    prune_exports(tmp_path, None)
    assert len(names(tmp_path)) == 3
    prune_exports(tmp_path, 2)
    assert names(tmp_path) == ["1700000001", "1700000002"]
    assert (tmp_path / "notes").exists()


def test_there_are_none_in_a_folder_that_is_not_there(tmp_path):
    assert exports_in(tmp_path / "none") == []
