"""What a layer requires of its inputs, and how it says so."""

import numpy as np
import pytest

import deepkit
from deepkit.errors import ShapeError
from deepkit.layers import InputSpec
from deepkit.layers._input_spec import check_inputs

X = np.ones((2, 3, 4), "float32")

REFUSED = [
    (InputSpec(ndim=2), r"of 2 axes, got shape \(2, 3, 4\)"),
    (InputSpec(shape=(None, 4)), r"of 2 axes, got shape \(2, 3, 4\)"),
    (InputSpec(min_ndim=4), r"of at least 4 axes, got shape \(2, 3, 4\)"),
    (InputSpec(max_ndim=2), r"of at most 2 axes, got shape \(2, 3, 4\)"),
    (InputSpec(dtype="int32"), "of dtype int32, got float32"),
    (InputSpec(axes={-1: 5}), r"to have size 5 on axis -1, got shape \(2, 3, 4\)"),
    (InputSpec(shape=(None, 3, 5)), r"to have size 5 on axis 2, got shape \(2, 3, 4\)"),
    (InputSpec(ndim=2, allow_last_axis_squeeze=True), "of 2 axes"),
]
ALLOWED = [
    None,
    InputSpec(),
    InputSpec(ndim=3, min_ndim=2, max_ndim=3, dtype="float32"),
    InputSpec(shape=(None, 3, None)),
    InputSpec(axes={-1: 4, 1: None, 7: 3}),
]


@pytest.mark.parametrize(("spec", "text"), REFUSED)
def test_an_input_that_differs_is_refused(spec, text):
    with pytest.raises(ShapeError, match=f"Layer 'l' expects input 0 {text}"):
        check_inputs(spec, X, "l")


@pytest.mark.parametrize("spec", ALLOWED)
def test_an_input_that_fits_passes(spec):
    check_inputs(spec, X, "l")


def test_open_axes_fit_any_size():
    check_inputs(InputSpec(shape=(2, 5), axes={-1: 5}), deepkit.Input((None,)), "l")


@pytest.mark.parametrize("shape", [(2,), (2, 3), (2, 3, 1)])
def test_a_last_axis_of_one_may_be_there_or_not(shape):
    check_inputs(InputSpec(ndim=2, allow_last_axis_squeeze=True), np.ones(shape), "l")


def test_each_input_of_several_has_its_spec():
    specs = [InputSpec(ndim=3), InputSpec(ndim=2)]
    check_inputs(specs, [X, X[0]], "l")
    with pytest.raises(ShapeError, match="Layer 'l' expects input 1 of 2 axes"):
        check_inputs(specs, [X, X], "l")
    check_inputs({"a": InputSpec(ndim=3)}, {"a": X}, "l")


def test_a_wrong_number_of_inputs_is_refused():
    with pytest.raises(ShapeError, match="Layer 'l' expects 2 inputs, got 1"):
        check_inputs([InputSpec(), InputSpec()], [X], "l")


def test_the_message_names_the_input_if_it_has_a_name():
    with pytest.raises(ShapeError, match="Layer 'l' expects picture of 2 axes"):
        check_inputs(InputSpec(ndim=2, name="picture"), X, "l")
    with pytest.raises(ShapeError, match="Layer 'l' expects pixels of 2 axes"):
        check_inputs(InputSpec(ndim=2), deepkit.Input((3, 4), name="pixels"), "l")


def test_a_spec_tells_what_it_was_made_of():
    spec = InputSpec("float32", shape=[None, 3], axes={"-1": 3})
    assert (spec.dtype, spec.shape, spec.ndim, spec.axes) == ("float32", (None, 3), 2, {-1: 3})
    assert InputSpec.from_config(spec.get_config()).shape == (None, 3)


def test_a_layer_checks_what_it_is_called_on():
    class Picky(deepkit.layers.Layer):
        """Takes matrices."""

        input_spec = InputSpec(ndim=2)

        def call(self, x):
            return x

    assert Picky()(X[0]).shape == (3, 4)
    with pytest.raises(ShapeError, match="Layer 'picky' expects input 0 of 2 axes"):
        Picky(name="picky")(X)
