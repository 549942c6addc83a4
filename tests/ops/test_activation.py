"""Activations: known points, far away points, and gradients where curves bend."""

import math

import numpy as np
import pytest

import deepkit
from deepkit import ops


@pytest.mark.parametrize(
    ("name", "below", "above"),
    [
        ("relu", 0.0, 2.0), ("relu6", 0.0, 2.0), ("leaky_relu", -0.4, 2.0),
        ("elu", math.exp(-2) - 1, 2.0), ("celu", math.exp(-2) - 1, 2.0),
        ("selu", 1.0507009873554805 * 1.6732632423543772 * (math.exp(-2) - 1), 2.101401974710961),
        ("silu", -2 / (1 + math.exp(2)), 2 / (1 + math.exp(-2))),
        ("mish", -2 * math.tanh(math.log1p(math.exp(-2))), 2 * math.tanh(math.log1p(math.exp(2)))),
        ("sigmoid", 1 / (1 + math.exp(2)), 1 / (1 + math.exp(-2))),
        ("log_sigmoid", -math.log1p(math.exp(2)), -math.log1p(math.exp(-2))),
        ("hard_sigmoid", 1 / 6, 5 / 6), ("hard_silu", -2 / 6, 10 / 6), ("hard_tanh", -1.0, 1.0),
        ("tanh_shrink", -2 + math.tanh(2), 2 - math.tanh(2)), ("hard_shrink", -2.0, 2.0),
        ("soft_shrink", -1.5, 1.5), ("softplus", math.log1p(math.exp(-2)), math.log1p(math.exp(2))),
        ("squareplus", (-2 + 8**0.5) / 2, (2 + 8**0.5) / 2), ("sparse_plus", 0.0, 2.0),
        ("sparse_sigmoid", 0.0, 1.0), ("softsign", -2 / 3, 2 / 3),
    ],
)  # fmt: skip
def test_an_activation_has_the_value_of_its_formula(name, below, above):
    values = getattr(ops, name)([-2.0, 2.0])
    assert values.tolist() == pytest.approx([below, above], rel=1e-5, abs=1e-7)


def test_the_exact_gelu_weighs_by_the_normal_distribution():
    expected = [x * (1 + math.erf(x / 2**0.5)) / 2 for x in (-1.0, 2.0)]
    assert ops.gelu([-1.0, 2.0], approximate=False).tolist() == pytest.approx(expected, rel=1e-5)
    assert ops.gelu([-1.0, 2.0]).tolist() == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("name", ["sigmoid", "log_sigmoid", "softplus", "silu", "elu", "selu"])
@pytest.mark.parametrize("x", [-1000.0, 1000.0])
def test_far_from_zero_nothing_overflows(name, x):
    fn = getattr(ops, name)
    assert np.isfinite(fn(x))
    assert np.isfinite(deepkit.grad(fn)(x))


def test_the_gradient_of_relu_at_zero_is_zero():
    assert float(deepkit.grad(ops.relu)(0.0)) == 0.0


def test_whole_numbers_stay_whole_where_they_can():
    x = np.array([-1, 3])
    assert ops.relu(x).dtype == ops.hard_tanh(x).dtype == "int32"
    assert ops.relu6(x).dtype == "float32"  # as in Keras
    assert ops.threshold(x, 0.5, 0).tolist() == [0, 3]
    assert ops.sigmoid(x).dtype == "float32"


def test_a_half_gates_the_other():
    assert ops.glu([1.0, 2.0, 0.0, 0.0]).tolist() == [0.5, 1.0]


def test_softmax_sums_to_one_over_its_axes():
    x = np.array([[1000.0, 1000.0], [0.0, 1000.0]])
    assert ops.softmax(x).tolist() == [[0.5, 0.5], [0.0, 1.0]]
    assert float(ops.sum(ops.softmax(x, axis=[0, 1]))) == pytest.approx(1.0)
    assert ops.log_softmax(x)[0].tolist() == pytest.approx([-math.log(2)] * 2)


def project(z):
    """Return the nearest point of the simplex by trying every number of positive parts."""
    falling = np.sort(z)[::-1]
    for k in range(len(z), 0, -1):
        tau = (falling[:k].sum() - 1) / k
        if falling[k - 1] > tau:
            return np.maximum(z - tau, 0)
    raise AssertionError


def test_sparsemax_is_the_projection_on_the_simplex(random):
    x = random.normal(size=(6, 5)).astype("float32")
    np.testing.assert_allclose(ops.sparsemax(x), [project(z) for z in x], atol=1e-6)
    np.testing.assert_allclose(ops.sparsemax(x.T, axis=0), ops.sparsemax(x).T, atol=1e-6)
