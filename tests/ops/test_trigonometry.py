"""Circular and hyperbolic functions, at the points where they are known."""

import math

import pytest

from deepkit import ops

NAMES = [
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arctanh",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("x", [-0.5, 0.0, 0.7])
def test_a_function_agrees_with_the_standard_library(name, x):
    expected = getattr(math, name.replace("arc", "a"))(x)
    assert float(getattr(ops, name)(x)) == pytest.approx(expected, abs=1e-6)


def test_the_inverse_hyperbolic_cosine_begins_at_one():
    assert ops.arccosh([1.0, math.cosh(2.0)]).tolist() == pytest.approx([0.0, 2.0], rel=1e-6)


def test_degrees_and_radians_are_turned_into_each_other():
    assert float(ops.deg2rad(180)) == pytest.approx(math.pi)
    assert float(ops.rad2deg(math.pi)) == pytest.approx(180.0)


def test_the_angle_of_a_point_knows_its_quadrant():
    angles = ops.arctan2([1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0])
    expected = [math.pi / 4, 3 * math.pi / 4, -math.pi / 4, -3 * math.pi / 4]
    assert angles.tolist() == pytest.approx(expected)
