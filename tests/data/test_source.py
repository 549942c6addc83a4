"""A source of one's own takes part in training; sources say when they have ended."""

import numpy as np
import pytest

from deepkit.data import Source, choose


class Ones(Source):
    """Yield ones."""

    steps = 3

    def batches(self, epoch, start=0):
        for _ in range(start, self.steps):
            yield np.ones(2), None, None


def test_a_source_of_ones_own_is_taken_as_it_is():
    source = Ones()
    assert choose(source) is source
    assert len(list(source.batches(0, start=1))) == 2
    assert source.has_more()


def test_a_source_must_define_its_batches():
    with pytest.raises(NotImplementedError):
        Source().batches(0)
    with pytest.raises(NotImplementedError):
        Source().peek()


def test_asking_an_exhausted_source_for_more_warns():
    source = choose(np.ones(2) for _ in range(3))
    assert source.has_more()
    list(source.batches(0))
    with pytest.warns(UserWarning, match="Your input ran out of data; interrupting training"):
        assert not source.has_more()
