"""Checkpoints are whole, listed and not too many, whatever is killed in between."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepkit.estimators import _checkpoints
from deepkit.estimators._checkpoints import Checkpoints

KILLER = """
import json, os, random, signal, sys, time
from pathlib import Path
from deepkit.estimators._checkpoints import Checkpoints

os.fsync = lambda handle: None  # a killed process loses nothing that it wrote, and dies more often

def save_on_and_on(folder, start):
    checkpoints = Checkpoints(folder, keep_max=2)
    def write(step):
        def fill(room):
            for name in "ab":
                (room / name).write_text(str(step) * 20000)
        return fill
    for step in range(start, start + 100000):
        checkpoints.save(step // 2, write(step // 2))  # each step twice: the second replaces

folder, rounds = sys.argv[1], int(sys.argv[2])
random.seed(0)
reached = 0
for _ in range(rounds):
    pid = os.fork()
    if not pid:
        save_on_and_on(folder, 2 * reached)
    time.sleep(random.uniform(0.005, 0.06))  # the kill comes at any moment
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    checkpoints = Checkpoints(folder)
    for path in checkpoints.all():
        step = Checkpoints.step_of(path)
        assert [(path / n).read_text() == str(step) * 20000 for n in "ab"] == [True] * 2, path
    latest = checkpoints.latest()
    step = 0 if latest is None else Checkpoints.step_of(latest)
    assert step >= reached, (step, reached)
    reached = step
    listed = Path(folder, "checkpoint")
    assert not listed.exists() or json.loads(listed.read_text())["latest"]
print(reached)
"""


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that stands still: set `hours` to move it."""

    class Clock:
        hours = 100.0

    monkeypatch.setattr(_checkpoints, "time", lambda: Clock.hours * 3600)
    return Clock


def fill(text):
    return lambda folder: (folder / "w").write_text(text)


def names(checkpoints):
    return [path.name for path in checkpoints.all()]


def test_there_is_nothing_before_the_first(tmp_path):
    checkpoints = Checkpoints(tmp_path / "new")
    assert (checkpoints.latest(), checkpoints.all()) == (None, [])
    assert not (tmp_path / "new").exists()


def test_the_last_ones_stay_and_the_file_says_which(tmp_path):
    checkpoints = Checkpoints(tmp_path, keep_max=3)
    for step in (9, 10, 100, 1000):
        checkpoints.save(step, fill(str(step)))
    assert names(checkpoints) == ["ckpt-10", "ckpt-100", "ckpt-1000"]
    listed = json.loads((tmp_path / "checkpoint").read_text())
    assert (listed["latest"], [*listed["saved"]]) == ("ckpt-1000", names(checkpoints))
    assert (checkpoints.latest() / "w").read_text() == "1000"


@pytest.mark.parametrize("keep_max", [None, 0])
def test_all_stay_if_there_is_no_limit(tmp_path, keep_max):
    checkpoints = Checkpoints(tmp_path, keep_max=keep_max)
    for step in range(7):
        checkpoints.save(step, fill(""))
    assert len(checkpoints.all()) == 7


def test_one_in_so_many_hours_stays_for_good(tmp_path, clock):
    for hour in range(10):  # a new object each time: what is counted is in the file
        clock.hours = 100.0 + hour
        Checkpoints(tmp_path, keep_max=2, keep_every_n_hours=3).save(hour, fill(""))
    assert names(Checkpoints(tmp_path)) == ["ckpt-3", "ckpt-6", "ckpt-8", "ckpt-9"]


def test_a_step_that_is_saved_again_is_replaced(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for text in ("old", "new"):
        path = checkpoints.save(5, fill(text))
    assert (path / "w").read_text() == "new"
    assert sorted(os.listdir(tmp_path)) == ["checkpoint", "ckpt-5"]


def test_training_goes_on_from_an_older_one_if_the_file_says_so(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for step in (1, 2, 3):
        checkpoints.save(step, fill(""))
    listed = json.loads((tmp_path / "checkpoint").read_text())
    (tmp_path / "checkpoint").write_text(json.dumps(listed | {"latest": "ckpt-2"}))
    assert checkpoints.latest().name == "ckpt-2"
    checkpoints.save(3, fill("anew"))
    assert (checkpoints.latest() / "w").read_text() == "anew"


def test_one_that_was_not_listed_before_the_kill_is_the_latest(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(5, fill(""))
    for name in ("ckpt-4", "ckpt-6"):
        (tmp_path / name).mkdir()
    assert checkpoints.latest().name == "ckpt-6"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"latest": 3}', '{"latest": "ckpt-9"}'])
def test_the_folders_count_where_the_file_is_spoilt(tmp_path, text):
    checkpoints = Checkpoints(tmp_path)
    for step in (9, 10):
        checkpoints.save(step, fill(""))
    (tmp_path / "checkpoint").write_text(text)
    assert checkpoints.latest().name == "ckpt-10"
    checkpoints.save(11, fill(""))
    assert checkpoints.latest().name == "ckpt-11"


def test_one_that_gave_way_just_before_a_kill_is_found(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    path = checkpoints.save(5, fill("whole"))
    path.rename(tmp_path / ".ckpt-5.aside-00")
    assert (checkpoints.latest() / "w").read_text() == "whole"
    assert Checkpoints.step_of(checkpoints.latest()) == 5
    checkpoints.save(5, fill("anew"))
    assert (checkpoints.latest() / "w").read_text() == "anew"
    assert not (tmp_path / ".ckpt-5.aside-00").exists()


def test_half_written_ones_and_other_folders_are_not_seen(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for name in (".ckpt-7.part-00", "ckpt-x", "eval"):
        (tmp_path / name).mkdir()
    (tmp_path / "ckpt-8").write_text("a file")
    assert checkpoints.all() == []


def test_a_writer_that_fails_leaves_what_there_was(tmp_path):
    def fail(folder):
        (folder / "w").write_text("half")
        raise OSError("no space left")

    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(1, fill("whole"))
    with pytest.raises(OSError, match="no space left"):
        checkpoints.save(2, fail)
    assert sorted(os.listdir(tmp_path)) == ["checkpoint", "ckpt-1"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be copied")
def test_a_kill_at_any_moment_leaves_whole_checkpoints_and_loses_none(tmp_path):
    root = Path(_checkpoints.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path), "40"],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be copied")
def test_two_processes_do_not_spoil_each_others(tmp_path):
    code = (
        "import sys\nfrom deepkit.estimators._checkpoints import Checkpoints\n"
        "for step in range(60):\n"
        "    Checkpoints(sys.argv[1], keep_max=3).save(\n"
        "        step, lambda f: (f / 'w').write_text(str(step) * 9))\n"
    )
    root = Path(_checkpoints.__file__).parents[2]
    command = [sys.executable, "-c", code, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) for _ in range(2)]
    errors = [process.communicate()[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    checkpoints = Checkpoints(tmp_path)
    assert checkpoints.latest().name == "ckpt-59"
    for path in checkpoints.all():
        assert (path / "w").read_text() == str(Checkpoints.step_of(path)) * 9


@pytest.mark.parametrize("below", ["", "deep/below"])
def test_a_model_dir_that_is_a_file_is_refused(tmp_path, below):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError, match=r"`model_dir` must be a folder, and '.*file' is"):
        Checkpoints(tmp_path / "file" / below)


def test_a_model_dir_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(PermissionError, match=r"`model_dir` must be a folder that can be written"):
        Checkpoints(tmp_path).save(1, fill(""))


def test_a_model_dir_that_cannot_be_made_is_refused(tmp_path, monkeypatch):
    def refuse(path, **options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(PermissionError, match=r"'.*room' cannot"):
        Checkpoints(tmp_path / "room").save(1, fill(""))


def test_numbers_out_of_range_are_refused(tmp_path):
    with pytest.raises(ValueError, match="`keep_max` must be a whole number >= 0"):
        Checkpoints(tmp_path, keep_max=-1)
    with pytest.raises(ValueError, match="`keep_every_n_hours` must be > 0"):
        Checkpoints(tmp_path, keep_every_n_hours=0)
    with pytest.raises(ValueError, match="`step` must be a whole number >= 0"):
        Checkpoints(tmp_path).save(-1, fill(""))


@pytest.mark.parametrize("path", ["checkpoint", "a/ckpt-", "ckpt-5.index"])
def test_the_step_of_something_else_is_refused(path):
    with pytest.raises(ValueError, match=r"`path` must end in 'ckpt-<step>'"):
        Checkpoints.step_of(path)


def test_all_checkpoints_can_be_removed(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for step in (1, 2):
        checkpoints.save(step, lambda folder: (folder / "a").write_text("a"))
    (tmp_path / "eval").mkdir()
    checkpoints.clear()
    assert [path.name for path in tmp_path.iterdir()] == ["eval"]
    assert checkpoints.latest() is None


def test_removing_none_is_no_error(tmp_path):
    Checkpoints(tmp_path / "none").clear()
