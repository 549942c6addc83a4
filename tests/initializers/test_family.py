"""Initializers by name, and all of them against Keras."""

import jax
import keras
import numpy as np
import pytest

from deepkit import initializers

SHAPE = (60, 80)
DRAWN = [
    ("GlorotNormal", {}),
    ("GlorotUniform", {}),
    ("HeNormal", {}),
    ("HeUniform", {}),
    ("LecunNormal", {}),
    ("LecunUniform", {}),
    ("Orthogonal", {"gain": 2.0}),
    ("RandomNormal", {"mean": 0.3, "stddev": 2.0}),
    ("RandomUniform", {"minval": -3.0, "maxval": 1.0}),
    ("TruncatedNormal", {"mean": 0.3, "stddev": 2.0}),
    ("VarianceScaling", {"scale": 3.0, "mode": "fan_avg", "distribution": "untruncated_normal"}),
    ("VarianceScaling", {"mode": "fan_out", "distribution": "uniform"}),
]
FIXED = [
    ("Constant", {"value": 2.5}, (3, 2)),
    ("Identity", {"gain": 2.0}, (3, 4)),
    ("Ones", {}, (3, 2)),
    ("STFT", {}, (8, 1, 5)),
    ("STFT", {"side": "imag", "window": "hamming", "scaling": "spectrum"}, (8, 1, 5)),
    ("Zeros", {}, (3, 2)),
]
ROWS = [(name, {**options, "seed": 3}) for name, options in DRAWN] + [row[:2] for row in FIXED]

# What each name stands for, in Keras too.
ALIASES = {
    "Constant": "Constant constant",
    "GlorotNormal": "GlorotNormal glorot_normal",
    "GlorotUniform": "GlorotUniform glorot_uniform",
    "HeNormal": "HeNormal he_normal",
    "HeUniform": "HeUniform he_uniform",
    "Identity": "Identity IdentityInitializer identity",
    "Initializer": "Initializer initializer",
    "LecunNormal": "LecunNormal lecun_normal",
    "LecunUniform": "LecunUniform lecun_uniform",
    "Ones": "Ones ones one",
    "Orthogonal": "Orthogonal OrthogonalInitializer orthogonal",
    "RandomNormal": "RandomNormal random_normal normal",
    "RandomUniform": "RandomUniform random_uniform uniform",
    "STFT": "STFT STFTInitializer stft",
    "TruncatedNormal": "TruncatedNormal truncated_normal",
    "VarianceScaling": "VarianceScaling variance_scaling",
    "Zeros": "Zeros zeros zero",
}
PAIRS = [(alias, name) for name, aliases in ALIASES.items() for alias in aliases.split()]

every_row = pytest.mark.parametrize(("name", "options"), ROWS)


def ours_and_keras(name, options):
    return getattr(initializers, name)(**options), getattr(keras.initializers, name)(**options)


def test_every_public_initializer_has_a_row():
    members = {n: getattr(initializers, n) for n in initializers.__all__}
    classes = {m.__name__ for m in members.values() if isinstance(m, type)}
    assert classes - {"Initializer"} == {name for name, _ in ROWS}
    assert set(members) - {"deserialize", "get", "serialize"} <= {alias for alias, _ in PAIRS}


def test_every_public_name_of_keras_is_here():
    assert {n for n in dir(keras.initializers) if n[0] != "_"} <= set(initializers.__all__)


@pytest.mark.parametrize(("name", "options", "shape"), FIXED)
def test_what_is_not_drawn_is_that_of_keras(name, options, shape):
    ours, theirs = ours_and_keras(name, options)
    with jax.numpy_dtype_promotion("standard"):
        expected = theirs(shape)
    np.testing.assert_allclose(ours(shape), expected, atol=2e-6)


@pytest.mark.parametrize(("name", "options"), DRAWN)
def test_what_is_drawn_is_distributed_as_that_of_keras(name, options):
    ours, theirs = ours_and_keras(name, {**options, "seed": 3})
    with jax.numpy_dtype_promotion("standard"):
        expected = np.asarray(theirs(SHAPE))
    found = np.asarray(ours(SHAPE))
    spread = float(expected.std())
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    assert found.mean() == pytest.approx(float(expected.mean()), abs=0.08 * spread)
    assert found.std() == pytest.approx(spread, rel=0.05)
    quantiles = [0.01, 0.25, 0.75, 0.99]
    np.testing.assert_allclose(
        np.quantile(found, quantiles), np.quantile(expected, quantiles), atol=0.2 * spread
    )


@every_row
def test_configs_are_read_both_ways(name, options):
    ours, theirs = ours_and_keras(name, options)
    read = keras.initializers.deserialize(initializers.serialize(ours))
    copy = initializers.deserialize(keras.initializers.serialize(theirs))
    assert type(read).__name__ == type(theirs).__name__
    assert type(copy) is type(ours)
    if name == "Identity":  # Keras forgets the factor when it saves one
        assert read.gain == theirs.gain == ours.gain
    else:
        assert read.get_config() == copy.get_config() == ours.get_config() == theirs.get_config()


@every_row
def test_a_saved_initializer_is_read_back(name, options):
    ours = getattr(initializers, name)(**options)
    copy = initializers.get(initializers.serialize(ours))
    assert type(copy) is type(ours)
    assert copy.get_config() == ours.get_config() == ours.get_config() | options


@pytest.mark.parametrize(("alias", "name"), PAIRS)
def test_a_name_stands_for_an_initializer(alias, name):
    assert type(initializers.get(alias)) is getattr(initializers, name)
    if name != "Constant":  # Keras cannot make one by its name: it asks for a value
        assert type(keras.initializers.get(alias)).__name__ == name


@pytest.mark.parametrize(("alias", "name"), [p for p in PAIRS if p[0] in initializers.__all__])
def test_a_second_name_is_the_same_class(alias, name):
    assert getattr(initializers, alias) is getattr(initializers, name)


def test_nothing_instances_and_callables_stand_for_themselves():
    def mine(shape, dtype=None):
        return np.ones(shape, dtype)

    ones = initializers.Ones()
    assert initializers.get(ones) is ones
    assert initializers.get(mine) is mine
    assert initializers.get(None) is initializers.serialize(None) is None
    assert isinstance(initializers.get(initializers.Ones), initializers.Ones)


def test_an_initializer_of_your_own_is_read_with_custom_objects():
    class Mine(initializers.Constant):
        pass

    read = initializers.deserialize(initializers.serialize(Mine(0.5)), {"Mine": Mine})
    assert (type(read), read.value) == (Mine, 0.5)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown initializer 'heNormal'\. Did you mean 'HeNor"):
        initializers.get("heNormal")


def test_what_names_no_initializer_is_refused():
    with pytest.raises(TypeError, match="initializer must be a name, a config, a callable"):
        initializers.get(3)
