"""How much work a program is, counted in its operations."""

import numpy as np
import pytest

from deepkit import backend, ops


def ones(*shape):
    return np.ones(shape, "float32")


@pytest.mark.parametrize(
    ("program", "args", "products"),
    [
        (lambda a, b: ops.matmul(a, b), (ones(2, 3), ones(3, 4)), 2 * 3 * 4),
        (lambda a, b: ops.einsum("bij,bjk->bik", a, b), (ones(5, 2, 3), ones(5, 3, 4)), 5 * 24),
        (lambda x, k: ops.conv(x, k, padding="valid"), (ones(1, 6, 6, 2), ones(3, 3, 2, 4)), 1152),
        (lambda a: ops.exp(a) * a, (ones(9),), 0),
    ],
    ids=["a product", "a batch of products", "a convolution", "elementwise"],
)
def test_multiplications_are_counted(program, args, products):
    # The convolution: 4 x 4 places, 4 outputs, 3 x 3 x 2 taps.
    assert backend.work_of(backend.jit(program), *args).products == products


def test_what_is_in_a_loop_counts_once_a_turn():
    def program(a):
        return ops.scan(lambda x, _: (ops.matmul(x, x), None), a, length=7)[0]

    work = backend.work_of(backend.jit(program), ones(3, 3))
    assert work.products == 7 * 27
    assert work.loops == 1


def test_a_loop_of_unknown_length_counts_as_one_turn():
    def program(a, count):
        return ops.fori_loop(0, count, lambda _, x: ops.matmul(x, x), a)

    work = backend.work_of(backend.jit(program), ones(3, 3), np.int32(5))
    assert (work.products, work.loops) == (27, 1)


def test_a_loop_without_products_is_work_like_any_other():
    def program(a):
        return ops.scan(lambda x, _: (ops.exp(x), None), a, length=7)[0]

    assert backend.work_of(backend.jit(program), ones(3, 3)).loops == 0


def test_convolutions_and_windows_are_told():
    work = backend.work_of(backend.jit(lambda x: ops.average_pool(x, 3, 2)), ones(1, 8, 8, 1))
    assert work.convolutions > 0


def test_a_program_is_traced_once_for_counting_and_running():
    traced = []

    def program(a):
        traced.append(a)
        return a * 2

    compiled = backend.jit(program)
    assert backend.work_of(compiled, ones(2)).operations == 1
    compiled(ones(2))
    assert len(traced) == 1


def test_a_program_that_does_nothing_has_no_work():
    assert backend.work_of(backend.jit(lambda a: a), ones(2)) == (0, 0, 0, 0)
