"""What a function takes, as users describe it."""

import numpy as np
import pytest

import deepkit
from deepkit.export import TensorSpec, input_specs


@pytest.mark.parametrize(
    "one",
    [
        deepkit.Input((4,)),
        deepkit.InputSpec(shape=(None, 4), dtype="float32"),
        (None, 4),
        np.ones((7, 4), "float32"),
        deepkit.ops.ones((7, 4)),
        TensorSpec("inputs", (None, 4), "float32"),
    ],
)
def test_what_has_a_shape_tells_what_is_taken(one):
    assert input_specs(one) == input_specs([one]) == [TensorSpec("inputs", (None, 4), "float32")]


def test_several_are_told_apart():
    specs = input_specs([(None, 4), np.zeros(3, "int32")])
    assert specs[0] == TensorSpec("input_0", (None, 4), "float32")
    assert specs[1] == TensorSpec("input_1", (None,), "int32")


def test_sizes_that_are_given_stay():
    assert input_specs((3, None))[0].shape == (3, None)


def test_what_has_no_shape_is_refused():
    with pytest.raises(ValueError, match="`input_signature` must tell shapes and dtypes, got 3"):
        input_specs([3])


def test_inputs_are_called_as_they_call_themselves():
    image, mask = deepkit.Input((4,), name="image"), deepkit.InputSpec(shape=(2,), name="mask")
    assert [spec.name for spec in input_specs([image, mask])] == ["image", "mask"]
    assert input_specs(image)[0].name == "image"
    assert [spec.name for spec in input_specs([image, (2,)])] == ["image", "input_1"]
    assert [spec.name for spec in input_specs([mask, mask])] == ["input_0", "input_1"]


def test_a_dict_has_the_names_in_its_keys():
    told = {"b": (None, 4), "a": (None, 2)}
    assert [spec.name for spec in input_specs(told)] == ["b", "a"]
    assert [spec.shape for spec in input_specs(told, ["a", "b"])] == [(None, 2), (None, 4)]
    with pytest.raises(ValueError, match=r"must have the names \['x'\], got \['b', 'a'\]"):
        input_specs(told, ["x"])


def test_another_number_of_inputs_is_refused():
    with pytest.raises(ValueError, match=r"must tell of 2 inputs \(a, b\), got 1"):
        input_specs([(None, 4)], ["a", "b"])
