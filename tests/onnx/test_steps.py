"""Steps that many layers are written with."""

import numpy as np

from deepkit.onnx._builder import Builder
from deepkit.onnx._steps import (
    backwards,
    cast,
    cut,
    elementwise,
    expand,
    reduce,
    reshape,
    transpose,
    untransposed,
)
from deepkit.onnx._value import Value

IMAGE = Value("x", ("batch", 6, 5, 3), "float32")


def ops(b, result):
    return [node.op_type for node in b.graph("g", [IMAGE], [result]).node]


def test_opposite_transposes_cancel_out():
    b = Builder({})
    first = transpose(b, IMAGE, (0, 3, 1, 2))
    assert first.shape == ("batch", 3, 6, 5)
    assert transpose(b, first, (0, 2, 3, 1)) is IMAGE


def test_a_transpose_travels_behind_what_treats_all_alike():
    b = Builder({})
    y = elementwise(b, "Relu", transpose(b, IMAGE, (0, 3, 1, 2)))
    assert ops(b, transpose(b, y, (0, 2, 3, 1))) == ["Relu"]


def test_numbers_are_moved_the_other_way():
    b = Builder({})
    moved = transpose(b, IMAGE, (0, 3, 1, 2))
    y = elementwise(b, "Mul", moved, np.arange(3, dtype="float32").reshape(3, 1, 1))
    source, order = untransposed(y)
    assert order == (0, 3, 1, 2)
    assert source.made.inputs[1].array.shape == (1, 1, 1, 3)


def test_two_tensors_in_the_same_order_are_added_before_it():
    b = Builder({})
    x, y = (transpose(b, elementwise(b, op, IMAGE), (0, 3, 1, 2)) for op in ("Exp", "Neg"))
    assert ops(b, elementwise(b, "Add", x, y)) == ["Exp", "Neg", "Add", "Transpose"]


def test_two_tensors_in_different_orders_are_added_as_they_are():
    b = Builder({})
    x, y = transpose(b, IMAGE, (0, 3, 1, 2)), Value("y", ("batch", 3, 6, 5), "float32")
    assert untransposed(elementwise(b, "Add", x, y))[1] == (0, 1, 2, 3)


def test_a_cast_to_its_own_dtype_is_nothing():
    b = Builder({})
    assert cast(b, IMAGE, "bfloat16") is IMAGE
    assert cast(b, b.constant(np.array(2)), "int32").array.dtype == "int32"


def test_one_open_axis_of_a_shape_is_found_by_the_runtime():
    b = Builder({})
    y = reshape(b, IMAGE, ("batch", 90))
    assert y.made.inputs[1].array.tolist() == [-1, 90]
    assert reshape(b, y, y.shape) is y


def test_among_several_open_axes_those_of_size_one_are_left_out_and_put_in():
    b = Builder({})
    x = Value("x", ("steps", 1, "batch", 3), "float32")
    y = reshape(b, x, ("steps", "batch", 3))
    assert y.made.op == "Squeeze"
    assert reshape(b, y, (1, "steps", "batch", 3)).made.op == "Unsqueeze"
    assert [node.op_type for node in b.nodes] == ["Squeeze", "Unsqueeze"]


def test_a_tensor_is_expanded_to_an_open_size():
    b = Builder({})
    b.sizes["batch"] = Value("n", (1,), "int64")
    y = expand(b, b.constant(np.zeros((1, 2))), ("batch", 2))
    assert y.made.op == "Expand"
    assert expand(b, y, ("batch", 2)) is y


def test_nothing_is_expanded_to_what_is_added_to():
    b = Builder({})
    b.sizes["batch"] = Value("n", (1,), "int64")
    zeros = expand(b, b.constant(np.zeros((1, 1, 1, 1), "float32")), IMAGE.shape)
    assert ops(b, elementwise(b, "Add", IMAGE, zeros)) == ["Add"]
    both = elementwise(b, "Add", zeros, expand(b, b.constant(np.ones((1, 6, 5, 3))), IMAGE.shape))
    assert both.shape == IMAGE.shape
    assert ops(b, both).count("Expand") == 1


def test_axes_that_are_summed_over_go_or_stay():
    b = Builder({})
    assert reduce(b, "ReduceSum", IMAGE, [-1, 1]).shape == ("batch", 5)
    assert reduce(b, "ReduceMax", IMAGE, [1], keepdims=True).shape == ("batch", 1, 5, 3)


def test_a_part_is_cut_only_where_it_is_smaller():
    b = Builder({})
    assert cut(b, IMAGE, IMAGE.shape, (0, 0, 0, 0), IMAGE.shape) is IMAGE
    y = cut(b, IMAGE, ("batch", 4, 5, 3), (0, 1, 0, 0), ("batch", 5, 5, 3))
    assert [x.array.tolist() for x in y.made.inputs[1:]] == [[1], [5], [1]]


def test_backwards_keeps_the_shape():
    assert backwards(Builder({}), IMAGE, 1).shape == IMAGE.shape
