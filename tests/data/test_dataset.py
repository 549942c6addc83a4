"""A PyDataset is written as in Keras."""

import itertools

import pytest

from deepkit.data import PyDataset


def test_iterating_gives_every_batch():
    class Three(PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return index

    assert list(Three(workers=4)) == [0, 1, 2]
    assert Three().num_batches == 3


def test_without_end_iterating_goes_on():
    class Endless(PyDataset):
        num_batches = None

        def __getitem__(self, index):
            return index

    assert list(itertools.islice(Endless(), 4)) == [0, 1, 2, 3]


def test_a_subclass_need_not_call_the_constructor():
    class Forgetful(PyDataset):
        def __init__(self):
            pass

    assert (Forgetful().workers, Forgetful().use_multiprocessing, Forgetful().max_queue_size) == (
        1,
        False,
        10,
    )


def test_the_hooks_do_nothing_by_themselves():
    PyDataset().on_epoch_begin()
    PyDataset().on_epoch_end()


def test_what_must_be_defined_is_named():
    with pytest.raises(NotImplementedError, match="PyDataset must define `__getitem__`"):
        PyDataset()[0]
    with pytest.raises(
        NotImplementedError, match="PyDataset must define `__len__`, or `num_batches`"
    ):
        _ = PyDataset().num_batches
