"""Objects become what JSON can hold, in Keras's form."""

import json

import keras
import numpy as np
import pytest

import deepkit
from deepkit import initializers, layers, losses, metrics, optimizers, regularizers
from deepkit.configurable import Configurable, register_keras_serializable
from deepkit.errors import SavingError
from deepkit.saving._serialize import serialize_keras_object, writing


class Mine(layers.Layer):
    """A layer of the user's."""

    def __init__(self, size, inner=None, **base):
        super().__init__(**base)
        self.size, self.inner = size, inner


def test_an_object_stands_by_module_name_and_config_as_in_keras():
    ours = serialize_keras_object(regularizers.L1L2(0.5, 0.25))
    theirs = keras.saving.serialize_keras_object(keras.regularizers.L1L2(0.5, 0.25))
    assert ours == theirs


def test_the_policy_of_a_layer_stands_as_an_object_as_in_keras():
    record = serialize_keras_object(layers.Dropout(0.5, dtype="mixed_bfloat16"))
    theirs = keras.saving.serialize_keras_object(keras.layers.Dropout(0.5, dtype="mixed_bfloat16"))
    assert record["config"]["dtype"] == theirs["config"]["dtype"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        ("text", "text"),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        ((1, (2, None)), [1, [2, None]]),
        ({"a": (1,)}, {"a": [1]}),
        (np.dtype("int32"), "int32"),
        (np.float16, "float16"),
    ],
)
def test_plain_values_pass(value, expected):
    assert serialize_keras_object(value) == expected


def test_what_is_written_is_json_of_plain_values():
    layer = Mine((2, 3), [layers.Dense(4, kernel_initializer=initializers.Constant(np.ones(2)))])
    record = json.loads(json.dumps(serialize_keras_object(layer)))
    inner = record["config"]["inner"][0]["config"]
    assert record["config"]["size"] == [2, 3]
    assert inner["kernel_initializer"]["config"]["value"]["class_name"] == "__numpy__"


def test_a_class_of_the_user_stands_under_its_own_module_and_name():
    record = serialize_keras_object(Mine(1))
    assert (record["module"], record["class_name"]) == (Mine.__module__, "Mine")
    assert record["registered_name"] == "Mine"


def test_a_registered_class_stands_under_its_registered_name():
    @register_keras_serializable("tests", "Other")
    class Own(losses.Loss):
        pass

    assert serialize_keras_object(Own())["registered_name"] == "tests>Other"


def test_an_object_met_twice_stands_in_both_places_as_the_same():
    inner = layers.Dense(1)
    record = serialize_keras_object([Mine(1, inner), Mine(2, inner), Mine(3, layers.Dense(1))])
    first, second, third = (part["config"]["inner"] for part in record)
    assert first["shared_object_id"] == second["shared_object_id"]
    assert "shared_object_id" not in third


def test_an_object_shared_by_two_models_within_is_marked_in_both():
    shared = layers.Dense(2)
    x = deepkit.Input((2,))
    first, second = (deepkit.Sequential([shared], name=name) for name in "ab")
    record = serialize_keras_object(deepkit.Model(x, first(x) + second(x)))
    inner = [
        r["config"]["layers"][-1] for r in record["config"]["layers"] if "layers" in r["config"]
    ]
    assert inner[0]["shared_object_id"] == inner[1]["shared_object_id"]


def test_the_format_of_images_is_written_as_it_was_resolved():
    assert serialize_keras_object(layers.Flatten())["config"]["data_format"] == "channels_last"


def test_the_shapes_of_a_built_layer_are_written():
    layer = layers.Dense(2)
    layer.build((None, 3))
    assert serialize_keras_object(layer)["build_config"] == {"input_shape": [None, 3]}


def test_classes_of_the_user_are_collected():
    with writing() as now:
        now.value([Mine(1), losses.Huber(), metrics.Mean(), optimizers.Adam()])
    assert now.custom == {"Mine": Mine}


@pytest.mark.parametrize("value", [object(), {1, 2}, open, iter([])])
def test_what_cannot_be_written_is_named(value):
    with pytest.raises(SavingError, match=r"cannot be written to a file|would be taken for"):
        serialize_keras_object([value, lambda: None])


def test_the_way_to_what_cannot_be_written_is_told():
    layer = Mine(1, Mine(object(), name="inner"), name="outer")
    with pytest.raises(SavingError) as caught:
        serialize_keras_object(layer)
    assert caught.value.__notes__ == ["while writing Mine 'inner'", "while writing Mine 'outer'"]


def test_keys_that_are_no_text_are_refused():
    with pytest.raises(SavingError, match="keys of a dict in a config must be text, got 1"):
        serialize_keras_object({1: 2})


def test_a_class_is_no_value():
    with pytest.raises(SavingError, match="cannot be written to a file: it is no dtype"):
        serialize_keras_object(Mine)


def test_an_object_that_contains_itself_is_refused():
    layer = Mine(1, [])
    layer.get_config = lambda: {"inner": layer}
    with pytest.raises(SavingError, match="Mine cannot be written: it contains itself"):
        serialize_keras_object(layer)


def test_a_config_must_be_a_dict():
    class Odd(Configurable):
        def get_config(self):
            return [1]

    with pytest.raises(SavingError, match="`get_config` of Odd must return a dict"):
        serialize_keras_object(Odd())


def test_a_symbolic_tensor_is_no_value():
    with pytest.raises(SavingError, match="of type 'SymbolicTensor' cannot be written"):
        serialize_keras_object(deepkit.Input((2,)))
