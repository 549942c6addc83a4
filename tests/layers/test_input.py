"""Inputs: what a model is drawn from."""

import numpy as np
import pytest

import deepkit
from deepkit import layers


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ({"shape": (3, None)}, (None, 3, None)),
        ({"shape": 3}, (None, 3)),
        ({"shape": ()}, (None,)),
        ({"shape": [3], "batch_size": 2}, (2, 3)),
        ({"batch_shape": (2, 3)}, (2, 3)),
        ({"batch_shape": (None, None)}, (None, None)),
    ],
)
def test_shapes_leave_the_batch_out_unless_they_say_so(given, shape):
    assert deepkit.Input(**given).shape == shape


def test_the_dtype_is_the_floatx_unless_given():
    assert deepkit.Input((3,)).dtype == "float32"
    assert deepkit.Input((3,), dtype="int32").dtype == "int32"
    assert deepkit.Input((3,), dtype="bool").dtype == "bool"


def test_an_input_may_be_like_another_tensor():
    like = deepkit.Input((3,), batch_size=2, dtype="int32")
    x = deepkit.Input(tensor=like)
    assert (x.shape, x.dtype) == ((2, 3), "int32")
    assert deepkit.Input(tensor=like, dtype="float16").dtype == "float16"


def test_an_input_has_the_name_it_was_given():
    x = deepkit.Input((3,), name="pixels")
    model = deepkit.Model(x, layers.Dense(1)(x))
    assert model.input_names == ["pixels"]
    assert model.layers[0].name == "pixels"


def test_an_input_layer_is_made_of_its_config():
    layer = layers.InputLayer((3, None), dtype="int32", name="tokens", optional=True)
    again = layers.InputLayer.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert (again.batch_shape, again.dtype, again.name) == ((None, 3, None), "int32", "tokens")
    assert again.optional
    assert again.built


def test_an_input_layer_gives_back_what_it_gets():
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(layers.InputLayer((3,))(x), x)
    assert layers.InputLayer((3,)).output.shape == (None, 3)


def test_a_missing_shape_is_refused():
    with pytest.raises(ValueError, match="`shape` must be given: the sizes of one sample"):
        deepkit.Input()


def test_two_shapes_are_refused():
    with pytest.raises(ValueError, match="Give `shape` or `batch_shape`, not both"):
        deepkit.Input((3,), batch_shape=(2, 3))


@pytest.mark.parametrize("option", ["sparse", "ragged"])
def test_inputs_that_are_not_dense_are_refused(option):
    with pytest.raises(ValueError, match="`sparse` and `ragged` inputs are not supported"):
        deepkit.Input((3,), **{option: True})
    assert deepkit.Input((3,), **{option: False}).shape == (None, 3)


@pytest.mark.parametrize("shape", [(-1,), (2.0,), ("3",), (True,)])
def test_sizes_that_are_not_whole_are_refused(shape):
    with pytest.raises(ValueError, match="`shape` must hold whole numbers and None, got"):
        deepkit.Input(shape)
    with pytest.raises(ValueError, match="`batch_shape` must hold whole numbers and None, got"):
        deepkit.Input(batch_shape=(None, *shape))
