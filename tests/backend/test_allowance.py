"""New weights take no more memory than they are allowed to."""

import numpy as np
import pytest

from deepkit import initializers
from deepkit.backend import Variable, allowance
from deepkit.errors import ShapeError


def never(shape, dtype):
    """Fail if a weight is made after all."""
    raise AssertionError(shape)


def test_weights_within_the_allowance_are_made():
    with allowance(48):
        a = Variable(initializers.Ones(), shape=(2, 4), dtype="float32")
        b = Variable(initializers.Ones(), shape=(8,), dtype="bfloat16")
    assert (a.shape, b.shape) == ((2, 4), (8,))


def test_a_weight_beyond_it_is_refused_before_it_takes_memory():
    message = r"shape \(65536, 65536\) takes 17,179,869,184 bytes, of which 1,000 are left"
    with allowance(1000), pytest.raises(ShapeError, match=message):
        Variable(never, shape=(2**16, 2**16), dtype="float32")


def test_weights_are_counted_together():
    with allowance(40):
        Variable(initializers.Ones(), shape=(8,), dtype="float32")
        with pytest.raises(ShapeError, match="of which 8 are left"):
            Variable(never, shape=(3,), dtype="float32")


def test_without_an_allowance_and_after_it_there_is_no_limit():
    with allowance(0):
        pass
    assert Variable(initializers.Ones(), shape=(1000,), dtype="float32").size == 1000


def test_a_value_that_exists_already_is_not_counted():
    with allowance(0):
        assert Variable(np.ones(9, "float32")).size == 9
