"""Weights in fewer bits."""

import numpy as np
import pytest

from deepkit import Variable
from deepkit.export import rounded
from deepkit.export._forms import stored

W = np.random.default_rng(0).normal(size=(40, 8)).astype("float32")


def restored(one):
    """Return the weight that is stored."""
    return np.asarray(one.restore(list(one.arrays.values())))


def test_a_weight_may_be_stored_as_it_is():
    assert stored("w", W, None).arrays["w"] is W
    np.testing.assert_array_equal(restored(stored("w", W, None)), W)


def test_eight_bits_are_off_by_half_a_step_of_their_channel_at_most():
    one = stored("w", W, "int8")
    assert one.arrays["w"].dtype == "int8"
    step = np.abs(W).max(axis=0) / 127
    assert (np.abs(restored(one) - W) <= 0.5001 * step).all()


def test_a_channel_of_zeros_stays_one():
    one = stored("w", W * (np.arange(8) > 0), "int8")
    assert (restored(one)[:, 0] == 0).all()


def test_each_row_of_a_table_of_embeddings_has_a_scale_of_its_own():
    assert stored("e/embeddings", W, "int8").arrays["e/embeddings:scale"].shape == (40, 1)
    assert stored("d/kernel", W, "int8").arrays["d/kernel:scale"].shape == (1, 8)


def test_sixteen_bits_keep_the_first_eight_of_the_fraction():
    one = stored("w", W, "bfloat16")
    assert one.arrays["w"].dtype.name == "bfloat16"
    np.testing.assert_allclose(restored(one), W, rtol=2**-8)


@pytest.mark.parametrize("weight", [W[0], W[:2], W.astype("int32"), W.astype("float16")])
def test_what_is_small_or_no_float32_stays_exact(weight):
    assert stored("w", weight, "int8").form is None


def test_another_form_is_refused():
    with pytest.raises(ValueError, match=r"`quantize` must be one of 'int8', 'bfloat16', got"):
        stored("w", W, "int3")


def test_tables_of_embeddings_are_known_where_two_have_one_name():
    one = stored("e/embeddings:1", W, "int8")
    assert one.arrays["e/embeddings:1:scale"].shape == (40, 1)


def test_variables_are_rounded_as_they_are_stored():
    weights = [Variable(W, name="w"), Variable(W[0], name="b"), Variable(W, name="embeddings")]
    found = [np.asarray(array) for array in rounded(weights, "int8")]
    for name, array in zip(("w", "embeddings"), found[::2], strict=True):
        np.testing.assert_array_equal(array, restored(stored(name, W, "int8")))
    np.testing.assert_array_equal(found[1], W[0])
