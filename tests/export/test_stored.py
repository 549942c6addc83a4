"""What each release exported is loaded by this one."""

import pytest

import deepkit
from tools import compat

STORED = sorted((compat.ROOT / "tests" / "export" / "stored").glob("*"))


def test_there_is_one_of_each_release():
    assert deepkit.__version__ in [folder.name for folder in STORED]


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_it_answers_as_it_did(folder, capsys):
    assert compat.main(["read", str(folder)]) == 0
    assert capsys.readouterr().out.count(" ok ") == len(list(folder.glob("*.json"))) == 3
