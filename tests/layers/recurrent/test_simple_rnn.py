"""The plain recurrent layer: its cell, step by step."""

import numpy as np

from deepkit.layers import SimpleRNN

X = np.random.default_rng(1).normal(size=(2, 3, 4)).astype("float32")


def test_it_is_its_cell_step_by_step():
    layer = SimpleRNN(5, go_backwards=True, return_sequences=True)
    outputs = layer(X)
    h = np.zeros((2, 5), "float32")
    for place, step in enumerate([2, 1, 0]):
        h, _ = layer.cell(X[:, step], [h])
        np.testing.assert_allclose(outputs[:, place], h, rtol=1e-5, atol=1e-6)
