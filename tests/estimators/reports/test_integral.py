"""Tests of the integral along ways."""

import numpy as np
import pytest

from deepkit.estimators.reports._integral import integrate


class Ways:
    """Stand in for a path: two rows, on which an output changes by t^power, and a kink."""

    rows = 2

    def __init__(self, power=3.0, kink=0.347):
        self.power, self.kink, self.asked = power, kink, []

    def climb(self, rows, ways, counted):
        self.asked.append((rows.tolist(), len(ways)))
        t = ways[:, None]
        outputs = np.concatenate([t**self.power, np.maximum(t - self.kink, 0)], axis=1)
        slopes = np.concatenate([self.power * t ** (self.power - 1), t > self.kink], axis=1)
        return {"x": (counted @ slopes)[rows][:, None]}, outputs[:, rows]


def test_slopes_are_taken_in_the_middle_of_steps():
    gained, base, output = integrate(Ways(power=2.0, kink=0.5), 2, None)
    # 2 t at 1/4 and 3/4; a kink between two steps.
    np.testing.assert_allclose(gained["x"], [[1.0], [0.5]])
    assert (base.tolist(), output.tolist()) == ([0, 0], [1, 0.5])


def test_without_a_tolerance_steps_stay_as_many():
    ways = Ways()
    integrate(ways, 4, None)
    assert ways.asked == [([0, 1], 6)]


def test_steps_are_divided_until_sums_are_right():
    gained, base, output = integrate(Ways(), 5, 1e-2)
    error = np.abs(gained["x"][:, 0] - (output - base))
    assert (error <= 1e-2 * gained["x"][:, 0]).all()


def test_only_rows_that_need_it_get_more_steps():
    ways = Ways(power=1.0)
    integrate(ways, 10, 1e-3)
    assert ways.asked[0] == ([0, 1], 12)
    assert ways.asked[1] == ([1], 20)


def test_divided_steps_have_the_points_of_new_ones():
    divided, *_ = integrate(Ways(), 3, 1e-9)
    whole, *_ = integrate(Ways(), 3 * 81, None)
    np.testing.assert_allclose(divided["x"], whole["x"], rtol=1e-12)


def test_rounding_is_no_reason_to_go_on():
    class Large(Ways):
        def climb(self, rows, ways, counted):
            slopes, outputs = super().climb(rows, ways, counted)
            return slopes, outputs + 1e6 + 0.5 * (ways[:, None] == 1)

    ways = Large(power=1.0, kink=0.5)
    integrate(ways, 4, 1e-9)
    assert len(ways.asked) == 1


@pytest.mark.parametrize("steps", [1, 7])
def test_what_does_not_change_gains_nothing(steps):
    class Flat(Ways):
        def climb(self, rows, ways, counted):
            return {"x": np.zeros((len(rows), 1))}, np.ones((len(ways), len(rows)))

    gained, base, output = integrate(Flat(), steps, 1e-3)
    assert (gained["x"] == 0).all()
    assert (base == output).all()
