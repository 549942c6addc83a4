"""The dense layer over axes of choice, by hand."""

import numpy as np
import pytest

from deepkit import initializers
from deepkit.errors import ShapeError
from deepkit.layers import EinsumDense, Input


def test_the_equation_says_what_is_summed():
    layer = EinsumDense("ab,bc->ac", 2, bias_axes="c", activation="relu")
    layer.build((None, 2))
    layer.set_weights([np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -20.0])])
    assert layer([[1.0, 2.0]]).tolist() == [[7.5, 0.0]]


def test_steps_can_be_mixed_instead_of_features():
    layer = EinsumDense("abc,bd->adc", (1, None), kernel_initializer="ones")
    assert layer([[[1.0, 10.0], [2.0, 20.0]]]).tolist() == [[[3.0, 30.0]]]


def test_a_bias_has_only_the_axes_it_was_given():
    layer = EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="d", bias_initializer="ones")
    output = layer(np.zeros((1, 4, 5), "f4"))
    assert layer.bias.shape == (2, 1)
    assert np.all(output == 1.0)


def test_there_is_no_bias_without_axes():
    layer = EinsumDense("ab,bc->ac", 2)
    assert layer([[0.0]]).tolist() == [[0.0, 0.0]]
    assert layer.bias is None


def largest_weight(**options):
    layer = EinsumDense("ab,bcd->acd", (50, 20), **options)
    layer.build((None, 2))
    return np.abs(layer.kernel.numpy()).max()


def test_fans_are_counted_by_the_equation():
    bound = np.sqrt(6 / (2 + 50 * 20))  # of Glorot's uniform distribution
    assert 0.95 * bound < largest_weight() <= bound


def test_fans_that_are_given_stay():
    start = initializers.VarianceScaling(
        1.0, "fan_in", "uniform", input_axes=[1], output_axes=[0, 2]
    )
    bound = np.sqrt(3 / 50)
    assert 0.95 * bound < largest_weight(kernel_initializer=start) <= bound


@pytest.mark.parametrize(
    "name", ["lora_rank", "lora_alpha", "gptq_unpacked_column_size", "quantization_config"]
)
def test_what_is_not_supported_is_refused(name):
    with pytest.raises(ValueError, match=f"`{name}` is not supported: leave it out, got 4"):
        EinsumDense("ab,bc->ac", 2, **{name: 4})


def test_an_equation_of_another_form_is_refused_at_once():
    with pytest.raises(ValueError, match=r"`equation` must have the form .*, got 'ab->ab'"):
        EinsumDense("ab->ab", 2)


def test_sizes_that_weights_need_are_not_open():
    with pytest.raises(ShapeError, match=r"Axis 'b' .* must have a fixed size"):
        EinsumDense("ab,bc->ac", 2)(Input((None,)))


def test_a_built_layer_keeps_to_its_number_of_axes():
    layer = EinsumDense("...b,bc->...c", 2)
    layer.build((None, 3))
    with pytest.raises(ShapeError, match=r"of 2 axes, got shape \(1, 2, 3\)"):
        layer(np.ones((1, 2, 3), "f4"))
