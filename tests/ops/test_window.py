"""Windows agree with NumPy's."""

import numpy as np
import pytest

from deepkit import ops


@pytest.mark.parametrize("name", ["bartlett", "blackman", "hamming", "hanning"])
@pytest.mark.parametrize("size", [1, 6])
def test_a_window_is_that_of_numpy(name, size):
    np.testing.assert_allclose(getattr(ops, name)(size), getattr(np, name)(size), atol=1e-6)


def test_a_kaiser_window_is_that_of_numpy():
    np.testing.assert_allclose(ops.kaiser(6, 8.6), np.kaiser(6, 8.6), atol=1e-6)
