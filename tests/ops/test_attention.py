"""Attention: masks, groups of heads, capped logits, against a slow formula."""

import numpy as np
import pytest

from deepkit import ops

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
