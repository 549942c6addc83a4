"""Tests of the ways of rows through a model."""

import numpy as np
import pytest

from deepkit.estimators.reports._path import Path, batches


class Square:
    """Stand in for a passage: f(x) = x², from 0 on."""

    def __init__(self):
        self.sizes = []

    def climb(self, ways, counted, start, inputs, signs):
        x = inputs["x"][:, 0]
        self.sizes.append((len(ways), len(x)))
        slopes = sum(c * 2 * w * x * x for w, c in zip(ways, counted, strict=True))
        return {"x": np.asarray(slopes)[:, None]}, (ways[:, None] * x) ** 2


def path_of(rows, points):
    """Return a way for each of so many rows."""
    inputs = {"x": np.arange(rows, dtype=np.float32)[:, None]}
    return Path(Square(), inputs, {}, np.ones((rows, 1), np.float32), points)


@pytest.mark.parametrize("rows", [1, 3, 256, 300])
def test_rows_are_looked_at_in_batches_of_one_size(rows):
    path, every = path_of(rows, points=2), np.arange(rows)
    slopes, outputs = path.climb(every, np.array([0.5, 1.0]), np.ones(2))
    np.testing.assert_allclose(slopes["x"][:, 0], 3 * every**2)
    np.testing.assert_allclose(outputs, [(0.5 * every) ** 2, every**2])


@pytest.mark.parametrize("points", [1, 2, 4])
def test_points_are_looked_at_so_many_at_a_time(points):
    path, ways = path_of(2, points), np.array([0.2, 0.4, 0.6])
    slopes, outputs = path.climb(np.array([1]), ways, np.array([1.0, 1.0, 0.5]))
    np.testing.assert_allclose(slopes["x"], [[2 * (0.2 + 0.4 + 0.3)]], rtol=1e-6)
    np.testing.assert_allclose(outputs[:, 0], ways**2, rtol=1e-6)
    assert {size for size, _ in path._passage.sizes} == {points}


def test_some_rows_have_batches_of_the_size_of_all():
    path = path_of(100, points=1)
    path.climb(np.array([7]), np.ones(1), np.ones(1))
    assert path._passage.sizes == [(1, 128)]


def test_the_last_row_fills_up():
    assert [part.tolist() for part in batches(3)] == [[0, 1, 2, 2]]
    assert [len(part) for part in batches(257)] == [256, 256]
