"""Averages of differences over batches, by hand."""

import math

import pytest

from deepkit import metrics


def over_two_batches(metric):
    metric.update_state([[2.0], [4.0]], [[1.0], [4.0]])
    metric.update_state([[1.0]], [[3.0]])
    return float(metric.result())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MeanSquaredError", (1 + 0 + 4) / 3),
        ("MeanAbsoluteError", (1 + 0 + 2) / 3),
        ("MeanAbsolutePercentageError", (50 + 0 + 200) / 3),
        ("MeanSquaredLogarithmicError", (math.log(1.5) ** 2 + math.log(2) ** 2) / 3),
        ("RootMeanSquaredError", math.sqrt(5 / 3)),
        ("LogCoshError", (math.log(math.cosh(1)) + math.log(math.cosh(2))) / 3),
    ],
)
def test_the_mean_is_over_all_samples(name, value):
    assert over_two_batches(getattr(metrics, name)()) == pytest.approx(value)


def test_a_cosine_of_one_is_best_where_the_loss_is_least():
    metric = metrics.CosineSimilarity()
    assert float(metric([[1.0, 0.0], [1.0, 0.0]], [[3.0, 4.0], [2.0, 0.0]])) == pytest.approx(0.8)
    assert (metric.direction, metrics.MeanSquaredError.direction) == ("up", "down")


def test_a_weighted_root_is_of_the_weighted_mean():
    value = metrics.RootMeanSquaredError()([0.0, 0.0], [3.0, 5.0], sample_weight=[3.0, 1.0])
    assert float(value) == pytest.approx(math.sqrt((27 + 25) / 4))
