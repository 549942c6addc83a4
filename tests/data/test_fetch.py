"""Workers fetch ahead, and the batches still come in order."""

import itertools
import os
import threading

import pytest

from deepkit.data import PyDataset
from deepkit.data._fetch import fetch

PROCESSES = """
import os
from deepkit.data import PyDataset

class FromProcess(PyDataset):
    def __getitem__(self, index):
        return index, os.getpid()
"""


class Recording(PyDataset):
    """Tell which thread fetched a batch, once `together` of them are at it."""

    def __init__(self, together, **base):
        super().__init__(**base)
        self.barrier = threading.Barrier(together, timeout=30)

    def __getitem__(self, index):
        self.barrier.wait()
        return index, threading.get_ident()


def test_one_worker_is_the_main_thread():
    fetched = list(fetch(Recording(1), [2, 0, 1]))
    assert fetched == [(index, threading.get_ident()) for index in (2, 0, 1)]


def test_several_workers_fetch_at_once_and_keep_the_order():
    fetched = list(fetch(Recording(2, workers=2), range(8)))
    assert [index for index, _ in fetched] == list(range(8))
    assert threading.get_ident() not in {thread for _, thread in fetched}


def test_no_more_is_fetched_ahead_than_allowed():
    drawn = []
    indices = (drawn.append(index) or index for index in itertools.count())
    fetched = fetch(Recording(1, workers=2, max_queue_size=3), indices)
    assert next(fetched)[0] == 0
    fetched.close()
    assert len(drawn) == 4


def test_an_error_in_a_worker_reaches_the_caller():
    class Broken(PyDataset):
        def __getitem__(self, index):
            raise KeyError(f"no batch {index}")

    with pytest.raises(KeyError, match="no batch 0"):
        list(fetch(Broken(workers=2), range(3)))


def test_worker_processes_fetch_from_their_own_copy(tmp_path, monkeypatch):
    (tmp_path / "from_process.py").write_text(PROCESSES)
    monkeypatch.syspath_prepend(tmp_path)
    import from_process

    dataset = from_process.FromProcess(workers=2, use_multiprocessing=True)
    fetched = list(fetch(dataset, range(5)))
    assert [index for index, _ in fetched] == list(range(5))
    assert os.getpid() not in {process for _, process in fetched}
