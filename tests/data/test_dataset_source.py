"""Data sets are asked for their batches by number, in an order that shuffling changes."""

import keras
import numpy as np
import pytest

from deepkit.data import PyDataset, choose
from deepkit.errors import DataError


class Numbered(PyDataset):
    """Return batch i as an array of i; write down the hooks."""

    def __init__(self, n, **base):
        super().__init__(**base)
        self.n = n
        self.events = []

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        return np.full((2, 1), index), np.zeros(2)

    def on_epoch_begin(self):
        self.events.append("begin")

    def on_epoch_end(self):
        self.events.append("end")


def seen(source, epoch, start=0):
    return [int(x[0, 0]) for x, _, _ in source.batches(epoch, start)]


def test_batches_are_shuffled_anew_for_each_epoch():
    source = choose(Numbered(20))
    orders = [seen(source, 0), seen(source, 1)]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(20))
    assert seen(choose(Numbered(20)), 1) == orders[1]


def test_without_shuffling_they_come_in_order_also_from_workers():
    assert seen(choose(Numbered(5, workers=3), shuffle=False), 0) == [0, 1, 2, 3, 4]


def test_with_steps_an_epoch_goes_on_where_the_last_one_stopped():
    source = choose(Numbered(5), shuffle=False, steps=2)
    assert [seen(source, epoch) for epoch in range(3)] == [[0, 1], [2, 3], [4, 0]]


def test_an_epoch_can_go_on_in_its_middle():
    source = choose(Numbered(6))
    assert seen(source, 3, start=4) == seen(source, 3)[4:]


def test_the_hooks_frame_each_epoch_also_one_left_early():
    dataset = Numbered(3)
    source = choose(dataset)
    source.peek()
    list(source.batches(0))
    next(batches := source.batches(1))
    batches.close()
    assert dataset.events == ["begin", "end", "begin", "end"]


def test_a_length_that_changes_is_noticed():
    dataset = Numbered(3)
    source = choose(dataset, shuffle=False)
    seen(source, 0)
    dataset.n = 4
    assert (seen(source, 1), source.steps) == ([0, 1, 2, 3], 4)


def test_an_endless_data_set_goes_on_counting():
    class Endless(Numbered):
        num_batches = None

    source = choose(Endless(0), steps=2)
    assert (seen(source, 0), seen(source, 1)) == ([0, 1], [2, 3])
    with pytest.raises(DataError, match="`x` is a Endless without end: an epoch needs"):
        choose(Endless(0))


def test_a_data_set_of_keras_is_taken():
    class FromKeras(keras.utils.PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return np.full((2, 1), index)

    assert seen(choose(FromKeras(), shuffle=False), 0) == [0, 1, 2]


def test_any_object_with_a_length_and_numbered_batches_is_taken():
    class Plain:
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return np.full((2, 1), index)

    assert seen(choose(Plain(), shuffle=False), 0) == [0, 1, 2]


def test_too_many_steps_and_no_batches_are_noticed():
    with pytest.warns(UserWarning, match="An epoch of 9 steps was asked for, and has only 3"):
        assert choose(Numbered(3), steps=9).steps == 3
    with pytest.raises(DataError, match="`x` is a Numbered of 0 batches"):
        choose(Numbered(0))


def test_a_torch_data_set_of_samples_is_refused():
    torch = pytest.importorskip("torch")
    with pytest.raises(DataError, match="a torch data set of single samples"):
        choose(torch.utils.data.TensorDataset(torch.zeros(3)))
