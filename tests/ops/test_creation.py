"""Tensors made of nothing."""

import pytest

import deepkit
from deepkit import backend, ops


def test_constants_are_of_the_floatx_unless_told_otherwise():
    backend.set_floatx("bfloat16")
    assert [make((2,)).dtype.name for make in (ops.zeros, ops.ones, ops.empty)] == ["bfloat16"] * 3
    assert (ops.full((2,), 7).dtype, ops.eye(2, dtype="int32").dtype) == ("bfloat16", "int32")
    assert (ops.arange(3).dtype, ops.arange(3.0).dtype) == ("int32", "bfloat16")


def test_a_tensor_is_filled_after_the_shape_of_another():
    assert ops.full_like([1, 2], 3).tolist() == [3, 3]
    assert ops.zeros_like(deepkit.Input((4,))).shape == (None, 4)
    assert ops.ones_like([1.5], dtype="int32").tolist() == [1]


def test_a_filling_may_be_broadcast():
    assert ops.full((2, 2), [1.0, 2.0]).tolist() == [[1.0, 2.0], [1.0, 2.0]]


def test_ranges_leave_out_their_end():
    assert ops.arange(3).tolist() == [0, 1, 2]
    assert ops.arange(1, 7, 2).tolist() == [1, 3, 5]
    assert ops.arange(0, 1, 0.5).tolist() == [0.0, 0.5]


def test_spaces_are_equal_in_differences_or_ratios():
    assert ops.linspace(0, 1, 3).tolist() == [0.0, 0.5, 1.0]
    assert ops.logspace(0, 2, 3).tolist() == pytest.approx([1.0, 10.0, 100.0])
    assert ops.geomspace(1, 100, 3).tolist() == pytest.approx([1.0, 10.0, 100.0])
    values, step = ops.linspace(0, 1, 2, endpoint=False, retstep=True)
    assert (values.tolist(), float(step)) == ([0.0, 0.5], 0.5)


def test_diagonals_and_triangles_are_where_they_are_asked_for():
    assert ops.eye(2, 3, k=1).tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    assert ops.identity(1).tolist() == [[1.0]]
    assert ops.tri(2, 2).tolist() == [[1.0, 0.0], [1.0, 1.0]]
    assert ops.tril([[1, 2], [3, 4]]).tolist() == [[1, 0], [3, 4]]
    assert ops.triu([[1, 2], [3, 4]]).tolist() == [[1, 2], [0, 4]]
    assert ops.diag([1, 2]).tolist() == [[1, 0], [0, 2]]


def test_a_grid_has_the_places_of_its_points():
    columns, rows = ops.meshgrid([1, 2], [3, 4, 5])
    assert (columns.tolist()[0], rows.tolist()[2]) == ([1, 2], [5, 5])


def test_powers_fall_from_left_to_right():
    assert ops.vander([2, 3]).tolist() == [[2, 1], [3, 1]]
    assert ops.vander([2, 3], 3, increasing=True).tolist() == [[1, 2, 4], [1, 3, 9]]
