"""Attention, by hand and by what it may not see."""

import math

import numpy as np
import pytest

from deepkit import backend
from deepkit.errors import ShapeError
from deepkit.layers import MultiHeadAttention

LOG3 = math.log(3)
SEEN = {"return_attention_scores": True}  # shares are computed one by one; else by a fused function


def plain(**options):
    """Return a layer of one head and size whose linear maps change nothing."""
    return MultiHeadAttention(1, 1, kernel_initializer="ones", **options)


def arrays(*values):
    return [backend.convert(value) for value in values]


def output_of(layer, *args, **call):
    outputs = layer(*arrays(*args), **call)
    return np.asarray(outputs[0] if isinstance(outputs, tuple) else outputs)


@pytest.fixture(params=[{}, SEEN], ids=["fused", "scores"])
def way(request):
    return request.param


@pytest.fixture
def sources(random):
    return random.normal(size=(2, 4, 3)).astype("float32")


def test_values_are_mixed_by_the_softmax_of_the_products(way):
    query, value, key = [[[1.0]]], [[[8.0], [16.0]]], [[[0.0], [LOG3]]]
    assert output_of(plain(), query, value, key, **way)[0, 0, 0] == pytest.approx(2 + 12)


def test_scores_are_the_shares_of_the_sources():
    _, scores = plain()(*arrays([[[1.0]]], [[[0.0], [LOG3]]]), **SEEN)
    assert scores.shape == (1, 1, 1, 2)
    assert scores[0, 0, 0].tolist() == pytest.approx([0.25, 0.75])


def test_products_are_divided_by_the_root_of_the_size_of_keys():
    layer = MultiHeadAttention(1, 4, kernel_initializer="ones")
    _, scores = layer(*arrays([[[1.0]]], [[[0.0], [LOG3 / 2]]]), **SEEN)  # 4 products of it, over 2
    assert scores[0, 0, 0].tolist() == pytest.approx([0.25, 0.75])


def test_a_gate_multiplies_the_heads_by_a_sigmoid_of_the_query(way):
    layer = plain(use_gate=True)
    query = [[[0.0], [LOG3]]]
    output = output_of(layer, query, [[[4.0]]], **way)
    assert output[0, :, 0].tolist() == pytest.approx([2.0, 3.0])


@pytest.mark.parametrize("name", ["value_mask", "key_mask"])
def test_a_masked_source_is_not_seen(way, sources, name):
    layer = MultiHeadAttention(2, 3)
    mask = np.array([[True, True, False, True]] * 2)
    others = np.where(mask[..., None], sources, 1e3).astype("float32")
    expected = output_of(layer, sources, sources, **{name: mask}, **way)
    actual = output_of(layer, sources, others, **{name: mask}, **way)
    np.testing.assert_allclose(actual, expected, atol=1e-6)


def test_a_masked_target_has_no_shares(sources):
    mask = np.array([[True, True, False, True]] * 2)
    _, scores = MultiHeadAttention(2, 3)(sources, sources, query_mask=mask, **SEEN)
    np.testing.assert_allclose(np.sum(scores, -1), np.stack([mask, mask], 1), atol=1e-6)


def test_masks_travel_to_their_arguments_and_that_of_the_query_goes_on():
    layer = plain()
    mask = {"query": [[True, False]], "value": [[False, True]]}
    with backend.call_context() as call:
        query, value = backend.convert([[[1.0], [1.0]]]), backend.convert([[[5.0], [7.0]]])
        call.set_masks(query, backend.convert(mask["query"]))
        call.set_masks(value, backend.convert(mask["value"]))
        output = layer(query, value)
        assert call.masks_of(output).tolist() == mask["query"]
    assert output[0, 0].tolist() == [7.0]


def test_a_causal_target_does_not_see_later_sources(way, sources):
    layer = MultiHeadAttention(2, 3)
    others = sources.copy()
    others[:, 2:] += 5
    expected = output_of(layer, sources, sources, use_causal_mask=True, **way)
    actual = output_of(layer, others, others, use_causal_mask=True, **way)
    np.testing.assert_allclose(actual[:, :2], expected[:, :2], atol=1e-6)
    assert not np.allclose(actual[:, 2:], expected[:, 2:], atol=1e-2)


def test_a_mask_of_pairs_may_differ_by_head(way):
    layer = MultiHeadAttention(2, 1, kernel_initializer="ones")
    mask = np.array([[[[True, False]], [[False, True]]]])
    output = output_of(layer, [[[1.0]]], [[[3.0], [5.0]]], attention_mask=mask, **way)
    assert output[0, 0, 0] == pytest.approx(3 + 5)  # the sum over the heads


def test_all_masks_hold_together(way):
    call = {"attention_mask": np.array([[[0, 1, 1, 1]]]), "key_mask": np.array([[1, 1, 0, 1]])}
    values = [[[1.0], [2.0], [4.0], [8.0]]]
    output = output_of(plain(), [[[0.0]]], values, **call, **way)
    assert output[0, 0, 0] == pytest.approx((2 + 8) / 2)


def test_sources_outside_the_window_are_not_seen(way):
    values = [[[1.0], [2.0], [4.0], [8.0]]]
    output = output_of(plain(sliding_window=2), [[[0.0]] * 4], values, **way)
    assert output[0, :, 0].tolist() == pytest.approx([3 / 2, 7 / 3, 14 / 3, 6])


def test_the_order_of_the_sources_does_not_matter(way, sources):
    layer = MultiHeadAttention(2, 3)
    expected = output_of(layer, sources, sources, **way)
    actual = output_of(layer, sources, sources[:, ::-1], **way)
    np.testing.assert_allclose(actual, expected, atol=1e-6)


def test_places_on_axes_not_attended_over_do_not_see_each_other(random):
    x = random.normal(size=(1, 2, 3, 2)).astype("float32")
    layer = MultiHeadAttention(1, 2, attention_axes=2)
    others = x.copy()
    others[:, 1] += 5
    np.testing.assert_allclose(layer(others, others)[:, 0], layer(x, x)[:, 0], atol=1e-6)


def test_shares_are_dropped_only_while_training(sources):
    layer = MultiHeadAttention(1, 2, dropout=0.5, seed=3)
    used, expected = layer(sources, sources), MultiHeadAttention(1, 2)
    expected.build(sources.shape, sources.shape)
    expected.set_weights(layer.get_weights()[: len(expected.weights)])
    np.testing.assert_allclose(used, expected(sources, sources), atol=1e-6)
    assert not np.allclose(layer(sources, sources, training=True), used, atol=1e-3)


def test_the_linear_maps_can_be_looked_at():
    layer = MultiHeadAttention(2, 3, value_dim=4, output_shape=(5, 6), use_bias=False)
    assert layer(*arrays([[[1.0, 2.0]]], [[[1.0]]])).shape == (1, 1, 5, 6)
    maps = layer.query_dense, layer.key_dense, layer.value_dense, layer.output_dense
    assert [m.kernel.shape for m in maps] == [(2, 2, 3), (1, 2, 3), (1, 2, 4), (2, 4, 5, 6)]
    assert [m.bias for m in maps] == [None] * 4


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"num_heads": 0}, "`num_heads` must be a whole number >= 1, got 0"),
        ({"key_dim": 1.5}, "`key_dim` must be a whole number >= 1, got 1.5"),
        ({"value_dim": 0}, "`value_dim` must be a whole number >= 1, got 0"),
        ({"sliding_window": 0}, "`sliding_window` must be a whole number >= 1, got 0"),
        ({"dropout": 1.5}, "`dropout` must be between 0 and 1, got 1.5"),
    ],
)
def test_sizes_and_parts_are_checked(option, message):
    with pytest.raises(ValueError, match=message):
        MultiHeadAttention(**{"num_heads": 1, "key_dim": 1, **option})


def test_a_key_belongs_to_each_value():
    message = r"`key` and `value` must have equal sizes .* got shapes \(1, 3, 2\) and \(1, 4, 2\)"
    with pytest.raises(ShapeError, match=message):
        plain()(np.ones((1, 1, 2), "f4"), np.ones((1, 4, 2), "f4"), np.ones((1, 3, 2), "f4"))
