"""Models whose graph holds the loss and what metrics look at."""

import numpy as np
import pytest

from deepkit import Input, layers, metrics, ops, regularizers
from deepkit.estimators._spec_models import (
    JudgingModel,
    LossModel,
    MetricOp,
    outputs_to_judge,
)
from deepkit.optimizers import SGD

X = np.arange(6, dtype="float32").reshape(6, 1)
DATA = {"x": X, "y": 3 * X}


def drawn(regularizer=None):
    x, y = Input((1,), name="x"), Input((1,), name="y")
    line = layers.Dense(1, kernel_initializer="ones", kernel_regularizer=regularizer)
    found = line(x)
    return {"x": x, "y": y}, ops.mean(ops.square(found - y)), found, y


def test_the_output_is_the_loss():
    inputs, loss, *_ = drawn()
    model = LossModel(inputs, loss)
    model.compile(SGD(0.01))
    assert model.evaluate(DATA, verbose=0) == pytest.approx(np.square(2 * X).mean())


def test_a_step_goes_down_its_gradient():
    inputs, loss, *_ = drawn()
    model = LossModel(inputs, loss)
    model.compile(SGD(0.01))
    model.fit(DATA, batch_size=6, verbose=0)
    slope = (2 * X * (X - 3 * X)).mean()  # of the mean of (w x - 3 x)^2 at w = 1
    assert model.get_weights()[0].item() == pytest.approx(1 - 0.01 * slope)


def test_penalties_of_layers_are_added():
    inputs, loss, *_ = drawn(regularizers.L2(0.5))
    model = LossModel(inputs, ops.reshape(loss, (1,)))
    model.compile(SGD(0.01))
    assert model.evaluate(DATA, verbose=0) == pytest.approx(np.square(2 * X).mean() + 0.5)


def test_metrics_see_what_they_are_told_and_the_loss_is_the_mean_over_batches():
    inputs, loss, found, y = drawn()
    measured = {
        "mae": MetricOp("mae", (metrics.MeanAbsoluteError(), (y, found))),
        "weighted": MetricOp("weighted", ("mae", {"y_true": y, "y_pred": found})),
        "mean": MetricOp("mean", found),
    }
    model = JudgingModel(inputs, outputs_to_judge(loss, measured)).measuring(measured)
    model.compile()
    logs = model.evaluate(DATA, batch_size=4, verbose=0, return_dict=True)
    batches = [np.square(2 * X[:4]).mean(), np.square(2 * X[4:]).mean()]
    assert logs == pytest.approx(
        {"loss": np.mean(batches), "mae": 5.0, "weighted": 5.0, "mean": 2.5}
    )


def test_metrics_take_weights_as_a_third():
    inputs, loss, found, y = drawn()
    told = {"mae": MetricOp("mae", (metrics.MeanAbsoluteError(), (y, found, y)))}
    model = JudgingModel(inputs, outputs_to_judge(loss, told)).measuring(told)
    model.compile()
    logs = model.evaluate(DATA, verbose=0, return_dict=True)
    assert logs["mae"] == pytest.approx(np.average(2 * X, weights=3 * X))


def test_what_is_no_measure_is_refused():
    with pytest.raises(ValueError, match="`eval_metric_ops` 'a' must be"):
        MetricOp("a", "accuracy")
