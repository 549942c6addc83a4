"""Constraints by hand and against Keras, and the names they go by."""

import jax
import keras
import numpy as np
import pytest

from deepkit import constraints

TABLE = [
    ("MaxNorm", {}),
    ("MaxNorm", {"max_value": 0.7, "axis": 1}),
    ("MaxNorm", {"max_value": 0.7, "axis": [0, 1]}),
    ("MinMaxNorm", {}),
    ("MinMaxNorm", {"min_value": 1.5, "max_value": 1.8, "rate": 0.3, "axis": 1}),
    ("NonNeg", {}),
    ("UnitNorm", {}),
    ("UnitNorm", {"axis": [0, 1]}),
]
SECOND_NAMES = {
    "max_norm": "MaxNorm",
    "min_max_norm": "MinMaxNorm",
    "non_neg": "NonNeg",
    "unit_norm": "UnitNorm",
}
ALIASES = [
    ("Constraint", "Constraint"),
    ("MaxNorm", "MaxNorm"),
    ("MinMaxNorm", "MinMaxNorm"),
    ("NonNeg", "NonNeg"),
    ("UnitNorm", "UnitNorm"),
    ("constraint", "Constraint"),
    ("max_norm", "MaxNorm"),
    ("min_max_norm", "MinMaxNorm"),
    ("non_neg", "NonNeg"),
    ("unit_norm", "UnitNorm"),
]
WEIGHT = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")

every_row = pytest.mark.parametrize(("name", "options"), TABLE)


def test_every_public_name_has_a_row():
    functions = {"Constraint", "deserialize", "get", "serialize"}
    rows = {name for name, _ in TABLE}
    assert set(constraints.__all__) - functions == rows | set(SECOND_NAMES)


def test_every_public_name_of_keras_is_here():
    assert {n for n in dir(keras.constraints) if n[0] != "_"} <= set(constraints.__all__)


@every_row
def test_the_value_is_that_of_keras(name, options):
    with jax.numpy_dtype_promotion("standard"):
        expected = getattr(keras.constraints, name)(**options)(WEIGHT)
    found = getattr(constraints, name)(**options)(WEIGHT)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@every_row
def test_configs_are_read_both_ways(name, options):
    ours = getattr(constraints, name)(**options)
    theirs = getattr(keras.constraints, name)(**options)
    read = keras.constraints.deserialize(constraints.serialize(ours))
    copy = constraints.deserialize(keras.constraints.serialize(theirs))
    assert type(read).__name__ == type(copy).__name__ == name
    assert read.get_config() == copy.get_config() == ours.get_config() == theirs.get_config()


@every_row
def test_a_saved_constraint_is_read_back(name, options):
    ours = getattr(constraints, name)(**options)
    copy = constraints.get(constraints.serialize(ours))
    assert type(copy) is type(ours)
    assert copy.get_config() == ours.get_config() == ours.get_config() | options


@every_row
def test_half_precision_stays_half_precision(name, options):
    assert getattr(constraints, name)(**options)(WEIGHT.astype("float16")).dtype == "float16"


@every_row
def test_weights_of_zero_stay_finite(name, options):
    assert np.isfinite(getattr(constraints, name)(**options)(np.zeros((2, 2), "float32"))).all()


@pytest.mark.parametrize(("alias", "name"), ALIASES)
def test_a_name_stands_for_a_constraint(alias, name):
    assert type(constraints.get(alias)) is getattr(constraints, name)


@pytest.mark.parametrize(("second", "name"), SECOND_NAMES.items())
def test_a_second_name_is_the_same_class(second, name):
    assert getattr(constraints, second) is getattr(constraints, name)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.UnitNorm(), [[0.6, 0.0], [0.8, 1.0]]),
        (constraints.UnitNorm(axis=1), [[1.0, 0.0], [8 / 65**0.5, 1 / 65**0.5]]),
        (constraints.MaxNorm(2.5), [[1.5, 0.0], [2.0, 0.5]]),
        (constraints.MinMaxNorm(1.0, 2.5), [[1.5, 0.0], [2.0, 1.0]]),
        # half the way: the norms 5 and 0.5 become 3.75 and 0.75
        (constraints.MinMaxNorm(1.0, 2.5, rate=0.5), [[2.25, 0.0], [3.0, 0.75]]),
    ],
)
def test_weights_are_those_worked_by_hand(constraint, expected):
    weight = np.array([[3.0, 0.0], [4.0, 0.5]], "float32")
    np.testing.assert_allclose(constraint(weight), expected, rtol=1e-5)


def test_negative_weights_become_zero():
    assert constraints.NonNeg()(np.array([-1.0, 2.0], "float32")).tolist() == [0.0, 2.0]


@pytest.mark.parametrize(
    ("name", "argument"),
    [("MaxNorm", "max_value"), ("MinMaxNorm", "min_value"), ("MinMaxNorm", "max_value")],
)
@pytest.mark.parametrize("value", [-1.0, float("nan"), None])
def test_a_bound_that_is_no_number_of_at_least_zero_is_refused(name, argument, value):
    with pytest.raises(ValueError, match=f"`{argument}` must be >= 0, got {value!r}"):
        getattr(constraints, name)(**{argument: value})


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_rate_outside_of_zero_and_one_is_refused(rate):
    with pytest.raises(ValueError, match=f"`rate` must be between 0 and 1, got {rate}"):
        constraints.MinMaxNorm(rate=rate)


def test_a_subclass_must_define_its_call():
    with pytest.raises(NotImplementedError, match=r"Constraint must define `__call__\(w\)`"):
        constraints.Constraint()(WEIGHT)


def test_nothing_and_instances_stand_for_themselves():
    mine = constraints.NonNeg()
    assert constraints.get(mine) is mine
    assert constraints.get(None) is constraints.serialize(None) is None


def test_a_constraint_of_your_own_is_read_with_custom_objects():
    class Mine(constraints.MaxNorm):
        pass

    read = constraints.deserialize(constraints.serialize(Mine(3.0)), {"Mine": Mine})
    assert (type(read), read.max_value) == (Mine, 3.0)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown constraint 'maxnorm'\. Did you mean"):
        constraints.get("maxnorm")


def test_what_names_no_constraint_is_refused():
    with pytest.raises(TypeError, match="A constraint must be a name, a config, a callable"):
        constraints.get(3)
