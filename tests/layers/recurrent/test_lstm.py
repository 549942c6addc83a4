"""The LSTM takes the quick way where it is the same, and the general one elsewhere."""

import numpy as np
import pytest

from deepkit import layers, ops
from deepkit.layers.recurrent import _lstm

GENERAL = [
    {"activation": "relu"},
    {"recurrent_activation": "hard_sigmoid"},
    {"unroll": True},
    {"dropout": 0.5},
    {"recurrent_dropout": 0.5},
]


@pytest.fixture
def swept(monkeypatch):
    """Return a list that grows whenever the quick way is taken."""
    calls = []
    sweep = _lstm.sweep
    monkeypatch.setattr(_lstm, "sweep", lambda *a, **k: calls.append(a) or sweep(*a, **k))
    return calls


def own_tanh(x):
    return ops.tanh(x)


@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("use_bias", [False, True])
def test_both_ways_give_the_same(go_backwards, masked, use_bias, swept, random):
    x = random.normal(size=(2, 4, 3)).astype("float32")
    mask = np.array([[1, 0, 1, 0], [1, 1, 1, 1]], bool) if masked else None
    options = {"return_sequences": True, "return_state": True, "use_bias": use_bias}
    quick = layers.LSTM(5, go_backwards=go_backwards, **options)
    general = layers.LSTM(5, activation=own_tanh, go_backwards=go_backwards, **options)
    expected = general(x, mask=mask)
    assert not swept
    quick(x)
    quick.set_weights(general.get_weights())
    for one, other in zip(quick(x, mask=mask), expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert len(swept) == 2


@pytest.mark.parametrize("options", GENERAL)
def test_what_is_not_usual_takes_the_general_way(options, swept, random):
    x = random.normal(size=(2, 4, 3)).astype("float32")
    assert layers.LSTM(5, **options)(x, training=True).shape == (2, 5)
    assert not swept


@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_outputs_of_zero_for_masked_steps_take_the_quick_way(
    go_backwards, return_sequences, swept, random
):
    x, mask = random.normal(size=(2, 3, 4)), np.array([[True, False, True], [False, True, False]])
    options = {"zero_output_for_mask": True, "return_state": True, "go_backwards": go_backwards}
    options |= {"return_sequences": return_sequences}
    quick, general = layers.LSTM(5, **options), layers.LSTM(5, activation=own_tanh, **options)
    expected = general(x, mask=mask)
    assert not swept
    quick.build(x.shape)
    quick.set_weights(general.get_weights())
    for one, other in zip(quick(x, mask=mask), expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert len(swept) == 1


def test_dropout_is_no_hindrance_outside_of_training(swept):
    layers.LSTM(5, dropout=0.5)(np.ones((1, 2, 3), "float32"))
    assert len(swept) == 1
