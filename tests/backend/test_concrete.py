"""True arrays can be had anywhere, and made of one number they cost no compilation."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import initializers, ops, optimizers
from deepkit.backend import (
    CompileListener,
    Variable,
    concrete,
    filled,
    is_concrete,
    told_of_compiling,
)


def test_true_arrays_can_be_computed_while_tracing():
    seen = []

    def fn(x):
        with concrete():
            seen.append(jnp.arange(3) + 1)
        return x

    jax.jit(fn)(1.0)
    assert seen[0].tolist() == [1, 2, 3]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "int8", "bool"])
@pytest.mark.parametrize("is_true", [True, False])
def test_an_array_is_filled_within_and_without_the_block(dtype, is_true):
    if is_true:
        with concrete():
            array = filled((2, 3), 1, dtype)
    else:
        array = filled((2, 3), 1, dtype)
    assert isinstance(array, jax.Array)
    assert (array.shape, array.dtype.name) == ((2, 3), dtype)
    np.testing.assert_array_equal(array.astype("float32"), np.ones((2, 3)))


def test_outside_the_block_what_is_filled_while_tracing_is_part_of_the_program():
    seen = []
    jax.jit(lambda x: seen.append(is_concrete(filled((2,), 0, "float32"))))(1.0)
    assert seen == [False]


class Named(CompileListener):
    """Remembers the names of what was compiled."""

    def __init__(self):
        self.names = []

    def compiled(self, name):
        self.names.append(name)


def test_variables_that_begin_with_one_number_compile_nothing():
    heard, shape = Named(), (3, 5, 7)  # of no other test
    with told_of_compiling(heard):
        first = Variable(initializers.Zeros(), shape=shape)
        second = Variable(initializers.Ones(), shape=shape)
        with concrete():
            third = Variable(ops.full_like(first, 0.5))
    assert heard.names == []
    assert [float(v.value.sum()) for v in (first, second, third)] == [0.0, 105.0, 52.5]


def test_slots_of_an_optimizer_compile_nothing():
    heard, optimizer = Named(), optimizers.Adam()
    with told_of_compiling(heard):
        optimizer.build([Variable(initializers.Ones(), shape=(2, 3, 11))])
    assert heard.names == []
    assert [v.shape for v in optimizer.variables[2:]] == [(2, 3, 11)] * 2
