"""Names in files lead to deepkit's own classes by one closed table."""

import pytest

from deepkit import Model, Sequential, backend, initializers, layers, losses, optimizers
from deepkit.optimizers import schedules
from deepkit.saving._places import base, bases, find_class, package_of, place_of

KNOWN = [
    ("keras.layers", "Dense", layers.Dense),
    ("keras.layers", "InputLayer", layers.InputLayer),
    ("keras.initializers", "GlorotUniform", initializers.GlorotUniform),
    ("keras.losses", "Huber", losses.Huber),
    ("keras.optimizers", "Adam", optimizers.Adam),
    ("keras.optimizers", "LossScaleOptimizer", optimizers.LossScaleOptimizer),
    ("keras.optimizers.schedules", "CosineDecay", schedules.CosineDecay),
    ("keras", "Sequential", Sequential),
    ("keras", "Model", Model),
    ("keras", "DTypePolicy", backend.DTypePolicy),
    ("keras.random", "SeedGenerator", backend.SeedGenerator),
]


@pytest.mark.parametrize(("module", "name", "cls"), KNOWN)
def test_a_class_and_its_name_lead_to_each_other(module, name, cls):
    assert find_class(module, name) is cls
    assert place_of(cls) == (module, name)


@pytest.mark.parametrize(
    ("module", "name", "cls"),
    [
        ("keras.models", "Sequential", Sequential),
        ("keras.src.models.functional", "Functional", Model),
        ("keras.layers", "MaxPool2D", layers.MaxPooling2D),
        ("keras.dtype_policies", "DTypePolicy", backend.DTypePolicy),
    ],
)
def test_other_names_of_a_class_lead_to_it_too(module, name, cls):
    assert find_class(module, name) is cls


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("deepkit.layers", "Dense"),
        ("keras.layers", "Dense.__init__"),
        ("keras.layers", "__builtins__"),
        ("keras.layers", "serialize"),
        ("keras.layers", "Adam"),
        ("keras.config", "set_dtype_policy"),
        ("keras.utils", "get_file"),
        ("keras.optimizers", "schedules"),
        ("keras", "layers"),
    ],
)
def test_everything_else_is_unknown(module, name):
    with pytest.raises(ValueError, match="Unknown class of"):
        find_class(module, name)


@pytest.mark.parametrize("name", ["Lambda", "TFSMLayer", "TorchModuleWrapper"])
def test_layers_that_hold_code_are_refused_with_a_way_out(name):
    with pytest.raises(ValueError, match=r"holds code or leads to some.*replace it by a `Layer`"):
        find_class("keras.layers", name)


def test_a_near_miss_is_named():
    with pytest.raises(ValueError, match="Did you mean 'Dense'"):
        find_class("keras.layers", "Dence")


def test_without_a_near_miss_the_message_stays_short():
    with pytest.raises(ValueError, match=r"^Unknown class of 'keras.layers' 'Zzzzz'\.$"):
        find_class("keras.layers", "Zzzzz")


def test_a_class_of_the_user_has_no_place():
    class Dense(layers.Dense):
        pass

    assert place_of(Dense) is None
    assert place_of(dict) is None


def test_the_package_tells_what_kind_of_object_a_name_is():
    assert package_of("keras.losses", "Huber") == "losses"
    assert package_of("keras.src.models.functional", "Functional") == "models"
    assert package_of("os", "system") == ""


def test_each_package_has_a_base():
    assert base("layers") is layers.Layer
    assert base("optimizers.schedules") is schedules.LearningRateSchedule
    assert bases().index(Model) < bases().index(layers.Layer)
