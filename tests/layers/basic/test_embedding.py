"""Vectors of whole numbers."""

import numpy as np
import pytest

from deepkit import layers, models
from deepkit.layers import Embedding
from tests.layers._masks import call_with_mask

TABLE = np.arange(6, dtype="float32").reshape(3, 2)


@pytest.mark.parametrize("weights", [TABLE, [TABLE]], ids=["array", "list"])
def test_each_number_stands_for_a_row(weights):
    assert Embedding(3, 2, weights=weights)([[2, 0]]).tolist() == [[[4.0, 5.0], [0.0, 1.0]]]


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
def test_numbers_may_be_of_any_dtype(dtype):
    numbers = np.array([[1]], dtype)
    assert Embedding(3, 2, weights=TABLE)(numbers).tolist() == [[[2.0, 3.0]]]


def test_half_precision_does_not_mix_up_large_numbers():
    layer = Embedding(4000, 1, dtype="mixed_float16")  # float16 is whole only up to 2048
    layer.build()
    layer.set_weights([np.arange(4000.0)[:, None] % 2])
    assert layer(np.array([2049.0, 2050.0], "f4")).tolist() == [[1.0], [0.0]]


def test_a_number_without_a_row_shows():
    assert np.isnan(Embedding(3, 2, weights=TABLE)([3])).all()


def test_zero_can_stand_for_nothing():
    _, mask = call_with_mask(Embedding(3, 2, mask_zero=True), [[1, 0, 2]])
    assert mask.tolist() == [[True, False, True]]


def test_zero_is_a_number_like_others_unless_told():
    _, mask = call_with_mask(Embedding(3, 2), np.array([[1, 0, 2]]))
    assert mask is None
    assert not Embedding(3, 2).supports_masking


def test_the_mask_reaches_the_layers_of_a_model():
    embedding = Embedding(3, 2, weights=TABLE, mask_zero=True)
    model = models.Sequential([embedding, layers.GlobalAveragePooling1D()])
    assert model(np.array([[2, 0, 1]])).tolist() == [[3.0, 4.0]]


@pytest.mark.parametrize("name", ["input_dim", "output_dim"])
def test_sizes_are_counted(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a whole number >= 1, got 0"):
        Embedding(**{"input_dim": 3, "output_dim": 2, name: 0})


@pytest.mark.parametrize("name", ["lora_rank", "lora_alpha", "quantization_config"])
def test_what_is_not_supported_is_refused(name):
    with pytest.raises(ValueError, match=f"`{name}` is not supported: leave it out, got 4"):
        Embedding(3, 2, **{name: 4})


def test_the_length_that_old_code_gives_has_no_effect():
    with pytest.warns(UserWarning, match="`input_length` of Embedding has no effect"):
        layer = Embedding(3, 2, input_length=7)
    assert layer([[1, 2]]).shape == (1, 2, 2)
