"""What every operation promises: Keras's values, one shape however it runs, finite gradients."""

import operator
from dataclasses import dataclass

import jax
import keras
import numpy as np
import pytest

from deepkit import backend, ops
from tests.contracts import _op_rows_arrays, _op_rows_networks

GROUPS = _op_rows_arrays.GROUPS | _op_rows_networks.GROUPS
NAMESPACES = {"image", "linalg", "nn", "numpy", "random"}


@dataclass
class Results:
    """What the operations of a group gave: outputs, and gradients of the floating inputs."""

    rows: list
    outputs: dict
    gradients: dict


@pytest.fixture(scope="module", autouse=True)
def fast_compiler():
    """Compile without optimizing: each program runs once."""
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)


@pytest.fixture(scope="module", params=GROUPS)
def group(request, fast_compiler):
    """Return the results of a group's operations, computed once by one compiled program."""
    rows = GROUPS[request.param]
    traced = [row for row in rows if not row.eager]
    arrays = [arrays_of(row) for row in traced]
    wanted = [[is_smooth(row, x) for x in xs] for row, xs in zip(traced, arrays, strict=True)]
    smooth, rest = split(arrays, wanted)

    def total(smooth):
        outputs = outputs_of(ops, traced, merged(smooth, rest, wanted))
        leaves = [
            x.real.sum().astype("float32") for x in jax.tree.leaves(outputs) if x.dtype.kind in "fc"
        ]
        return sum(leaves, start=np.float32(0)), outputs

    gradients, outputs = jax.jit(jax.grad(total, has_aux=True))(smooth)
    at_once = {id(row): call(ops, row) for row in rows if row.eager}
    results = at_once | dict(zip(map(id, traced), outputs, strict=True))
    kept = [
        [g[~np.isnan(x)] for g, x in zip(*pair, strict=True)]
        for pair in zip(gradients, smooth, strict=True)
    ]
    return Results(rows, results, dict(zip(map(id, traced), kept, strict=True)))


def call(home, row, arrays=None):
    """Call the operation of a row, with other things in place of its arrays if any are given."""
    leaves, tree = jax.tree.flatten((row.args, row.options))
    given = iter(arrays_of(row) if arrays is None else arrays)
    filled = [next(given) if isinstance(leaf, np.ndarray) else leaf for leaf in leaves]
    args, options = jax.tree.unflatten(tree, filled)
    return operator.attrgetter(row.name)(home)(*args, **options)


def arrays_of(row):
    leaves = jax.tree.leaves((row.args, row.options))
    return [leaf for leaf in leaves if isinstance(leaf, np.ndarray)]


def outputs_of(home, rows, arrays):
    return [call(home, row, given) for row, given in zip(rows, arrays, strict=True)]


def is_smooth(row, array):
    return array.dtype == np.float32 and not row.flat


def split(arrays, wanted):
    """Return the arrays that are wanted, and the others."""
    pairs = [list(zip(*pair, strict=True)) for pair in zip(arrays, wanted, strict=True)]
    return tuple([[x for x, w in pair if w is is_it] for pair in pairs] for is_it in (True, False))


def merged(smooth, rest, wanted):
    """Return the arrays in their order again."""
    whole = []
    for first, second, flags in zip(smooth, rest, wanted, strict=True):
        sources = {True: iter(first), False: iter(second)}
        whole.append([next(sources[flag]) for flag in flags])
    return whole


def symbolic(array, *, open_batch):
    shape = [None if open_batch and i == 0 and n == 5 else n for i, n in enumerate(array.shape)]
    return backend.SymbolicTensor(backend.open_spec(tuple(shape), array.dtype))


def check_equal(ours, theirs):
    for mine, wanted in zip(*map(jax.tree.leaves, (ours, theirs)), strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=3e-5, atol=3e-6)
        assert getattr(mine, "dtype", None) == getattr(wanted, "dtype", None)


def check_shape(inferred, real):
    for guess, array in zip(*map(jax.tree.leaves, (inferred, real)), strict=True):
        assert len(guess.shape) == array.ndim
        assert all(g in (None, n) for g, n in zip(guess.shape, array.shape, strict=True))
        assert guess.dtype == array.dtype.name


def failures(rows, check):
    """Return the rows for which a check fails, and how."""
    found = []
    for row in rows:
        try:
            check(row)
        except Exception as error:
            found.append(f"{row}: {type(error).__name__}: {error}")
    return found


def test_every_operation_has_a_row():
    names = {*ops.__all__, *(f"image.{name}" for name in ops.image.__all__)} - NAMESPACES
    assert names == {row.name for rows in GROUPS.values() for row in rows}


def test_operations_give_what_keras_gives(group):
    paired = [row for row in group.rows if not row.alone]
    traced = [row for row in paired if not row.eager]
    with jax.numpy_dtype_promotion("standard"):
        compiled = jax.jit(lambda arrays: outputs_of(keras.ops, traced, arrays))
        theirs = compiled([arrays_of(row) for row in traced])
        expected = {id(row): call(keras.ops, row) for row in paired if row.eager}
    expected |= dict(zip(map(id, traced), theirs, strict=True))
    assert not failures(paired, lambda r: check_equal(group.outputs[id(r)], expected[id(r)]))


def test_shapes_are_inferred_before_any_value_is_there(group):
    def check(row):
        inputs = [symbolic(x, open_batch=not row.fixed) for x in arrays_of(row)]
        check_shape(call(ops, row, inputs), group.outputs[id(row)])

    assert not failures([row for row in group.rows if not row.eager], check)


def test_gradients_are_finite(group):
    def check(row):
        assert all(np.isfinite(g).all() for g in group.gradients[id(row)])

    assert not failures([row for row in group.rows if not row.eager], check)


def test_step_by_step_operations_give_what_they_give_compiled(group):
    # Once each, and images not at all: a program for each of their many steps takes too long.
    traced = [row for row in group.rows if not row.eager and not row.name.startswith("image.")]
    once = {row.name: row for row in reversed(traced)}.values()
    assert not failures(once, lambda row: check_equal(call(ops, row), group.outputs[id(row)]))
