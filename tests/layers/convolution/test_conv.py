"""The base of convolutions: weights, causal padding, refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Conv1D, Conv2D, Input


def test_no_causal_output_sees_a_later_input(random):
    layer = Conv1D(2, 3, padding="causal", dilation_rate=2)
    x = random.normal(size=(1, 8, 3)).astype("float32")
    late = x.copy()
    late[:, 5:] = 9
    np.testing.assert_array_equal(layer(x)[:, :5], layer(late)[:, :5])
    assert np.all(layer(x)[:, 5] != layer(late)[:, 5])


def test_causal_padding_is_the_same_with_channels_first(random):
    x = random.normal(size=(1, 8, 3)).astype("float32")
    last, first = Conv1D(2, 3, padding="causal"), Conv1D(2, 3, 1, "causal", "channels_first")
    y = last(x)
    first.build((None, 3, 8))
    first.set_weights(last.get_weights())
    np.testing.assert_allclose(first(x.swapaxes(1, 2)), y.swapaxes(1, 2), rtol=1e-5)


def test_groups_do_not_see_each_other():
    layer = Conv2D(4, 1, groups=2)
    x = np.ones((1, 3, 3, 6), "float32")
    before, x[..., 3:] = layer(x), 5
    np.testing.assert_array_equal(layer(x)[..., :2], before[..., :2])


def test_one_number_stands_for_all_axes():
    layer = Conv2D(4, 3, strides=2, dilation_rate=1)
    assert (layer.kernel_size, layer.strides, layer.dilation_rate) == ((3, 3), (2, 2), (1, 1))


def test_sizes_of_images_may_stay_open():
    assert Conv2D(4, 3)(Input((None, None, 3))).shape == (None, None, None, 4)


def test_the_default_format_of_the_process_is_taken():
    from_default = Conv2D(4, 3)
    assert from_default.data_format == "channels_last"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filters": 0}, "`filters` must be a whole number >= 1, got 0"),
        ({"kernel_size": (3, 3, 3)}, r"`kernel_size` must be a whole number, or 2 of them, got"),
        ({"strides": (1, 0)}, "`strides` must be a whole number >= 1, got 0"),
        ({"padding": "causal"}, "`padding` must be one of 'valid', 'same', got 'causal'"),
        ({"data_format": "last"}, "`data_format` must be one of 'channels_last'"),
        ({"groups": 3}, "`filters` must be a multiple of `groups`, got 4, 3"),
    ],
)
def test_it_refuses_options_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        Conv2D(**{"filters": 4, "kernel_size": 3, **options})


def test_it_refuses_channels_that_cannot_be_grouped():
    layer = Conv2D(4, 3, groups=2, name="grouped")
    with pytest.raises(ShapeError, match="The 3 channels of 'grouped' cannot be divided into"):
        layer(np.ones((1, 8, 8, 3)))


def test_it_refuses_an_input_with_an_axis_too_few():
    with pytest.raises(ShapeError, match=r"'conv2d' expects .* of 4 axes, got shape \(8, 8, 3\)"):
        Conv2D(4, 3)(np.ones((8, 8, 3)))


def test_it_refuses_an_input_smaller_than_the_kernel():
    with pytest.raises(ShapeError, match=r"Nothing is left of inputs \(1, 2, 2, 3\)"):
        Conv2D(4, 3)(np.ones((1, 2, 2, 3)))


def test_causal_zeros_come_before_the_first_step():
    layer = Conv1D(1, 2, padding="causal", dilation_rate=2, use_bias=False)
    layer.build((None, 4, 1))
    layer.set_weights([[[[1.0]], [[10.0]]]])
    x = np.array([1.0, 2, 4, 8]).reshape(1, 4, 1)
    np.testing.assert_array_equal(layer(x).ravel(), [10, 20, 41, 82])


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_the_bias_is_of_channels_and_the_activation_comes_last(data_format):
    layer = Conv1D(2, 1, activation="relu", data_format=data_format)
    layer.build((None, 1, 1))
    layer.set_weights([np.ones((1, 1, 2)), [0.5, -20.0]])
    np.testing.assert_array_equal(layer(np.ones((1, 1, 1))).ravel(), [1.5, 0])


def test_without_a_bias_zeros_stay_zeros():
    layer = Conv1D(2, 1, use_bias=False)
    assert not layer(np.zeros((1, 2, 1))).any()
    assert layer.bias is None


@pytest.mark.parametrize("name", ["groups", "dilation_rate"])
def test_it_refuses_counts_of_zero(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a whole number >= 1, got 0"):
        Conv1D(2, 1, **{name: 0})


def test_it_refuses_open_channels():
    with pytest.raises(ShapeError, match="Axis -1 of the input must have a fixed size"):
        Conv1D(2, 1)(Input((4, None)))


def test_it_refuses_other_channels_than_it_was_built_for():
    layer = Conv1D(2, 1)
    layer.build((None, 4, 3))
    with pytest.raises(ShapeError, match=r"to have size 3 on axis -1, got shape \(1, 4, 2\)"):
        layer(np.ones((1, 4, 2)))
