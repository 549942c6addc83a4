"""Attention: masks, groups of heads, capped logits, against a slow formula."""

import jax
import jax.export
import numpy as np
import pytest

from deepkit import config, ops
from deepkit.ops import _attention

# Two places, one head of size 1, equal keys.
ONES = np.ones((1, 2, 1, 1), "float32")
VALUES = np.array([2.0, 6.0], "float32").reshape(1, 2, 1, 1)


@pytest.fixture
def qkv(random):
    return [random.normal(size=(2, n, 4, 8)).astype("float32") for n in (3, 5, 5)]


def slow(query, key, value, *, bias=0.0, mask=True, cap=None, scale=8**-0.5):
    logits = np.einsum("btns,bkns->bntk", query, key) * scale
    logits = cap * np.tanh(logits / cap) if cap else logits
    logits = np.where(mask, logits + bias, -1e9)
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    return np.einsum("bntk,bkns->btns", weights / weights.sum(-1, keepdims=True), value)


def test_values_are_mixed_by_how_well_keys_fit(qkv):
    np.testing.assert_allclose(ops.dot_product_attention(*qkv), slow(*qkv), atol=1e-5)
    scaled = ops.dot_product_attention(*qkv, scale=0.5)
    np.testing.assert_allclose(scaled, slow(*qkv, scale=0.5), atol=1e-5)


@pytest.mark.parametrize("cap", [None, 0.5])
def test_a_mask_hides_and_a_bias_shifts(qkv, random, cap):
    mask = random.random((2, 1, 3, 5)) > 0.4
    mask[..., 0] = True
    bias = random.normal(size=(1, 4, 3, 5)).astype("float32")
    result = ops.dot_product_attention(*qkv, bias=bias, mask=mask, attn_logits_soft_cap=cap)
    np.testing.assert_allclose(result, slow(*qkv, bias=bias, mask=mask, cap=cap), atol=1e-5)


@pytest.mark.parametrize("cap", [None, 0.5])
def test_a_causal_target_sees_nothing_later(qkv, cap):
    query, key, value = qkv[0], qkv[1][:, :3], qkv[2][:, :3]
    result = ops.dot_product_attention(query, key, value, is_causal=True, attn_logits_soft_cap=cap)
    np.testing.assert_allclose(
        result, slow(query, key, value, mask=np.tri(3, dtype=bool), cap=cap), atol=1e-5
    )


@pytest.mark.parametrize("cap", [None, 2.0])
def test_a_key_head_serves_several_query_heads(qkv, cap):
    query, key, value = qkv[0], qkv[1][:, :, :2], qkv[2][:, :, :2]
    result = ops.dot_product_attention(query, key, value, attn_logits_soft_cap=cap)
    repeated = [np.repeat(x, 2, axis=2) for x in (key, value)]
    np.testing.assert_allclose(result, slow(query, *repeated, cap=cap), atol=1e-5)


@pytest.mark.parametrize("cap", [None, 1e6])
@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ([[False, False]], [4.0, 4.0]),  # it sees nothing: the mean, and no NaN
        ([[0, 1]], [6.0, 6.0]),  # numbers are true unless zero
        ([[True, False], [False, True]], [2.0, 6.0]),
    ],
)
def test_a_mask_at_its_edges(cap, mask, expected):
    result = ops.dot_product_attention(
        ONES, ONES, VALUES, mask=np.array([[mask]]), attn_logits_soft_cap=cap
    )
    assert result.ravel().tolist() == expected


@pytest.mark.parametrize("cap", [None, 1e6])
def test_half_precision_stays_and_meets_full_precision(cap):
    half, values = ONES.astype("float16"), VALUES.astype("float16")
    options = {"attn_logits_soft_cap": cap, "bias": np.zeros((1, 1, 2, 2))}
    assert ops.dot_product_attention(half, half, values, **options).dtype == "float16"
    assert ops.dot_product_attention(half, half, VALUES, **options).dtype == "float32"


def test_logits_stay_within_their_bound():
    key = np.array([0.0, 1e4], "float32").reshape(1, 2, 1, 1)
    mixed = ops.dot_product_attention(ONES, key, VALUES, attn_logits_soft_cap=np.log(3.0))
    np.testing.assert_allclose(mixed.ravel(), [5, 5], rtol=1e-5)


@pytest.fixture
def fused(monkeypatch):
    """Pretend that there is a GPU, whose kernel answers in half precision alone, and with 7."""
    attend = jax.nn.dot_product_attention

    def kernel(query, *others, implementation, **options):
        if implementation == "xla":
            return attend(query, *others, implementation="xla", **options)
        if query.dtype != "bfloat16":
            raise NotImplementedError("Only in half precision.")
        return 0 * query + 7

    monkeypatch.setattr(jax.nn, "dot_product_attention", kernel)
    monkeypatch.setattr(_attention, "on_cpu", lambda: False)


def lowered(qkv, platform, **options):
    """Return the text of a program for a platform."""
    fn = jax.jit(lambda *qkv: ops.dot_product_attention(*qkv, **options))
    return jax.export.export(fn, platforms=[platform])(*qkv).mlir_module()


@pytest.fixture
def halves(qkv):
    return [ops.cast(x, "bfloat16") for x in qkv]


def test_gpus_attend_with_the_fused_kernel_and_others_without(fused, halves):
    assert "exponential" not in lowered(halves, "cuda")
    assert "exponential" in lowered(halves, "cpu")
    assert "exponential" in lowered(halves, "tpu")


def test_what_the_fused_kernel_refuses_is_computed_without(fused, qkv):
    assert "exponential" in lowered(qkv, "cuda")
    np.testing.assert_allclose(ops.dot_product_attention(*qkv), slow(*qkv), atol=1e-5)


def test_the_fused_kernel_can_be_asked_for_and_forbidden(fused, qkv, halves):
    assert "exponential" in lowered(halves, "cuda", flash_attention=False)
    assert "exponential" not in lowered(halves, "cpu", flash_attention=True)
    with pytest.raises(NotImplementedError, match="Only in half precision"):
        ops.dot_product_attention(*qkv, flash_attention=True)


def test_a_switch_forbids_the_fused_kernel(fused, halves):
    config.disable_flash_attention()
    try:
        assert "exponential" in lowered(halves, "cuda")
    finally:
        config.enable_flash_attention()


@pytest.mark.parametrize("masked", [False, True])
def test_half_precision_is_computed_wherever_it_is_asked_for(qkv, random, masked):
    mask = random.random((2, 1, 3, 5)) > 0.4 if masked else np.ones((1, 1, 1, 1), bool)
    mask[..., 0] = True
    halves = [ops.cast(x, "float16") for x in qkv]
    result = jax.jit(lambda *qkv: ops.dot_product_attention(*qkv, mask=mask))(*halves)
    assert result.dtype == "float16"
    expected = slow(*(np.asarray(x, "float32") for x in halves), mask=mask)
    np.testing.assert_allclose(np.asarray(result, "float32"), expected, atol=2e-3)


def test_both_ways_have_gradients(fused, halves):
    total = jax.grad(lambda q: ops.sum(ops.dot_product_attention(q, *halves[1:])))
    with jax.numpy_dtype_promotion("standard"):  # JAX's own gradient adds half to full precision
        assert total(halves[0]).shape == halves[0].shape


def test_jax_itself_refuses_the_fused_kernel_here(halves, monkeypatch):
    monkeypatch.setattr(_attention, "on_cpu", lambda: False)
    expected = slow(*(np.asarray(x, "float32") for x in halves))
    result = ops.cast(ops.dot_product_attention(*halves), "float32")
    np.testing.assert_allclose(result, expected, atol=0.05)
