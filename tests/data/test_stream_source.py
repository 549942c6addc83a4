"""Streams are walked in their own order: iterators once, other iterables again and again."""

import itertools

import numpy as np
import pytest

from deepkit.data import choose
from deepkit.errors import DataError

RAN_OUT = "Your input ran out of data; interrupting training"


class Numbers:
    """An iterable without a length that yields the batches 0, 1, ..., n - 1."""

    def __init__(self, n):
        self.n = n
        self.walks = 0

    def __iter__(self):
        self.walks += 1
        return (np.full((2, 1), i) for i in range(self.n))


def seen(source, epoch, start=0):
    return [int(x[0, 0]) for x, _, _ in source.batches(epoch, start)]


def test_one_iterator_goes_on_through_the_epochs():
    source = choose(iter(Numbers(5)), steps=2)
    assert (seen(source, 0), seen(source, 1)) == ([0, 1], [2, 3])
    with pytest.warns(UserWarning, match=f"{RAN_OUT}.* 2 steps was asked for, and had only 1"):
        assert seen(source, 2) == [4]
    assert source.exhausted


def test_a_generator_that_ends_with_an_epoch_yields_nothing_more():
    source = choose(iter(Numbers(2)), steps=2)
    assert seen(source, 0) == [0, 1]
    with pytest.warns(UserWarning, match=RAN_OUT):
        assert seen(source, 1) == []


def test_without_steps_a_generator_is_one_epoch_and_no_warning():
    source = choose(iter(Numbers(3)))
    assert source.steps is None
    assert seen(source, 0) == [0, 1, 2]
    assert (source.steps, source.exhausted) == (3, True)


def test_other_iterables_are_walked_anew_for_each_epoch():
    numbers = Numbers(3)
    source = choose(numbers)
    assert (source.steps, seen(source, 0), seen(source, 1)) == (None, [0, 1, 2], [0, 1, 2])
    assert (source.steps, source.exhausted, numbers.walks) == (3, False, 2)


def test_with_steps_an_epoch_goes_on_in_the_next_walk():
    source = choose(Numbers(5), steps=3)
    assert [seen(source, epoch) for epoch in range(3)] == [[0, 1, 2], [3, 4, 0], [1, 2, 3]]


def test_a_walk_shorter_than_an_epoch_warns():
    source = choose(Numbers(2), steps=5)
    for epoch in range(2):
        with pytest.warns(UserWarning, match=f"{RAN_OUT}.* 5 steps was asked for, and had only 2"):
            assert seen(source, epoch) == [0, 1]


def test_epoch_zero_begins_anew():
    source = choose(Numbers(5), steps=2)
    assert (seen(source, 0), seen(source, 0)) == ([0, 1], [0, 1])


def test_a_peek_loses_no_batch_and_walks_once():
    numbers = Numbers(3)
    for stream in (numbers, iter(Numbers(3))):
        source = choose(stream)
        assert int(source.peek()[0][0, 0]) == int(source.peek()[0][0, 0]) == 0
        assert seen(source, 0) == [0, 1, 2]
    assert numbers.walks == 1


def test_an_epoch_left_early_is_forgotten_by_the_next():
    source = choose(Numbers(3))
    next(source.batches(0))
    assert seen(source, 1) == [0, 1, 2]


def test_an_epoch_can_go_on_in_its_middle():
    assert seen(choose(Numbers(4)), 0, start=2) == [2, 3]


def test_a_torch_loader_gives_numpy_batches_and_its_length():
    torch = pytest.importorskip("torch")
    data = torch.utils.data.TensorDataset(torch.arange(10.0)[:, None], torch.arange(10))
    source = choose(torch.utils.data.DataLoader(data, batch_size=4))
    batches = list(source.batches(0))
    assert source.steps == 3
    assert [(x.shape, x.dtype, y.dtype, w) for x, y, w in batches][2] == (
        (2, 1),
        "float32",
        "int64",
        None,
    )
    assert len(list(source.batches(1))) == 3


def test_a_torch_loader_of_unknown_length_is_walked_to_its_end():
    torch = pytest.importorskip("torch")

    class Endless(torch.utils.data.IterableDataset):
        def __iter__(self):
            return iter(torch.arange(5.0)[:, None])

    source = choose(torch.utils.data.DataLoader(Endless(), batch_size=2))
    assert source.steps is None
    assert seen(source, 0) == [0, 2, 4]


def test_a_list_of_two_is_inputs_and_targets_and_a_dict_is_inputs():
    source = choose(iter([[np.zeros(2), np.ones(2)]]))
    [(x, y, w)] = source.batches(0)
    assert (x.sum(), y.sum(), w) == (0, 2, None)
    [(x, y, w)] = choose(iter([{"a": np.zeros(2)}])).batches(0)
    assert (list(x), y, w) == (["a"], None, None)


def test_class_weights_apply_to_each_batch():
    [(_, _, weights)] = choose(
        iter([(np.zeros(2), np.array([0, 1]))]), class_weight={1: 3}
    ).batches(0)
    assert weights.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("batch", "text"),
    [
        ((), "got a tuple of 0"),
        ((1, 2, 3, 4), "got a tuple of 4"),
        ((np.zeros(3), np.zeros(2)), "got x: 3; y: 2"),
        ((np.zeros(3), 1), "`y` must have rows along its first axis"),
        ((np.zeros(0), np.zeros(0)), "`x` is empty"),
        ((np.array(["a"]), np.zeros(1)), "`x` must hold numbers"),
    ],
)
def test_a_batch_that_cannot_be_used_is_refused_with_its_number(batch, text):
    source = choose(iter([np.zeros(2), batch]))
    with pytest.raises(DataError, match=text) as refused:
        list(source.batches(0))
    assert refused.value.__notes__ == ["in batch 1 of the list_iterator"]


def test_an_empty_stream_is_refused():
    for use in (lambda source: source.peek(), lambda source: list(source.batches(0))):
        with pytest.raises(DataError, match="`x` is a generator that yields no batch"):
            use(choose(i for i in ()))


@pytest.mark.parametrize("endless", [itertools.count(), itertools.cycle([1]), itertools.repeat(1)])
def test_an_endless_iterator_needs_steps(endless):
    with pytest.raises(DataError, match="never ends: an epoch needs `steps_per_epoch`"):
        choose(endless)


def test_a_batch_stays_what_it_was_when_the_stream_fills_the_same_memory_again():
    buffer = np.zeros((2, 3), "float32")

    def refilled():
        for value in (1, 2):
            buffer[:] = value
            yield {"a": buffer}, buffer[:, 0]

    first, second = choose(refilled(), steps=2).batches(0)
    assert (first[0]["a"].min(), first[1].max(), second[0]["a"].max()) == (1, 1, 2)
