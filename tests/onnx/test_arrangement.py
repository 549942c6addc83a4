"""Primitives that move numbers: the same numbers in onnxruntime."""

import numpy as np
import pytest
from jax import lax

from deepkit import ops
from deepkit.errors import SavingError
from tests.onnx._running import agree, kinds, written

X = np.random.default_rng(0).normal(size=(3, 4, 5)).astype("float32")

MOVES = {
    "broadcast": lambda x: ops.broadcast_to(x[:, None], (*x.shape[:1], 2, *x.shape[1:])),
    "concatenate": lambda x: ops.concatenate([x, x * 2], axis=1),
    "flip": lambda x: ops.flip(x, 1),
    "pad": lambda x: ops.pad(x, [(0, 0), (1, 2), (0, 1)], constant_values=3.0),
    "part": lambda x: x[:, 1:3],
    "every second": lambda x: x[:, ::2],
    "along an axis": lambda x: ops.take_along_axis(x, ops.cast(ops.abs(x) < 1, "int32"), axis=1),
    "one place": lambda x: x[:, -1],
    "repeat": lambda x: ops.repeat(x, 2, axis=1),
    "reshape": lambda x: ops.reshape(x, (-1, 20)),
    "reshape in another order": lambda x: lax.reshape(x, (5, 4 * x.shape[0]), (2, 0, 1)),
    "roll": lambda x: ops.roll(x, 1, axis=1),
    "split": lambda x: ops.split(x, [1, 3], axis=2),
    "stack": lambda x: ops.stack([x, x + 1], axis=2),
    "take": lambda x: ops.take(x, np.array([[3, 0], [1, 1]]), axis=1),
    "tile": lambda x: ops.tile(x, (1, 2, 1)),
    "transpose": lambda x: ops.transpose(x, (0, 2, 1)),
    "triangle": lambda x: ops.tril(x),
}


@pytest.mark.parametrize("name", MOVES)
def test_a_move(name, tmp_path):
    agree(MOVES[name], [X], tmp_path)


def test_places_are_counted_along_open_axes(tmp_path):
    def fn(x):
        return x + ops.cast(ops.arange(x.shape[1], dtype="int32"), "float32")[:, None]

    agree(fn, [X], tmp_path, free=(0, 1))


PARTS = {
    "ends and steps": lambda x: x[:, 1:-1, ::2],
    "steps of two axes": lambda x: x[:, ::2, 1::2],
    "steps backwards": lambda x: x[:, ::-2, 1:],
    "ends of several axes": lambda x: x[:, 1:3, 1:-1],
    "steps with one place": lambda x: x[:, ::2, -1],
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_cut_out(name, tmp_path):
    agree(PARTS[name], [X], tmp_path)


def test_blocks_are_looked_up_at_several_places(tmp_path):
    starts = np.array([[0, 1], [2, 3]], "int32")
    numbers = lax.GatherDimensionNumbers((0, 2, 3), (), (1, 2))

    def fn(x):
        return lax.gather(x, starts, numbers, (x.shape[0], 2, 2), mode="clip")

    agree(fn, [X], tmp_path)


@pytest.mark.parametrize("how", ["constant", "edge", "reflect", "symmetric"])
def test_padding_repeats_what_it_is_told_to(how, tmp_path):
    agree(lambda x: ops.pad(x, [[0, 0], [1, 0], [0, 2]], mode=how), [X], tmp_path)


def test_nothing_has_a_shape_too(tmp_path):
    def fn(x):
        return ops.sum(ops.reshape(x[:, :0], (x.shape[0], 0, 1, 5)), axis=1)

    agree(fn, [X], tmp_path)


def test_numbers_are_put_between_others(tmp_path):
    agree(lambda x: ops.associative_scan(lambda y, z: y * z, x, axis=1), [X], tmp_path)
    agree(lambda x: lax.pad(x, 2.0, [(0, 0, 0), (1, 0, 1), (-1, 2, 2)]), [X], tmp_path)


@pytest.mark.parametrize("how", ["nearest", "bilinear", "bicubic", "lanczos3"])
def test_images_of_open_size_are_resized(how, tmp_path):
    image = np.random.default_rng(0).normal(size=(2, 5, 4, 3)).astype("float32")
    agree(lambda x: ops.image.resize(x, (3, 7), how), [image], tmp_path, free=(0, 1, 2))


def test_the_size_of_an_open_axis_is_a_number(tmp_path):
    agree(lambda x: ops.sum(x, axis=1) / x.shape[1], [X], tmp_path, free=(0, 1))


def test_rows_are_looked_up_by_an_input(tmp_path):
    ids = np.array([[0, 2, 1], [3, 3, 0]], "int32")
    agree(lambda i: ops.take(X[0], i, axis=0), [ids], tmp_path)


def test_tensors_in_one_order_are_joined_before_it():
    def fn(x):
        parts = [ops.transpose(y, (0, 2, 1)) for y in (x, -x)]
        return ops.transpose(ops.concatenate(parts, axis=1), (0, 2, 1))

    assert "Transpose" not in kinds(written(fn, [X]))


def test_a_part_that_begins_anywhere(tmp_path):
    places = np.array([1, 7, -9], "int32")  # too far: the part is moved back

    def fn(x, i):
        return [lax.dynamic_slice(x, (0, i[place], 0), (3, 2, 5)) for place in range(3)]

    agree(fn, [X, places], tmp_path, free=(), batches=(3,))


@pytest.mark.parametrize("how", ["set", "add", "max", "min", "multiply"])
def test_values_are_put_to_places(how, tmp_path):
    def fn(x):
        start = ops.transpose(x, (1, 0, 2))
        changed = getattr(start.at[np.array([2, 0])], how)(0.5)
        return ops.transpose(changed, (1, 0, 2))

    agree(fn, [X], tmp_path)


def test_odd_places_are_refused():
    with pytest.raises(SavingError, match=r"this kind of storing \(scatter\)"):
        written(lambda x: x.at[:, 1:3].set(0.0), [X])


def test_a_place_for_each_row(tmp_path):
    agree(lambda x: ops.median(x, axis=1), [X], tmp_path)


def test_parts_of_equal_size(tmp_path):
    agree(lambda x: ops.unstack(x, axis=1), [X], tmp_path)


def test_odd_lookups_are_refused():
    numbers = lax.GatherDimensionNumbers((0, 2), (2,), (1, 2))

    def fn(x):  # two of three rows, which no place is told of
        return lax.gather(x, np.zeros((3, 2), "int32"), numbers, (2, 2, 1), mode="clip")

    with pytest.raises(SavingError, match=r"this kind of lookup \(gather\) has no counterpart"):
        written(fn, [X], free=())


def test_padding_between_elements_of_an_open_axis_is_refused():
    with pytest.raises(SavingError, match="padding between the elements of an open axis"):
        written(lambda x: lax.pad(x, 0.0, [(0, 0, 1), (0, 0, 0), (0, 0, 0)]), [X])
