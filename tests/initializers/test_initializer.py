"""What all initializers share: copies, and where their draws come from."""

import keras
import numpy as np
import pytest

from deepkit import backend, initializers, saving, utils

RANDOM = [
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
]
SHAPE = (2, 3)

every_random = pytest.mark.parametrize("name", RANDOM)


def draw(name, seed=None):
    return getattr(initializers, name)(seed=seed)(SHAPE).tolist()


def test_a_subclass_must_define_its_call():
    with pytest.raises(NotImplementedError, match=r"Initializer must define `__call__\(shape, dty"):
        initializers.Initializer()(SHAPE)


def test_a_clone_is_another_object_of_the_same_config():
    first = initializers.RandomNormal(0.5, seed=3)
    clone = first.clone()
    assert clone is not first
    assert clone.get_config() == first.get_config()
    assert clone(SHAPE).tolist() == first(SHAPE).tolist()


@every_random
def test_a_number_gives_the_same_draw_each_time(name):
    initializer = getattr(initializers, name)(seed=3)
    first = initializer(SHAPE).tolist()
    assert initializer(SHAPE).tolist() == first == draw(name, seed=3)


@every_random
def test_another_number_gives_another_draw(name):
    assert draw(name, seed=3) != draw(name, seed=4)


@every_random
def test_no_seed_gives_another_draw_each_time(name):
    initializer = getattr(initializers, name)()
    first = initializer(SHAPE).tolist()
    assert initializer(SHAPE).tolist() != first
    assert initializer.get_config()["seed"] is None


@every_random
@pytest.mark.parametrize("set_seed", [backend.set_seed, utils.set_random_seed])
def test_the_seed_of_the_process_decides_what_no_seed_gives(name, set_seed):
    set_seed(5)
    first = [draw(name), draw(name)]
    set_seed(5)
    assert [draw(name), draw(name)] == first
    set_seed(6)
    assert draw(name) != first[0]


@every_random
def test_a_generator_gives_its_next_draw_each_time(name):
    generator = backend.SeedGenerator(3)
    first, second = draw(name, generator), draw(name, generator)
    assert first != second
    assert draw(name, backend.SeedGenerator(3)) == first


@pytest.mark.parametrize("seed", [-1, 1.5, True, "3", {"class_name": "Dense"}])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(ValueError, match="`seed` must be a whole number >= 0, got "):
        initializers.RandomNormal(seed=seed)


def test_a_seed_of_numpy_becomes_a_plain_number():
    assert type(initializers.RandomNormal(seed=np.int64(3)).seed) is int
    assert draw("RandomNormal", np.int64(3)) == draw("RandomNormal", 3)


def test_a_generator_comes_back_from_what_was_saved():
    first = initializers.RandomNormal(seed=backend.SeedGenerator(3))
    record = saving.serialize_keras_object(first)
    assert initializers.deserialize(record)(SHAPE).tolist() == first(SHAPE).tolist()


def test_a_generator_comes_back_from_what_keras_saved():
    theirs = keras.initializers.RandomNormal(seed=keras.random.SeedGenerator(3))
    ours = initializers.deserialize(keras.initializers.serialize(theirs))
    assert ours(SHAPE).tolist() == draw("RandomNormal", backend.SeedGenerator(3))
