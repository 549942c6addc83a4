"""The gated recurrent unit layer: its cell, step by step."""

import numpy as np
import pytest

from deepkit.layers import GRU

X = np.random.default_rng(1).normal(size=(2, 3, 4)).astype("float32")


@pytest.mark.parametrize("options", [{}, {"reset_after": False}, {"use_bias": False}])
def test_it_is_its_cell_step_by_step(options):
    layer = GRU(5, return_sequences=True, return_state=True, **options)
    outputs, last = layer(X)
    h = np.zeros((2, 5), "float32")
    for step in range(3):
        h, _ = layer.cell(X[:, step], [h])
        np.testing.assert_allclose(outputs[:, step], h, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(last, h, rtol=1e-5, atol=1e-6)


def test_it_refuses_to_promise_cudnn():
    with pytest.raises(ValueError, match="`use_cudnn` is not supported: leave it out, got True"):
        GRU(3, use_cudnn=True)
