"""The cell of the plain recurrent layer, by hand."""

import numpy as np

from deepkit.layers import SimpleRNNCell


def test_a_step_is_the_formula():
    cell = SimpleRNNCell(1, activation="relu")
    cell.build((None, 1))
    cell.set_weights([[[2.0]], [[3.0]], [4.0]])
    y, [h] = cell(np.array([[10.0]]), [np.array([[100.0]])])
    assert float(y[0, 0]) == float(h[0, 0]) == 2 * 10 + 3 * 100 + 4
