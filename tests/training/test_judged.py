"""A loss must give a value for each sample: broadcasting to batch by batch is refused."""

import numpy as np
import pytest

import deepkit
from deepkit import losses, metrics, ops
from deepkit.errors import ShapeError
from deepkit.training._judged import as_loss, as_metric, check_samples
from tests.training._twins import X, Y, dense

ROW, COLUMN = deepkit.Input(()), deepkit.Input((1,))


def flat_minus_column(y_true, y_pred):
    """Subtract (batch, 1) from (batch,), which is (batch, batch)."""
    return ops.square(ops.reshape(y_true, (-1,)) - y_pred)


def mean_of_all(y_true, y_pred):
    """Return one number for the whole batch."""
    return ops.mean(ops.square(y_true - y_pred))


def divided_by_the_batch(y_true, y_pred):
    """Return values for samples, by a formula that asks for their number."""
    return ops.sum(ops.square(y_true - y_pred), axis=-1) / y_pred.shape[0]


def over_the_batch(y_true, y_pred):
    """Return a value for each feature instead of each sample."""
    return ops.mean(ops.square(y_true - y_pred), axis=0)


@pytest.mark.parametrize("fn", [flat_minus_column, over_the_batch])
def test_values_that_are_not_those_of_samples_are_refused(fn):
    wide = deepkit.Input((3,)) if fn is over_the_batch else COLUMN
    match = rf"Loss '{fn.__name__}' must return a value for each sample, of shape \(batch, ...\)"
    with pytest.raises(ShapeError, match=match):
        check_samples(as_loss(fn, wide, wide), wide, wide)


@pytest.mark.parametrize("fn", [mean_of_all, divided_by_the_batch, losses.MeanSquaredError()])
def test_values_of_samples_or_of_the_batch_are_taken(fn):
    check_samples(as_loss(fn, COLUMN, COLUMN), COLUMN, COLUMN)


def test_fit_refuses_such_a_loss_before_it_changes_a_weight():
    model = dense(deepkit)
    model.compile("sgd", flat_minus_column)
    before = model.get_weights()
    with pytest.raises(ShapeError, match=r"got \(batch, batch\) for `y` of shape \(None, 1\)"):
        model.fit(X, Y, verbose=0)
    assert all((a == b).all() for a, b in zip(model.get_weights(), before, strict=True))


def test_fit_refuses_it_also_for_the_shapes_of_a_later_call():
    def loss(y_true, y_pred):
        return ops.square(y_true - y_pred) if len(y_true.shape) == 2 else y_true[:, None] - y_true

    wide = deepkit.Input((2,))
    model = deepkit.Model(wide, wide * deepkit.layers.Dense(2)(wide))
    model.compile("sgd", loss)
    model.fit(X[:, :2], X[:, :2], verbose=0)
    with pytest.raises(ShapeError, match="must return a value for each sample"):
        model.fit(X[:, :2], Y[:, 0], verbose=0)


@pytest.mark.parametrize("fn", [mean_of_all, divided_by_the_batch])
def test_fit_takes_losses_that_look_at_the_whole_batch(fn):
    model = dense(deepkit)
    model.compile("sgd", fn)
    expected = fn(Y, model.predict(X, verbose=0))
    loss = model.fit(X, Y, verbose=0, batch_size=10).history["loss"][0]
    assert loss == pytest.approx(float(np.mean(expected)), rel=1e-5)


def test_a_loss_that_is_not_reduced_is_refused():
    model = dense(deepkit)
    model.compile("sgd", losses.MeanSquaredError(reduction="none"))
    with pytest.raises(ShapeError, match=r"must be one number, got shape \(10,\)"):
        model.fit(X, Y, verbose=0)


def test_losses_are_found_by_name_by_shape_and_as_functions():
    probabilities = deepkit.Input((3,))
    assert as_loss("mse", COLUMN, COLUMN).name == "mse"
    assert as_loss(mean_of_all, COLUMN, COLUMN).name == "mean_of_all"
    assert as_loss("CE", ROW, probabilities).fn is losses.sparse_categorical_crossentropy
    assert as_loss("crossentropy", COLUMN, COLUMN).fn is losses.binary_crossentropy
    assert as_loss("ce", probabilities, probabilities).fn is losses.categorical_crossentropy


def test_metrics_keep_the_name_they_were_given():
    precision = metrics.Precision(name="mine")
    assert as_metric("acc", COLUMN, COLUMN).name == "acc"
    assert as_metric("MAE", COLUMN, COLUMN).name == "MAE"
    assert as_metric(mean_of_all, COLUMN, COLUMN).name == "mean_of_all"
    assert as_metric(precision, COLUMN, COLUMN) is precision
