"""Weights as they are stored, and as programs compute with them."""

import numpy as np
import pytest

from deepkit.errors import SavingError
from deepkit.export import TensorSpec
from deepkit.export._forms import stored
from deepkit.export._weights import Weights

W = np.random.default_rng(0).normal(size=(40, 8)).astype("float32")
SPEC = TensorSpec("w", (40, 8), "float32")


@pytest.mark.parametrize(("form", "apart"), [("int8", 1 / 254), ("bfloat16", 2**-8), (None, 0)])
def test_a_weight_is_restored_once(form, apart):
    weights = Weights(stored("w", W, form).arrays)
    found = weights.restored(SPEC)
    assert (found.dtype, found.shape) == ("float32", W.shape)
    assert (np.abs(found - W) <= apart * np.abs(W).max(axis=0) * 1.001).all()
    assert weights.restored(SPEC) is found
    assert weights.stored("w").dtype.name == (form or "float32")


def test_numbers_in_8_bits_without_a_scale_are_what_they_are():
    ids = np.array([1, 2], "int8")
    assert Weights({"w": ids}).restored(TensorSpec("w", (2,), "int8")) is ids


def test_a_weight_that_is_not_there_is_named():
    weights = Weights({})
    for ask in (lambda: weights.stored("w"), lambda: weights.restored(SPEC)):
        with pytest.raises(SavingError, match="The exported model has no weight 'w'"):
            ask()


@pytest.mark.parametrize("shape", [(1, 1, 8), (3, 8), (8,), (1, 9)])
def test_a_scale_that_would_fill_the_memory_is_refused(shape):
    arrays = {"w": np.ones((40, 8), "int8"), "w:scale": np.ones(shape, "float32")}
    with pytest.raises(SavingError, match="The scale of weight 'w' is not of its shape"):
        Weights(arrays).restored(SPEC)
