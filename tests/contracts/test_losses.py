"""What every loss promises: Keras's numbers and gradients, eager, compiled, saved and symbolic."""

from dataclasses import dataclass, field

import jax
import keras
import numpy as np
import pytest

from deepkit import backend, losses
from deepkit.losses._family import FAMILY

ATOL = 1e-6


@dataclass
class Row:
    """A loss, its options and the kind of labels and predictions it is for."""

    name: str
    data: str
    options: dict = field(default_factory=dict)

    def __str__(self):
        given = ", ".join(f"{k}={v}" for k, v in self.options.items())
        return f"{self.name}({given})"


TABLE = [
    Row("BinaryCrossentropy", "binary"),
    Row("BinaryCrossentropy", "binary_logits", {"from_logits": True, "label_smoothing": 0.1}),
    Row("BinaryFocalCrossentropy", "binary"),
    Row(
        "BinaryFocalCrossentropy",
        "binary_logits",
        {"from_logits": True, "apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5},
    ),
    Row("CTC", "sequence"),
    Row("CategoricalCrossentropy", "one_hot"),
    Row("CategoricalCrossentropy", "one_hot_logits", {"from_logits": True, "label_smoothing": 0.2}),
    Row("CategoricalFocalCrossentropy", "one_hot"),
    Row("CategoricalFocalCrossentropy", "one_hot_logits", {"from_logits": True, "gamma": 3.0}),
    Row("CategoricalGeneralizedCrossEntropy", "classes", {"q": 0.7}),
    Row("CategoricalHinge", "one_hot"),
    Row("Circle", "embeddings", {"gamma": 4.0, "margin": 0.3}),
    Row("Circle", "embeddings", {"gamma": 4.0, "remove_diagonal": False}),
    Row("CosineSimilarity", "real"),
    Row("CosineSimilarity", "steps", {"axis": 1}),
    Row("Dice", "binary"),
    Row("Dice", "binary", {"axis": -1}),
    Row("Hinge", "binary"),
    Row("Hinge", "signs"),
    Row("Huber", "real", {"delta": 0.7}),
    Row("KLDivergence", "one_hot"),
    Row("LogCosh", "real"),
    Row("MeanAbsoluteError", "steps"),
    Row("MeanAbsolutePercentageError", "real"),
    Row("MeanSquaredError", "steps"),
    Row("MeanSquaredLogarithmicError", "counts"),
    Row("Poisson", "counts"),
    Row("SparseCategoricalCrossentropy", "classes"),
    Row("SparseCategoricalCrossentropy", "class_column", {"from_logits": True}),
    Row("SparseCategoricalCrossentropy", "classes", {"ignore_class": 2}),
    Row("SquaredHinge", "signs"),
    Row("Tversky", "binary", {"alpha": 0.3, "beta": 0.7}),
]
BASES = {"Loss", "LossFunctionWrapper"}


def make_data(kind):
    random = np.random.default_rng(7)
    real = random.normal(size=(2, 6, 5)).astype("float32")
    p = np.exp(real[0]) / np.exp(real[0]).sum(-1, keepdims=True)
    classes = random.integers(0, 5, 6)
    yes = (real[1] > 0).astype("float32")
    unit = real[0] / np.linalg.norm(real[0], axis=-1, keepdims=True)
    steps = random.normal(size=(2, 6, 3, 4)).astype("float32")
    return {
        "binary": (yes, p),
        "binary_logits": (yes, real[0]),
        "signs": (2 * yes - 1, real[0]),
        "one_hot": (np.eye(5, dtype="float32")[classes], p),
        "one_hot_logits": (np.eye(5, dtype="float32")[classes], real[0]),
        "classes": (classes.astype("int32"), p),
        "class_column": (classes[:, None].astype("int32"), real[0]),
        "embeddings": (np.array([0, 1, 0, 1, 2, 2]), unit),
        "real": (real[1], real[0]),
        "counts": (random.poisson(2.0, (6, 5)).astype("float32"), np.abs(real[0])),
        "steps": (steps[0], steps[1]),
        "sequence": (np.array([[1, 2], [3, 0], [1, 1], [2, 4], [1, 0], [4, 4]]), steps_logits()),
    }[kind]


def steps_logits():
    return np.random.default_rng(8).normal(size=(6, 6, 5)).astype("float32")


def ours_and_keras(row, **more):
    with jax.numpy_dtype_promotion("standard"):
        theirs = getattr(keras.losses, row.name)(**row.options, **more)
    return getattr(losses, row.name)(**row.options, **more), theirs


def call_keras(loss, *args, **kwargs):
    with jax.numpy_dtype_promotion("standard"):
        return np.asarray(loss(*args, **kwargs))


every_loss = pytest.mark.parametrize("row", TABLE, ids=str)


def test_every_public_loss_has_a_row():
    members = {name: getattr(losses, name) for name in losses.__all__}
    public = {n for n, m in members.items() if isinstance(m, type) and issubclass(m, losses.Loss)}
    assert public - BASES == {row.name for row in TABLE}


def test_every_public_loss_of_keras_is_here():
    theirs = {name for name in dir(keras.losses) if not name.startswith("_")}
    assert theirs - set(losses.__all__) == set()


@every_loss
def test_the_value_is_that_of_keras(row):
    y_true, y_pred = make_data(row.data)
    ours, theirs = ours_and_keras(row)
    np.testing.assert_allclose(ours(y_true, y_pred), call_keras(theirs, y_true, y_pred), atol=ATOL)


@every_loss
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight"])
def test_the_weighted_value_is_that_of_keras(row, reduction):
    y_true, y_pred = make_data(row.data)
    ours, theirs = ours_and_keras(row, reduction=reduction)
    weight = np.array([0.5, 1.0, 0.0, 2.0, 1.5, 1.0], "float32")
    per_sample = losses.per_sample(ours, y_true, y_pred)
    if per_sample.ndim > 1:  # Keras cannot spread weights of samples over their steps itself
        spread = np.broadcast_to(weight[:, None], per_sample.shape)
        assert reduction == "mean_with_sample_weight" or ours(
            y_true, y_pred, sample_weight=weight
        ) == pytest.approx(float(ours(y_true, y_pred, sample_weight=spread)), abs=ATOL)
        weight = spread
    np.testing.assert_allclose(
        ours(y_true, y_pred, sample_weight=weight),
        call_keras(theirs, y_true, y_pred, sample_weight=weight),
        rtol=1e-6,
        atol=ATOL,
    )


@every_loss
def test_the_gradient_is_finite_and_that_of_keras(row):
    y_true, y_pred = make_data(row.data)
    ours, theirs = ours_and_keras(row)
    gradient = backend.jit(jax.grad(lambda p: ours(y_true, p)))(y_pred)
    with jax.numpy_dtype_promotion("standard"):
        expected = jax.jit(jax.grad(lambda p: theirs(y_true, p)))(y_pred)
    assert np.isfinite(gradient).all()
    np.testing.assert_allclose(gradient, expected, atol=ATOL)


@every_loss
def test_a_compiled_loss_is_the_eager_one(row):
    y_true, y_pred = make_data(row.data)
    ours, _ = ours_and_keras(row)
    np.testing.assert_allclose(
        backend.jit(ours)(y_true, y_pred), ours(y_true, y_pred), rtol=1e-6, atol=ATOL
    )


@every_loss
def test_a_loss_of_open_batches_is_a_scalar(row):
    y_true, y_pred = make_data(row.data)
    ours, _ = ours_and_keras(row)
    symbolic = [
        backend.SymbolicTensor(backend.open_spec((None, *y.shape[1:]), y.dtype.name))
        for y in (y_true, y_pred)
    ]
    assert backend.infer(ours, *symbolic).shape == ()


@every_loss
def test_a_config_makes_an_equal_loss(row):
    ours, _ = ours_and_keras(row, reduction="sum", dtype="float32")
    copy = type(ours).from_config(ours.get_config())
    assert copy.get_config() == ours.get_config() == ours.get_config() | row.options


@every_loss
def test_a_serialized_loss_is_read_back(row):
    y_true, y_pred = make_data(row.data)
    ours, _ = ours_and_keras(row)
    copy = losses.deserialize(losses.serialize(ours))
    assert type(copy) is type(ours)
    assert float(copy(y_true, y_pred)) == float(ours(y_true, y_pred))


@every_loss
def test_keras_reads_our_losses_and_we_read_those_of_keras(row):
    y_true, y_pred = make_data(row.data)
    ours, theirs = ours_and_keras(row)
    with jax.numpy_dtype_promotion("standard"):
        read = keras.saving.deserialize_keras_object(losses.serialize(ours))
        written = keras.losses.serialize(theirs)
    value = float(ours(y_true, y_pred))
    assert float(call_keras(read, y_true, y_pred)) == pytest.approx(value, rel=1e-5)
    assert losses.deserialize(written).name == theirs.name == ours.name


@every_loss
def test_values_have_the_dtype_of_the_loss(row):
    y_true, y_pred = make_data(row.data)
    ours, _ = ours_and_keras(row, dtype="float16")
    assert ours.dtype == "float16"
    assert ours(y_true, y_pred).dtype == "float16"
    assert ours_and_keras(row)[0](y_true, y_pred.astype("float64")).dtype == "float32"


def test_every_name_of_keras_stands_for_the_same():
    theirs = keras.src.losses.ALL_OBJECTS_DICT
    ours = FAMILY.members
    assert {n: m.__name__ for n, m in ours.items() if n in theirs} == {
        name: member.__name__ for name, member in theirs.items()
    }
