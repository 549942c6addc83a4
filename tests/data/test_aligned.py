"""Long batches start where a device on the host can take them without copying."""

import numpy as np
import pytest

from deepkit.data import aligned_empty
from deepkit.data._aligned import taker


@pytest.mark.parametrize("dtype", ["float32", "int64", "bool", "complex64"])
def test_an_empty_array_starts_at_a_multiple_of_64_bytes(dtype):
    array = aligned_empty((3, 0, 5), np.dtype(dtype))
    long = aligned_empty((7, 11), np.dtype(dtype))
    assert (array.shape, array.dtype) == ((3, 0, 5), np.dtype(dtype))
    assert long.ctypes.data % 64 == 0
    assert long.flags.c_contiguous
    assert long.flags.writeable


@pytest.mark.parametrize("width", [1, 500])
@pytest.mark.parametrize("dtype", ["float32", "int8", "bool", "<U3", object])
def test_rows_are_those_that_numpy_takes(width, dtype, random):
    array = random.integers(2, size=(90, width)).astype(dtype)
    rows = random.permutation(90)[:40]
    taken = taker(array)(rows)
    np.testing.assert_array_equal(taken, array[rows])
    assert taken.dtype == array.dtype


def test_long_rows_start_at_a_multiple_of_64_bytes(random):
    array = random.normal(size=(64, 129))
    starts = [taker(array)(np.arange(40)).ctypes.data % 64 for _ in range(5)]
    assert starts == [0] * 5
