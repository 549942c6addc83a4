"""Sums and means over batches, by hand."""

import numpy as np
import pytest

from deepkit import backend, losses, ops
from deepkit.errors import ShapeError
from deepkit.metrics import Mean, MeanMetricWrapper, Sum


def distance(y_true, y_pred, power=1):
    return ops.abs(y_true - y_pred) ** power


def test_a_short_last_batch_counts_less():
    metric = Mean()
    metric.update_state([1.0, 3.0, 5.0])
    metric.update_state([11.0])
    assert float(metric.result()) == 5.0


def test_a_mean_of_nothing_is_zero():
    assert float(Mean().result()) == 0.0


def test_weights_count_in_the_sum_and_in_the_count():
    metric = Mean()
    metric.update_state([1.0, 5.0], sample_weight=[3.0, 1.0])
    assert float(metric.result()) == 2.0
    assert (float(metric.total), float(metric.count)) == (8.0, 4.0)


def test_a_scalar_counts_as_its_weight():
    metric = Mean()
    metric.update_state(2.0, sample_weight=32)
    metric.update_state(5.0, sample_weight=16)
    assert float(metric.result()) == 3.0


def test_the_weight_of_a_sample_counts_for_its_steps():
    metric = Mean()
    metric.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 3.0])
    assert float(metric.result()) == (2 + 18) / 4


def test_each_step_may_have_a_weight():
    metric = Mean()
    metric.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[[1.0, 0.0], [1.0, 1.0]])
    assert float(metric.result()) == pytest.approx((1 + 5 + 7) / 3)


def test_a_column_of_weights_fits_a_row_of_values():
    metric = Mean()
    metric.update_state([1.0, 5.0], sample_weight=[[3.0], [1.0]])
    assert float(metric.result()) == 2.0


def test_a_sum_adds_everything_up():
    metric = Sum()
    metric.update_state([[1.0, 3.0], [5.0, 7.0]])
    metric.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 0.5])
    assert float(metric.result()) == 16 + 4 + 6


def test_counts_go_on_where_half_precision_would_stop():
    metric = Mean(dtype="float16")
    for _ in range(2):
        metric.update_state(np.ones(3000, "float16"))
    assert float(metric.count) == 6000
    assert metric.result().dtype == "float16"


def test_weights_of_another_length_are_refused():
    with pytest.raises(ShapeError, match=r"got the shape \(3,\) for values of shape \(2,\)"):
        Mean().update_state([1.0, 2.0], sample_weight=[1.0, 1.0, 1.0])


def test_a_function_becomes_a_metric_with_its_options():
    metric = MeanMetricWrapper(distance, name="d", power=2)
    assert float(metric([1.0, 2.0], [3.0, 2.0])) == 2.0
    assert metric.get_config() == {"fn": distance, "name": "d", "dtype": "float32", "power": 2}


def test_a_mask_is_a_weight_of_zero():
    metric = MeanMetricWrapper(distance)
    metric.update_state([0.0, 0.0], [1.0, 9.0], mask=[True, False])
    assert float(metric.result()) == 1.0
    metric.update_state([0.0, 0.0], [4.0, 9.0], sample_weight=[2.0, 1.0], mask=[True, False])
    assert float(metric.result()) == (1 + 2 * 4) / 3


def test_the_mask_of_predictions_is_taken_from_the_call_around():
    y_pred, metric = ops.convert_to_tensor([1.0, 9.0]), MeanMetricWrapper(distance)
    with backend.call_context() as call:
        call.set_mask(y_pred, ops.convert_to_tensor([True, False]))
        assert float(metric([0.0, 0.0], y_pred)) == 1.0


def test_an_ignored_class_is_left_out_of_the_mean():
    metric = MeanMetricWrapper(
        losses.sparse_categorical_crossentropy, from_logits=True, ignore_class=-1
    )
    value = metric([1, -1], [[0.0, 0.0], [5.0, 0.0]])
    assert float(value) == pytest.approx(np.log(2))
