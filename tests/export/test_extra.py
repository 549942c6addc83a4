"""Files of the user's."""

import pytest

from deepkit.export._extra import copy_extra


def test_files_are_copied_into_a_folder_of_their_own(tmp_path):
    (tmp_path / "note").write_text("hello")
    copy_extra(tmp_path, {"deep/note.txt": tmp_path / "note"})
    assert (tmp_path / "assets.extra" / "deep" / "note.txt").read_text() == "hello"


def test_a_path_that_leads_elsewhere_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`assets_extra` must stay in its folder"):
        copy_extra(tmp_path, {"../note.txt": tmp_path / "note"})
