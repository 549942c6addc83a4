"""The plain optimizers are found by Keras's names."""

import pytest

from deepkit.optimizers._family import MEMBERS, plain

# What `keras.optimizers.get` takes, but for what deepkit has not, or cannot make without arguments.
NAMES = ("adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lion", "nadam")
NAMES += ("rmsprop", "sgd", "lamb")


@pytest.mark.parametrize("name", NAMES)
def test_names_stand_for_optimizers(name):
    assert type(plain.get(name)).__name__.lower() == name


def test_every_class_has_both_spellings():
    assert sorted(MEMBERS) == sorted({*NAMES, *(cls.__name__ for cls in MEMBERS.values())})
