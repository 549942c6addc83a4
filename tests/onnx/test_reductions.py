"""Primitives that sum up or put in order: the same numbers in onnxruntime."""

import numpy as np
import pytest
from jax import lax

from deepkit import ops
from deepkit.errors import SavingError
from tests.onnx._running import agree, written

X = np.random.default_rng(0).normal(size=(3, 4, 5)).astype("float32")

SUMS = {
    "sum": lambda x: ops.sum(x, axis=1),
    "mean": lambda x: ops.mean(x, axis=(1, 2), keepdims=True),
    "largest": lambda x: ops.max(x, axis=-1),
    "smallest": lambda x: ops.min(x, axis=1),
    "product": lambda x: ops.prod(x, axis=2),
    "deviation": lambda x: ops.std(x, axis=1),
    "any": lambda x: ops.any(x > 1, axis=1),
    "all": lambda x: ops.all(x > -1, axis=1),
    "place of the largest": lambda x: ops.argmax(x, axis=1),
    "place of the smallest": lambda x: ops.argmin(x, axis=2),
    "running sum": lambda x: ops.cumsum(x, axis=1),
    "logarithm of a sum": lambda x: ops.logsumexp(x, axis=1),
    "norm": lambda x: ops.norm(x, axis=-1),
    "order": lambda x: ops.sort(x, axis=1),
    "places in order": lambda x: ops.argsort(x, axis=1),
    "first ones": lambda x: ops.top_k(x, 2),
    "softmax": lambda x: ops.softmax(x, axis=1),
}


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_of_some_sense(name, tmp_path):
    agree(SUMS[name], [X], tmp_path)


def test_a_sort_by_several_keys_is_refused():
    with pytest.raises(SavingError, match="a sort by several keys"):
        written(lambda x: lax.sort((x, x), num_keys=2), [X])
