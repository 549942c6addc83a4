"""Loops and branches: the same numbers in onnxruntime."""

import numpy as np
import pytest

from deepkit import ops
from tests.onnx._running import agree, kinds

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


def test_a_loop_that_counts_turns(tmp_path):
    def fn(x):
        return ops.fori_loop(0, 4, lambda turn, y: y * 0.5 + x * ops.cast(turn, "float32"), x)

    assert "Scan" in kinds(agree(fn, [X], tmp_path))


def test_a_loop_that_counts_turns_may_keep_what_each_makes(tmp_path):
    agree(lambda x: ops.scan(lambda y, _: (y * 2, y[:, 0]), x, None, length=3), [X], tmp_path)


@pytest.mark.parametrize("amount", [-9.0, 0.2, 1.2, 2.3, 9.0])
def test_a_branch_of_four_ways(amount, tmp_path):
    def fn(x):
        ways = [lambda y: y, lambda y: y + 1, lambda y: y * 2, ops.sin]
        return ops.switch(ops.cast(ops.sum(x), "int32"), ways, x)

    x = np.full((1, 1), amount, "float32")
    assert "If" in kinds(agree(fn, [x], tmp_path))
