"""Loops and branches: the same numbers in onnxruntime."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import SavingError
from tests.onnx._running import agree, kinds, written

X = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")


@pytest.mark.parametrize("reverse", [False, True])
def test_a_loop_along_an_axis(reverse, tmp_path):
    def fn(x):
        def step(total, row):
            total = total * 0.5 + row
            return total, total - 1

        return ops.scan(step, ops.zeros((3,)), x, reverse=reverse)

    model = agree(fn, [X], tmp_path, batches=(1, 5))
    assert "Scan" in kinds(model)


def test_a_branch(tmp_path):
    def fn(x):
        return ops.cond(ops.sum(x) > 0, lambda: x * 2, lambda: x - 1)

    agree(fn, [X], tmp_path)


def test_a_loop_that_counts_turns_is_refused():
    def fn(x):
        return ops.scan(lambda total, _: (total * 2, ()), x, None, length=3)[0]

    with pytest.raises(SavingError, match="a loop of counted turns"):
        written(fn, [X])


def test_a_branch_of_three_ways_is_refused():
    def fn(x):
        ways = [lambda y: y, lambda y: y + 1, lambda y: y * 2]
        return ops.switch(ops.cast(ops.sum(x), "int32"), ways, x)

    with pytest.raises(SavingError, match="a branch of more than two ways"):
        written(fn, [X])
