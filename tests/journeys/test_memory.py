"""Half precision and recomputation, alone and together: less is kept, and the same is learned."""

import jax
import numpy as np
import pytest

import deepkit
from deepkit import backend, layers, ops

ROWS = 64
X = np.linspace(-1, 1, ROWS * 4, dtype="float32").reshape(ROWS, 4)
Y = (X[:, :1] - X[:, 1:2]).astype("float32")


def model_of(policy, mode=None):
    """Return a compiled model that computes by a policy, with first values that are the same."""
    deepkit.utils.set_random_seed(2)
    with deepkit.RematScope(mode):
        inner = [layers.Dense(32, "gelu", dtype=policy) for _ in range(4)]
        model = deepkit.Sequential([deepkit.Input((4,)), *inner, layers.Dense(1, dtype="float32")])
    model.compile(deepkit.optimizers.Adam(0.01), "mse")
    return model


def bytes_kept(model):
    """Return what the forward pass keeps for the gradient, weights and their casts left out."""
    weights = model.trainable_variables

    def loss(values):
        with backend.scope(weights, values), backend.call_context(True):
            return ops.mean(ops.square(model(X) - Y))

    _, backward = jax.vjp(loss, [weight.value for weight in weights])
    return sum(x.nbytes for x in jax.tree.leaves(backward) if ROWS in x.shape)


def test_half_precision_keeps_half_the_bytes_and_recomputation_less_of_them():
    plain, half = bytes_kept(model_of("float32")), bytes_kept(model_of("mixed_bfloat16"))
    again, both = (bytes_kept(model_of(p, "full")) for p in ("float32", "mixed_bfloat16"))
    assert half <= 0.6 * plain
    assert again <= 0.6 * plain
    assert both <= 0.7 * min(half, again)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize("mode", [None, "full"])
def test_training_in_half_precision_learns_with_weights_in_single_precision(policy, mode):
    expected = model_of("float32").fit(X, Y, epochs=20, verbose=0).history["loss"]
    model = model_of(policy, mode)
    found = model.fit(X, Y, epochs=20, verbose=0).history["loss"]
    assert {weight.dtype for weight in model.trainable_variables} == {"float32"}
    assert found[-1] < 0.2 * found[0]
    np.testing.assert_allclose(found, expected, rtol=0.1, atol=0.02)


def test_a_whole_model_in_float16_scales_its_loss():
    before = deepkit.mixed_precision.dtype_policy()
    deepkit.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(1)])
        model.compile("sgd", "mse")
    finally:
        deepkit.mixed_precision.set_dtype_policy(before)
    assert isinstance(model.optimizer, deepkit.mixed_precision.LossScaleOptimizer)
    assert np.isfinite(model.fit(X, Y, verbose=0).history["loss"][0])
