"""What the signatures of `call` and `build` say about how they are to be called."""

import keras
import numpy as np
import pytest

from deepkit import backend, layers
from deepkit.errors import ShapeError
from deepkit.layers._signature import (
    CallSignature,
    call_signature,
    dtypes_of,
    shapes_for,
    shapes_of,
)

X, Y = np.ones((2, 3), "float32"), np.ones((2, 4), "float32")


def test_a_flag_of_training_is_seen_with_its_place_and_default():
    def call(self, x, other, training=True): ...

    def plain(self, x, training=None): ...

    signature = CallSignature(call)
    assert signature.takes_training
    assert signature.training_position == 2
    assert signature.default_training is True
    assert CallSignature(plain).default_training is None


def test_a_call_without_a_flag_takes_no_training():
    signature = CallSignature(lambda self, x: x)
    assert not signature.takes_training
    assert signature.training_position is None


def test_tensors_are_told_from_masks_options_and_catch_alls():
    def call(self, x, pair, scale=1.0, mask=None, pair_mask=None, *rest, **named): ...

    signature = CallSignature(call)
    found = signature.tensors((X, [X, Y], 2.0, X), {"pair_mask": X, "more": Y})
    assert list(found) == ["x", "pair"]
    assert signature.mask_names == ("mask", "pair_mask")


def test_a_call_that_takes_no_flag_may_be_told_before_its_layer_is_built():
    outputs = layers.Dense(2, kernel_initializer="ones")(X, training=True)
    theirs = keras.layers.Dense(2, kernel_initializer="ones")(X, training=True)
    np.testing.assert_array_equal(outputs, theirs)


def test_the_masks_that_travel_fill_what_the_caller_left_out():
    def call(self, query, value, mask=None, value_mask=None): ...

    x, y = backend.convert(X), backend.convert(Y)
    signature = CallSignature(call)
    with backend.call_context() as context:
        assert signature.missing_masks((x, y), {}, context) == {}
        context.set_masks(x, "of x")
        context.set_masks(y, "of y")
        assert signature.missing_masks((x, y), {}, context) == {
            "mask": "of x",
            "value_mask": "of y",
        }
        given = {"value_mask": "given"}
        assert signature.missing_masks((x, y), given, context) == {"mask": "of x"}


def test_an_array_without_a_mask_fills_nothing():
    x, y = backend.convert(X), backend.convert(Y)
    with backend.call_context() as context:
        context.set_masks(y, "of y")
        assert CallSignature(lambda self, x, mask=None: x).missing_masks((x,), {}, context) == {}


def test_a_signature_is_read_once_a_class():
    class Layer:
        """Has a call."""

        def call(self, x):
            return x

    assert call_signature(Layer) is call_signature(Layer)


def test_a_build_of_one_parameter_takes_the_first_shape_whatever_its_name():
    assert shapes_for(lambda shape: None, {"x": (2, 3), "y": (2, 4)}) == {"shape": (2, 3)}
    assert shapes_for(lambda: None, {"x": (2, 3)}) == {}
    assert shapes_for(lambda input_shape: None, {}) == {"input_shape": None}


def test_a_build_of_several_takes_the_shapes_by_name():
    def build(query_shape, value_shape, key_shape=None): ...

    shapes = {"value": (2, 4), "query": (2, 3)}
    assert shapes_for(build, shapes) == {"query_shape": (2, 3), "value_shape": (2, 4)}


def test_a_build_that_asks_for_a_shape_nobody_has_is_refused():
    def build(query_shape, value_shape): ...

    text = "`build` asks for value_shape, but `call` was given only query. Name each parameter"
    with pytest.raises(ShapeError, match=text):
        shapes_for(build, {"query": (2, 3)})


def test_shapes_have_none_for_open_axes_and_for_what_has_none():
    drawn = backend.SymbolicTensor(backend.open_spec((None, 5), "float32"))
    assert shapes_of({"a": X, "b": [drawn, "text"]}) == {"a": (2, 3), "b": [(None, 5), None]}


def test_dtypes_keep_the_structure_of_tensors():
    given = {"ids": X.astype("int32"), "pair": [X, Y.astype("float16")], "scale": 2.0}
    found = dtypes_of(given)
    assert found == {"ids": "int32", "pair": ["float32", "float16"], "scale": None}
