"""Averages of surprise over batches, by hand."""

import math

import pytest

from deepkit import metrics


def test_binary_crossentropy_is_averaged():
    metric = metrics.BinaryCrossentropy()
    metric.update_state([[1.0], [0.0]], [[0.5], [0.5]])
    metric.update_state([[1.0]], [[0.25]])
    assert float(metric.result()) == pytest.approx((2 * math.log(2) + math.log(4)) / 3)


def test_categorical_crossentropy_takes_logits_and_smoothing():
    metric = metrics.CategoricalCrossentropy(from_logits=True, label_smoothing=0.5)
    assert float(metric([[0, 1]], [[0.0, 0.0]])) == pytest.approx(math.log(2))


def test_ignored_classes_are_left_out_of_the_mean():
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=0)
    assert float(metric([1, 0], [[0.5, 0.5], [0.1, 0.9]])) == pytest.approx(math.log(2))


def test_divergence_and_poisson_are_averaged():
    expected = (math.log(2) + math.log(2 / 3)) / 2
    assert float(metrics.KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]])) == pytest.approx(expected)
    assert float(metrics.Poisson()([[3.0], [0.0]], [[1.0], [2.0]])) == pytest.approx(1.5)


@pytest.mark.parametrize("name", ["BinaryCrossentropy", "CategoricalCrossentropy"])
def test_smoothing_out_of_range_is_refused(name):
    with pytest.raises(ValueError, match="`label_smoothing` must be between 0 and 1, got 3"):
        getattr(metrics, name)(label_smoothing=3)
