"""The hand-written gradient of the LSTM is that of the cell, step by step."""

import jax
import numpy as np
import pytest

from deepkit import backend, layers, ops
from deepkit.layers.recurrent import _lstm_sweep
from deepkit.layers.recurrent._lstm_sweep import Weights, sweep

STEPS, BATCH, UNITS, FEATURES = 5, 3, 4, 2
WALKS = [(masked, backwards) for masked in (False, True) for backwards in (False, True)]


@pytest.fixture
def arrays(random):
    """Return inputs, two states, and the weights of a cell."""
    shapes = [(STEPS, BATCH, FEATURES), (BATCH, UNITS), (BATCH, UNITS)]
    shapes += [(FEATURES, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,)]
    return [random.normal(size=shape).astype("float32") for shape in shapes]


@pytest.fixture
def cell():
    """Return a built cell."""
    cell = layers.LSTMCell(UNITS)
    cell.build((BATCH, FEATURES))
    return cell


def by_cell(cell, arrays, mask, backwards):
    """Return outputs and last states, made by calling the cell step by step."""
    xs, h, c, *weights = arrays
    outputs = [None] * STEPS
    with backend.scope(cell.weights, weights):
        for step in reversed(range(STEPS)) if backwards else range(STEPS):
            _, new = cell(xs[step], [h, c])
            now = mask[step][:, None]
            h, c = (
                ops.where(now, after, before) for after, before in zip(new, (h, c), strict=True)
            )
            outputs[step] = h
    return ops.stack(outputs), (h, c)


def weighed(result):
    """Return a number in which every element has a part of its own."""
    flat = ops.concatenate([ops.reshape(x, (-1,)) for x in backend.leaves(result)])
    return ops.sum(ops.sin(flat) * ops.arange(1.0, 1 + flat.size))


@pytest.fixture(params=["on a CPU", "elsewhere"])
def place(request, monkeypatch):
    """Walk as it is done on a CPU, or elsewhere."""
    monkeypatch.setattr(_lstm_sweep, "on_cpu", lambda: request.param == "on a CPU")
    return request.param


@pytest.mark.parametrize(("masked", "backwards"), WALKS)
def test_values_and_gradients_are_those_of_the_cell(place, masked, backwards, arrays, cell):
    mask = np.ones((STEPS, BATCH), bool)
    mask[1:3, 0] = mask[4, 2] = not masked

    def swept(xs, h, c, *weights):
        kept = mask if masked else None
        return weighed(sweep(xs, (h, c), Weights(*weights), kept, backwards=backwards))

    expected = jax.value_and_grad(
        lambda *given: weighed(by_cell(cell, given, mask, backwards)), range(6)
    )(*arrays)
    found = jax.jit(jax.value_and_grad(swept, range(6)))(*arrays)
    for one, other in zip(backend.leaves(found), backend.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_inputs_are_multiplied_at_once_but_on_a_cpu(place, arrays):
    xs, h, c, *weights = arrays
    jaxpr = jax.make_jaxpr(lambda xs: sweep(xs, (h, c), Weights(*weights))[0])(xs)
    whole = f"f32[{STEPS},{BATCH},{4 * UNITS}] = dot_general"
    assert (whole in str(jaxpr)) == (place == "elsewhere")


def test_the_gradient_has_a_gradient(arrays, cell):
    xs, h, c, kernel, recurrent, bias = arrays

    def steepness(loss):
        return jax.grad(lambda u: ops.sum(jax.grad(loss)(u) ** 2))(recurrent)

    swept = steepness(lambda u: weighed(sweep(xs, (h, c), Weights(kernel, u, bias))))
    mask = np.ones((STEPS, BATCH), bool)
    direct = steepness(lambda u: weighed(by_cell(cell, [xs, h, c, kernel, u, bias], mask, False)))
    np.testing.assert_allclose(swept, direct, rtol=1e-3)
