"""Objects come back, but only of deepkit's classes and of those the user hands over."""

import os

import pytest

import deepkit
from deepkit import layers, losses, optimizers, regularizers
from deepkit.configurable import Configurable, custom_object_scope, register_keras_serializable
from deepkit.errors import SavingError
from deepkit.optimizers import schedules
from deepkit.saving._deserialize import deserialize_keras_object
from deepkit.saving._serialize import serialize_keras_object


class Mine(layers.Layer):
    """A layer of the user's."""

    def __init__(self, size, inner=None, **base):
        super().__init__(**base)
        self.size, self.inner = size, inner


class Reading(Mine):
    """A layer of the user's that reads configs in its own way."""

    @classmethod
    def from_config(cls, config):
        return cls(size=config["inner"]["class_name"])


def record(module, name, config=None, registered=None):
    """Return what a file has for an object."""
    config = {} if config is None else config
    return {"module": module, "class_name": name, "config": config, "registered_name": registered}


def again(value, **custom):
    """Return a value written and read."""
    return deserialize_keras_object(serialize_keras_object(value), custom_objects=custom)


@pytest.mark.parametrize(
    "value",
    [
        layers.Dense(3, activation="relu", kernel_regularizer=regularizers.L2(0.1), name="a"),
        layers.LSTM(2, recurrent_initializer="zeros", dtype="mixed_bfloat16"),
        losses.Huber(0.5, name="mine"),
        optimizers.SGD(schedules.ExponentialDecay(0.1, 2, 0.5), momentum=0.5, name="o"),
        optimizers.LossScaleOptimizer(optimizers.Adam(0.5)),
        losses.LossFunctionWrapper(losses.huber, delta=2.0),
    ],
)
def test_an_object_comes_back_with_the_same_config(value):
    copy = again(value)
    assert type(copy) is type(value)
    assert serialize_keras_object(copy) == serialize_keras_object(value)


def test_structures_come_back():
    value = {"a": [1, None, {"b": "text"}], "c": slice(2)}
    assert again(value) == value


def test_what_is_no_config_passes():
    dense = layers.Dense(1)
    assert deserialize_keras_object(dense) is dense


def test_the_trainable_flag_and_the_policy_come_back():
    layer = again(layers.Dense(1, trainable=False, dtype="bfloat16"))
    assert not layer.trainable
    assert layer.dtype_policy.name == "bfloat16"


def test_a_built_layer_comes_back_built():
    layer = layers.Dense(2)
    layer.build((None, 3))
    assert again(layer).kernel.shape == (3, 2)


def test_an_object_that_stands_in_two_places_is_made_once():
    inner = layers.Dense(1)
    first, second = again([Mine(1, inner), Mine(2, inner)], Mine=Mine)
    assert first.inner is second.inner
    assert first.inner is not inner


def test_a_class_of_the_user_gets_its_arguments_as_objects():
    copy = again(Mine(2, {"a": [layers.Dense(1)]}), Mine=Mine)
    assert isinstance(copy.inner["a"][0], layers.Dense)


def test_a_class_that_reads_configs_in_its_own_way_gets_what_is_in_the_file():
    assert again(Reading(1, layers.Dense(1)), Reading=Reading).size == "Dense"


def test_a_class_in_scope_is_found():
    with custom_object_scope({"Mine": Mine}):
        assert again(Mine(3)).size == 3


def test_a_registered_class_is_found_by_its_registered_name():
    @register_keras_serializable("tests")
    class Own(Mine):
        pass

    assert type(again(Own(3))) is Own


def test_a_class_that_is_not_known_is_refused_with_the_cure():
    with pytest.raises(SavingError, match=r"custom_objects=\{'Mine': Mine\}"):
        again(Mine(1))


ATTACKS = [
    record("os", "system", {"command": "true"}),
    record("builtins", "eval", {"source": "1"}),
    record("subprocess", "Popen", {"args": "true"}),
    record("deepkit.saving", "load_model", {"filepath": "x"}),
    record("deepkit.layers", "Dense", {"units": 1}),
    record("keras.config", "set_dtype_policy", {"policy": "mixed_float16"}),
    record("keras.config", "enable_unsafe_deserialization"),
    record("keras.utils", "get_file", {"fname": "x", "origin": "http://127.0.0.1/"}),
    record("keras.models", "load_model", {"filepath": "x"}),
    record("keras.layers", "TFSMLayer", {"filepath": "x"}),
    record("keras.layers", "Lambda", {"function": {"class_name": "__lambda__", "config": {}}}),
    record("keras.src.saving.saving_lib", "load_model"),
    record("keras", "__builtins__"),
    record(None, "Dense", {"units": 1}),
    record(["os"], "system"),
    record("builtins", "function", "os.system", "function"),
    record("os", "function", "system", "function"),
    record("keras.utils", "function", "get_file", "get_file"),
    record("keras.config", "function", "set_floatx", "function"),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: str(attack["config"] or attack))
def test_nothing_else_can_be_named(attack, monkeypatch):
    monkeypatch.setattr(os, "system", lambda command: pytest.fail("it was called"))
    with pytest.raises(SavingError, match=r"asks for|is not known|never runs|cannot read it"):
        deserialize_keras_object(attack)
    assert deepkit.backend.dtype_policy().name == "float32"


def test_code_is_refused_whatever_the_mode():
    attack = {"class_name": "__lambda__", "config": {"value": "4wEAAAA="}}
    with pytest.raises(SavingError, match="never runs code"):
        deserialize_keras_object(attack, safe_mode=False)


@pytest.mark.parametrize(
    ("argument", "inner"),
    [
        ("kernel_initializer", record("keras.layers", "Dense", {"units": 1})),
        ("kernel_regularizer", record("keras.optimizers", "Adam")),
        ("bias_constraint", record("keras.initializers", "Zeros")),
        ("dtype", record("keras.layers", "Flatten")),
    ],
)
def test_an_object_of_the_wrong_kind_is_refused(argument, inner):
    attack = record("keras.layers", "Dense", {"units": 1, argument: inner})
    with pytest.raises(SavingError, match=f"as `{argument}`, which must be one of `deepkit."):
        deserialize_keras_object(attack)


def test_a_registered_name_cannot_put_something_in_the_place_of_a_built_in():
    attack = record("keras.layers", "Dense", {"units": 1}, "tests>Missing")
    with pytest.raises(SavingError, match=r"'tests>Missing' of module 'keras.layers'"):
        deserialize_keras_object(attack)


def test_a_class_in_scope_does_not_replace_a_built_in():
    layer = deserialize_keras_object(
        record("keras.layers", "Dense", {"units": 1}), custom_objects={"Dense": Mine}
    )
    assert type(layer) is layers.Dense


@pytest.mark.parametrize(
    ("attack", "message"),
    [
        (record("keras.layers", "Dense", {"units": -1}), "Dense cannot be made as the file says"),
        (record("keras.layers", "Dense", {"units": True}), "`units` must be a whole number"),
        (record("keras.layers", "Dense", {"units": 1, "rm": 1}), "the argument 'rm' in the file"),
        (record("keras.layers", "Dense", {"name": "a"}), "Dense 'a' cannot be made"),
        (record("keras.layers", "Dense", 3), "must have a dict as its config, got 3"),
        (record("keras.layers", ["Dense"]), "names a class by"),
        (record("keras.layers", "Dense", {"units": 1}, 5), "names a class by 'Dense' and 5"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(attack, message):
    with pytest.raises(SavingError, match=message):
        deserialize_keras_object(attack)


def test_a_class_without_from_config_is_refused():
    class Plain:
        pass

    with pytest.raises(SavingError, match="its class has no `from_config`"):
        deserialize_keras_object(record("my", "Plain"), custom_objects={"Plain": Plain})


def test_the_way_to_what_is_refused_is_told():
    attack = record("my", "Mine", {"size": 1, "inner": record("os", "system")})
    with pytest.raises(SavingError) as caught:
        deserialize_keras_object(attack, custom_objects={"Mine": Mine})
    assert caught.value.__notes__ == ["while loading Mine"]


def test_any_configurable_of_the_user_comes_back():
    class Scale(Configurable):
        def __init__(self, factor, loss=None):
            self.factor, self.loss = factor, loss

    copy = again(Scale(2, losses.Huber()), Scale=Scale)
    assert isinstance(copy.loss, losses.Huber)
