"""Nobody's file is replaced unasked."""

import pytest

from deepkit.errors import SavingError
from deepkit.saving._overwriting import may_write


@pytest.mark.parametrize(("answers", "expected"), [(["y"], True), (["", "what", "N"], False)])
def test_the_user_is_asked_before_a_file_is_replaced(answers, expected, tmp_path, monkeypatch):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    monkeypatch.setattr("builtins.input", lambda prompt: answers.pop(0))
    assert may_write(path, overwrite=False) is expected
    assert not answers


def test_nobody_is_asked_without_a_need(tmp_path):
    (tmp_path / "old.keras").write_bytes(b"old")
    assert may_write(tmp_path / "old.keras", overwrite=True)
    assert may_write(tmp_path / "new.keras", overwrite=False)


def test_where_nobody_can_be_asked_the_cure_is_named(tmp_path, monkeypatch):
    def nobody(prompt):
        raise EOFError

    (tmp_path / "m.keras").write_bytes(b"old")
    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(SavingError, match=r"nobody to ask. Pass `overwrite=True`"):
        may_write(tmp_path / "m.keras", overwrite=False)
