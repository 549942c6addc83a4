"""Averages of the weights, worked by hand."""

import numpy as np

from deepkit.optimizers._averaging import averaged, overwritten

WEIGHTS = {"w": np.float32([2.0])}


def test_at_the_first_update_the_average_is_the_weight():
    found = averaged({"w": np.float32([7.0])}, WEIGHTS, 0.9, np.int32(0))
    np.testing.assert_array_equal(found["w"], [2.0])


def test_later_it_moves_toward_the_weight():
    found = averaged({"w": np.float32([7.0])}, WEIGHTS, 0.9, np.int32(3))
    np.testing.assert_allclose(found["w"], [0.9 * 7.0 + 0.1 * 2.0], rtol=1e-6)


def test_averages_of_weights_that_are_not_there_are_kept():
    found = averaged({"w": np.float32([7.0]), "frozen": 5.0}, WEIGHTS, 0.9, np.int32(3))
    assert found["frozen"] == 5.0


def test_weights_are_overwritten_at_every_so_many_updates():
    averages = {"w": np.float32([7.0])}
    found = [overwritten(averages, WEIGHTS, 3, np.int32(n))["w"][0] for n in range(6)]
    assert found == [2.0, 2.0, 7.0, 2.0, 2.0, 7.0]
