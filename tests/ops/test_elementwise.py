"""Functions of each element, at the points where they are known."""

import math

import numpy as np
import pytest

from deepkit import ops


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("exp", 0.0, 1.0), ("exp2", 3.0, 8.0), ("expm1", 1e-10, 1e-10), ("log", math.e, 1.0),
        ("log1p", 1e-10, 1e-10), ("log2", 8.0, 3.0), ("log10", 1000.0, 3.0), ("sqrt", 9.0, 3.0),
        ("rsqrt", 4.0, 0.5), ("cbrt", -27.0, -3.0), ("floor", -1.5, -2.0), ("ceil", -1.5, -1.0),
        ("trunc", -1.5, -1.0), ("erf", 0.0, 0.0), ("erfc", 0.0, 1.0), ("erfinv", 0.0, 0.0),
        ("i0", 0.0, 1.0), ("sinc", 0.0, 1.0), ("angle", -1.0, math.pi),
    ],
)  # fmt: skip
def test_a_function_has_its_known_value(name, x, value):
    assert float(getattr(ops, name)(x)) == pytest.approx(value, rel=1e-6)


def test_halves_are_rounded_to_the_even_neighbor():
    assert ops.round([0.5, 1.5, 2.5]).tolist() == [0.0, 2.0, 2.0]
    assert ops.round([123.0], decimals=-1).tolist() == [120.0]


def test_rounding_down_whole_numbers_makes_floats():
    assert (ops.floor([1]).dtype, ops.trunc([1]).dtype) == ("float32", "int32")


def test_logarithms_of_sums_do_not_overflow():
    assert float(ops.logaddexp(1000.0, 1000.0)) == pytest.approx(1000 + math.log(2))
    assert float(ops.logaddexp2(1000.0, 1000.0)) == 1001.0


def test_what_is_not_finite_is_replaced():
    replaced = ops.nan_to_num([np.nan, np.inf, -np.inf], nan=1.0, posinf=2.0, neginf=3.0)
    assert replaced.tolist() == [1.0, 2.0, 3.0]


def test_complex_numbers_come_apart_and_together():
    x = ops.polar(2.0, math.pi / 2)
    parts = ops.view_as_real(x)
    assert parts.tolist() == pytest.approx([0.0, 2.0], abs=1e-6)
    assert ops.view_as_complex(parts) == x
    assert ops.conj(x).imag == -x.imag
