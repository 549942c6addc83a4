"""Setting up: which pip is taken where Python brings none, and what is said when there is none."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

NEW = "pip-26.3-py3-none-any.whl"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """Return an index of files that pip is configured for; it lists one wheel of pip."""
    folder = tmp_path / "simple" / "pip"
    folder.mkdir(parents=True)
    (folder / NEW).write_bytes(b"wheel")
    sha256 = hashlib.sha256(b"wheel").hexdigest()
    (folder / "index.html").write_text(f'<a href="{NEW}#sha256={sha256}">{NEW}</a>')
    monkeypatch.setenv("PIP_INDEX_URL", folder.parent.as_uri())
    return folder


def test_the_wheel_of_the_configured_index_is_run_from_its_own_file(index, monkeypatch):
    ran = []
    monkeypatch.setattr(bootstrap, "run_wheel", lambda python, wheel: ran.append(wheel.name))
    bootstrap.by_index(Path("python"))
    assert ran == [NEW]


def test_a_wheel_that_is_not_what_its_index_says_is_refused(index, monkeypatch):
    (index / NEW).write_bytes(b"something else")
    monkeypatch.setattr(bootstrap, "run_wheel", lambda *_: pytest.fail("it must not be run"))
    with pytest.raises(bootstrap.UnavailableError, match=r"SHA-256 of .* is not the one"):
        bootstrap.by_index(Path("python"))


def test_the_newest_release_is_taken_but_no_preview_and_nothing_withdrawn():
    page = (
        '<a href="a/pip-9.0-py3-none-any.whl#sha256=aa">9</a>'
        '<a href="a/pip-26.3-py3-none-any.whl#sha256=bb" data-requires-python="&gt;=3.10">26</a>'
        '<a href="a/pip-27.0b1-py3-none-any.whl#sha256=cc">27</a>'
        '<a href="a/pip-27.1-py3-none-any.whl#sha256=dd" data-yanked="broken">27.1</a>'
    )
    found = bootstrap.newest_wheel(page, "https://index.invalid/simple/pip/")
    assert found == (f"https://index.invalid/simple/pip/a/{NEW}", "bb")


def test_a_wheel_without_a_checksum_is_no_candidate():
    with pytest.raises(bootstrap.UnavailableError, match="lists no wheel of pip with its SHA-256"):
        bootstrap.newest_wheel(f'<a href="{NEW}">26</a>', "https://index.invalid/simple/pip/")


def test_without_a_configured_index_the_way_to_name_one_is_told(monkeypatch):
    monkeypatch.setattr(bootstrap, "configured", lambda name: None)
    with pytest.raises(bootstrap.UnavailableError, match="set PIP_INDEX_URL"):
        bootstrap.by_index(Path("python"))


def test_options_are_found_in_the_file_that_pip_reads(tmp_path, monkeypatch):
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://index.invalid/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert bootstrap.configured("index-url") == "https://index.invalid/simple"


def test_a_system_without_apt_is_told_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(bootstrap.UnavailableError, match="no apt-get"):
        bootstrap.by_debian(Path("python"))


def test_ways_are_tried_until_one_works():
    def broken(python):
        raise bootstrap.UnavailableError("reason")

    ways = {"first": broken, "second": lambda python: None, "third": broken}
    assert bootstrap.try_each(ways, Path("python")) == {}


def test_when_no_way_works_every_reason_and_the_cure_are_printed(monkeypatch):
    monkeypatch.setattr(bootstrap, "try_each", lambda ways, python: {"ensurepip": "it is absent"})
    with pytest.raises(
        SystemExit, match=r"ensurepip: it is absent\n.*apt-get install python3-venv"
    ):
        bootstrap.install_pip(Path("python"))


def test_an_environment_without_pip_is_not_taken_for_one_that_works(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path], check=True)
    assert not bootstrap.works(tmp_path / "bin" / "python")


def test_an_interpreter_with_pip_works():
    assert bootstrap.works(Path(sys.executable))


def test_what_a_failing_command_said_last_is_the_reason():
    with pytest.raises(bootstrap.UnavailableError, match=r"^the end$"):
        bootstrap.run([sys.executable, "-c", "print('start'); raise SystemExit('the end')"])
