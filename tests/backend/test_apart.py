"""Rows are called apart only where each result's row comes from its own row of the input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import rows_apart

X = np.random.default_rng(0).normal(size=(5, 6)).astype("float32")
IMAGE = np.random.default_rng(1).normal(size=(3, 8, 8, 2)).astype("float32")
KERNEL = np.ones((3, 3, 2, 4), "float32")
TABLE = np.arange(20, dtype="float32").reshape(10, 2)


def convolved(x):
    numbers = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, KERNEL, (1, 1), "SAME", dimension_numbers=numbers)


def pooled(x):
    sizes = (1, 3, 3, 1)
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, sizes, (1, 2, 2, 1), "VALID")


def stepped(x):
    return jax.lax.scan(lambda c, row: (c + row, c * 2), jnp.zeros_like(x[:, 0]), x.T)[1].T


def looped(x):
    return jax.lax.fori_loop(1, 4, lambda place, total: total + x[:, place, None], x)


APART = {
    "arithmetic": (lambda x: jnp.tanh(x) * 2 + x / 3, X),
    "a product": (lambda x: x @ X.T, X),
    "a product of rows with themselves": (lambda x: jnp.einsum("bi,bj->bij", x, x), X),
    "a sum over columns": (lambda x: x - x.sum(axis=1, keepdims=True), X),
    "rows merged with columns and back": (lambda x: (x.reshape(-1, 3) * 2).reshape(-1, 6), X),
    "transposed twice": (lambda x: (x.T + 1).T, X),
    "columns": (lambda x: jnp.concatenate([x[:, 4:], x[:, 2:3]], axis=1), X),
    "columns in another order": (lambda x: jnp.take(x, jnp.array([3, 1]), axis=1)[:, ::-1], X),
    "columns at places": (looped, X),
    "sorted columns": (lambda x: jnp.sort(x, axis=1) + jnp.cumsum(x, axis=1), X),
    "columns taken row by row": (lambda x: jnp.take_along_axis(x, jnp.argsort(x), axis=1), X),
    "the largest": (lambda x: jax.lax.top_k(x, 2)[0], X),
    "columns around it": (lambda x: jnp.pad(x, ((0, 0), (1, 2))), X),
    "a table": (lambda x: jnp.take(TABLE, x, axis=0), np.ones((4, 3), "int32")),
    "zeros for each row": (lambda x: jnp.zeros((x.shape[0], 2)) + x[:, :1], X),
    "the place of each row": (lambda x: x + jax.lax.broadcasted_iota(x.dtype, x.shape, 0), X),
    "a convolution": (convolved, IMAGE),
    "a window": (pooled, IMAGE),
    "a scan over columns": (stepped, X),
    "a spectrum": (lambda x: jnp.fft.rfft(x).real, X),
    "a compiled part": (jax.jit(lambda x: jax.nn.softmax(x) + jax.nn.relu(x)), X),
    "a branch": (lambda x: jax.lax.cond(True, lambda: x, lambda: -x), X),
    "a loop": (lambda x: jax.lax.fori_loop(0, 3, lambda i, v: v * 2.0, x), X),
}


@pytest.mark.parametrize("name", APART)
def test_rows_that_are_apart_do_not_see_each_other(name):
    fn, x = APART[name]
    assert rows_apart(lambda _, given: fn(given), None, x) == [True]
    whole, part = fn(jnp.asarray(x)), fn(jnp.asarray(x[:2]))
    np.testing.assert_allclose(whole[:2], part, rtol=1e-5)


MIXED = {
    "a mean over rows": lambda x: x - x.mean(axis=0),
    "the largest of all": lambda x: x / x.max(),
    "the number of rows": lambda x: x * x.shape[0],
    "a decision by the number of rows": lambda x: x if x.shape[0] > 2 else -x,
    "the first row": lambda x: x - x[0],
    "the last row": lambda x: x[-1:] + x,
    "rows in reverse": lambda x: x[::-1],
    "rows moved on": lambda x: jnp.roll(x, 1, axis=0),
    "sorted rows": lambda x: jnp.sort(x, axis=0),
    "a running sum over rows": lambda x: jnp.cumsum(x, axis=0),
    "a softmax over rows": lambda x: jax.nn.softmax(x, axis=0),
    "a product with all rows": lambda x: x @ (x.T @ x),
    "similarities of rows": lambda x: x @ x.T,
    "a row taken by another": lambda x: x[jnp.argsort(x[:, 0])],
    "columns that become rows": lambda x: x.reshape(6, -1).T,
    "a scan over rows": lambda x: jax.lax.scan(lambda c, r: (c + r, c), jnp.zeros(6), x)[1],
    "a branch by all rows": lambda x: jax.lax.cond(x.sum() > 0, lambda: x, lambda: -x),
    "a loop until all rows are small": lambda x: jax.lax.while_loop(
        lambda v: jnp.max(v) > 1.0, lambda v: v / 2, x
    ),
    "numbers drawn for all rows": lambda x: x + jax.random.normal(jax.random.key(0), x.shape),
    "rows stacked on themselves": lambda x: jnp.concatenate([x, x]),
    "results along another axis": lambda x: x.T,
    "a sum of all": lambda x: x.sum(),
    "a function of the host": lambda x: jax.pure_callback(lambda v: v, x, x),
}


@pytest.mark.parametrize("name", MIXED)
def test_rows_that_are_mixed_are_not_called_apart(name):
    assert rows_apart(lambda _, x: MIXED[name](x), None, X) is None


def test_somebody_who_is_shown_all_rows_sees_them_as_they_are():
    def shown(_, x):
        jax.debug.callback(lambda v: None, x)
        return x

    assert rows_apart(shown, None, X) is None


def test_results_without_rows_are_told_from_those_with():
    weights = np.ones((6, 2), "float32")

    def several(w, x):
        return {"a": x["p"] @ w, "b": w * 2, "c": x["q"]}

    found = rows_apart(several, weights, {"p": X, "q": X})
    assert found == [True, False, True]


def test_variables_of_a_compiled_function_are_constants():
    weight = backend.Variable(np.ones((6, 2), "float32"))
    program = backend.jit(lambda _, x: x @ weight.value)
    assert rows_apart(program, None, X) == [True]
