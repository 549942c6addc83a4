"""The steps around a call: casting, the training flag, masks, messages."""

import numpy as np
import pytest

from deepkit.backend import SymbolicTensor, call_context, open_spec
from deepkit.layers import Dense, Dropout, GlobalAveragePooling1D, Layer, Masking
from deepkit.layers._call import cast_inputs, describe, penalize_activity
from tests.layers._masks import call_with_mask

X = np.ones((2, 3, 4), "float32")


class Told(Layer):
    """Remembers what it is told about training."""

    def call(self, x, training=None):
        self.training = training
        return x


class Around(Layer):
    """Calls a layer, with a training flag or without."""

    def __init__(self, inner, **told):
        super().__init__()
        self.inner, self.told = inner, told

    def call(self, x, training=None):
        return self.inner(x, **self.told)


# --- casting --------------------------------------------------------------------------------


def test_floats_are_cast_and_nothing_else():
    (x, n), kwargs = cast_inputs((X, np.arange(3)), {"y": [X], "flag": "on"}, "bfloat16")
    assert (x.dtype, n.dtype, kwargs["y"][0].dtype) == ("bfloat16", "int32", "bfloat16")
    assert kwargs["flag"] == "on"


def test_wide_floats_are_narrowed_even_without_a_dtype():
    (x,), _ = cast_inputs((X.astype("float64"),), {}, None)
    assert x.dtype == "float32"


def test_a_list_of_numbers_is_one_array_and_a_list_of_arrays_is_a_list():
    assert cast_inputs(([[1, 2], [3, 4]],), {}, None)[0][0].shape == (2, 2)
    assert len(cast_inputs(([X, X],), {}, None)[0][0]) == 2


# --- training -------------------------------------------------------------------------------


def test_what_the_caller_says_comes_first():
    told = Told()
    Around(told, training=False)(X, training=True)
    assert told.training is False
    told(X, True)
    assert told.training is True


def test_then_comes_the_call_around():
    told = Told()
    Around(Around(told))(X, training=True)
    assert told.training is True


def test_then_the_default_of_the_signature():
    told = Told()
    told(X)
    assert told.training is None
    np.testing.assert_array_equal(Dropout(0.5)(X), X)


def test_a_layer_that_does_not_ask_passes_the_flag_on():
    class Mute(Around):
        def call(self, x):
            return self.inner(x)

    told = Told()
    Mute(told)(X, training=True)
    assert told.training is True


# --- masks ----------------------------------------------------------------------------------


def test_masks_travel_through_layers_that_allow_it_into_a_layer_of_a_user():
    class Mean(Layer):
        supports_masking = True

        def call(self, x, mask=None):
            return GlobalAveragePooling1D()(x + 0, mask=mask)

    class Net(Layer):
        def __init__(self):
            super().__init__()
            self.parts = [Masking(), Dropout(0.5), Dense(4, kernel_initializer="identity"), Mean()]

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return x

    x = X * np.array([1, 0, 1])[None, :, None] * np.array([2.0, 3.0])[:, None, None]
    np.testing.assert_allclose(Net()(x), [[2] * 4, [3] * 4])


def test_a_layer_that_says_nothing_about_masks_ends_them_with_a_warning():
    class Double(Layer):
        def call(self, x):
            return 2 * x

    with pytest.warns(UserWarning, match="Layer 'double' gets a mask but does not pass it on"):
        _, mask = call_with_mask(Double(), X, np.ones((2, 3), bool))
    assert mask is None


def test_a_layer_may_say_what_becomes_of_the_mask():
    class Shift(Layer):
        def call(self, x):
            return x[:, 1:]

        def compute_mask(self, inputs, previous_mask=None):
            return None if previous_mask is None else previous_mask[:, 1:]

    _, mask = call_with_mask(Shift(), X, np.array([[True, False, True]] * 2))
    assert mask.tolist() == [[False, True]] * 2


def test_a_mask_given_comes_before_one_that_travels():
    kept = np.array([[True, False, False]] * 2)
    x = np.arange(24.0, dtype="float32").reshape(2, 3, 4)
    pool = GlobalAveragePooling1D()
    y, _ = call_with_mask(lambda x: pool(x, mask=kept), x, ~kept)
    np.testing.assert_array_equal(y, x[:, 0])


def test_one_mask_for_several_outputs_is_that_of_the_first():
    class Two(Layer):
        supports_masking = True

        def call(self, x):
            return x + 1, x + 2

    given = np.ones((2, 3), bool)
    _, masks = call_with_mask(Two(), X, given)
    assert masks[0] is not None
    assert masks[1] is None


def test_masks_die_with_the_outermost_call():
    x = Masking()(X)
    with call_context() as call:
        assert call.mask_of(x) is None


# --- messages -------------------------------------------------------------------------------


def test_arguments_are_described_by_dtype_and_shape():
    drawn = SymbolicTensor(open_spec((None, 3), "float16"))
    text = describe((X, {"a": np.arange(2)}, [drawn, 3]), {"training": True, "axis": (1, 2)})
    assert text == (
        "float32(2, 3, 4), {'a': int64(2,)}, [float16(None, 3), 3], training=True, axis=(1, 2)"
    )


def test_an_error_says_which_layer_got_what():
    class Wrong(Layer):
        def call(self, x):
            raise KeyError("lost")

    with pytest.raises(KeyError) as caught:
        Around(Wrong(name="wrong"))(X)
    notes = caught.value.__notes__
    assert notes[0] == "while calling layer 'wrong' on float32(2, 3, 4)"
    assert notes[1].startswith("while calling layer 'around' on")


def test_the_penalty_of_an_output_is_divided_by_the_batch():
    assert [float(p) for p in penalize_activity(lambda x: x.sum(), [X, X[0, 0, 0]])] == [12, 1]
