"""Penalties by hand and against Keras, and the names they go by."""

import jax
import keras
import numpy as np
import pytest

from deepkit import regularizers
from deepkit.errors import ShapeError

TABLE = [
    ("L1", {}),
    ("L1", {"l1": 0.3}),
    ("L1L2", {}),
    ("L1L2", {"l1": 0.3, "l2": 0.2}),
    ("L2", {}),
    ("L2", {"l2": 0.2}),
    ("OrthogonalRegularizer", {}),
    ("OrthogonalRegularizer", {"factor": 0.5, "mode": "columns"}),
]
SECOND_NAMES = {
    "l1": "L1",
    "l1_l2": "L1L2",
    "l2": "L2",
    "orthogonal_regularizer": "OrthogonalRegularizer",
}
ALIASES = [
    ("L1", "L1"),
    ("L1L2", "L1L2"),
    ("L2", "L2"),
    ("OrthogonalRegularizer", "OrthogonalRegularizer"),
    ("Regularizer", "Regularizer"),
    ("l1", "L1"),
    ("l1_l2", "L1L2"),
    ("l1l2", "L1L2"),
    ("l2", "L2"),
    ("orthogonal_regularizer", "OrthogonalRegularizer"),
    ("regularizer", "Regularizer"),
]
WEIGHT = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")

every_row = pytest.mark.parametrize(("name", "options"), TABLE)


def of_keras(name, options):
    with jax.numpy_dtype_promotion("standard"):
        return getattr(keras.regularizers, name)(**options)


def test_every_public_name_has_a_row():
    functions = {"Regularizer", "deserialize", "get", "serialize"}
    rows = {name for name, _ in TABLE}
    assert set(regularizers.__all__) - functions == rows | set(SECOND_NAMES)


def test_every_public_name_of_keras_is_here():
    assert {n for n in dir(keras.regularizers) if n[0] != "_"} <= set(regularizers.__all__)


@every_row
def test_the_value_and_the_gradient_are_those_of_keras(name, options):
    ours, theirs = getattr(regularizers, name)(**options), of_keras(name, options)
    found = jax.value_and_grad(ours)(WEIGHT)
    with jax.numpy_dtype_promotion("standard"):
        expected = jax.value_and_grad(theirs)(WEIGHT)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-6)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-5, atol=1e-7)


@every_row
def test_configs_are_read_both_ways(name, options):
    ours, theirs = getattr(regularizers, name)(**options), of_keras(name, options)
    with jax.numpy_dtype_promotion("standard"):
        read = keras.regularizers.deserialize(regularizers.serialize(ours))
        written = keras.regularizers.serialize(theirs)
    copy = regularizers.deserialize(written)
    assert type(read).__name__ == type(copy).__name__ == name
    assert copy.get_config() == pytest.approx(ours.get_config())
    assert read.get_config() == pytest.approx(theirs.get_config())


@every_row
def test_a_saved_regularizer_is_read_back(name, options):
    ours = getattr(regularizers, name)(**options)
    copy = regularizers.get(regularizers.serialize(ours))
    assert type(copy) is type(ours)
    assert copy.get_config() == ours.get_config() == ours.get_config() | options


@every_row
def test_half_precision_stays_half_precision(name, options):
    penalty = getattr(regularizers, name)(**options)(WEIGHT.astype("float16"))
    assert (penalty.dtype, penalty.shape) == ("float16", ())


@pytest.mark.parametrize(("alias", "name"), ALIASES)
def test_a_name_stands_for_a_regularizer(alias, name):
    assert type(regularizers.get(alias)) is getattr(regularizers, name)


@pytest.mark.parametrize(("second", "name"), SECOND_NAMES.items())
def test_a_second_name_is_the_same_class(second, name):
    assert getattr(regularizers, second) is getattr(regularizers, name)


@pytest.mark.parametrize(
    ("regularizer", "expected"),
    [
        (regularizers.L1(0.5), 0.5 * (1 + 2 + 3 + 0)),
        (regularizers.L2(0.5), 0.5 * (1 + 4 + 9 + 0)),
        (regularizers.L1L2(0.5, 0.25), 0.5 * 6 + 0.25 * 14),
        (regularizers.L1L2(), 0.0),
        # the rows (1, -2) and (3, 0) have the cosine 3 / (3 * sqrt(5))
        (regularizers.OrthogonalRegularizer(1.0), 1 / np.sqrt(5)),
        # the columns (1, 3) and (-2, 0) have the cosine -2 / (2 * sqrt(10))
        (regularizers.OrthogonalRegularizer(1.0, "columns"), 1 / np.sqrt(10)),
    ],
)
def test_penalties_are_those_worked_by_hand(regularizer, expected):
    weight = np.array([[1.0, -2.0], [3.0, 0.0]], "float32")
    assert float(regularizer(weight)) == pytest.approx(expected)


def test_orthogonal_rows_cost_nothing():
    assert float(regularizers.OrthogonalRegularizer()(2 * np.eye(3, dtype="float32"))) == 0.0


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), None, "0.1", True])
@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("L1", "l1"),
        ("L2", "l2"),
        ("L1L2", "l1"),
        ("L1L2", "l2"),
        ("OrthogonalRegularizer", "factor"),
    ],
)
def test_a_factor_that_is_no_number_of_at_least_zero_is_refused(name, argument, value):
    with pytest.raises(ValueError, match=f"`{argument}` must be >= 0, got {value!r}"):
        getattr(regularizers, name)(**{argument: value})


def test_an_unknown_mode_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"`mode` must be one of .*'row'\. Did you mean 'rows'\?"):
        regularizers.OrthogonalRegularizer(mode="row")


def test_only_a_matrix_has_orthogonal_rows():
    with pytest.raises(ShapeError, match=r"Only a matrix can be penalized so, got shape \(3,\)"):
        regularizers.OrthogonalRegularizer()(np.ones(3, "float32"))


@pytest.mark.parametrize(("mode", "shape"), [("rows", (1, 3)), ("columns", (3, 1))])
def test_one_row_or_column_has_nothing_to_be_compared_with(mode, shape):
    with pytest.raises(ShapeError, match=f"Two {mode} are needed to compare, got shape"):
        regularizers.OrthogonalRegularizer(mode=mode)(np.ones(shape, "float32"))


def test_a_subclass_must_define_its_call():
    with pytest.raises(NotImplementedError, match=r"Regularizer must define `__call__\(x\)`"):
        regularizers.Regularizer()(WEIGHT)


def test_nothing_and_instances_stand_for_themselves():
    mine = regularizers.L1()
    assert regularizers.get(mine) is mine
    assert regularizers.get(None) is regularizers.serialize(None) is None


def test_a_regularizer_of_your_own_is_read_with_custom_objects():
    class Mine(regularizers.L2):
        pass

    read = regularizers.deserialize(regularizers.serialize(Mine(0.5)), {"Mine": Mine})
    assert (type(read), read.l2) == (Mine, 0.5)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown regularizer 'l22'\. Did you mean 'l2'\?"):
        regularizers.get("l22")


def test_what_names_no_regularizer_is_refused():
    with pytest.raises(TypeError, match="A regularizer must be a name, a config, a callable"):
        regularizers.get(3)
