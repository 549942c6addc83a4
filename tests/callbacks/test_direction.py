"""The name of a metric tells whether it is to rise or to fall, as Keras's metrics know."""

import inspect
from types import SimpleNamespace

import keras
import pytest

from deepkit.callbacks._direction import more_is_better

ARGUMENTS = {
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 2},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [0]},
    "OneHotMeanIoU": {"num_classes": 2},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
}


def metrics_of_keras():
    for name, member in inspect.getmembers(keras.metrics, inspect.isclass):
        if name not in {"Metric", "Mean", "Sum", "MeanMetricWrapper"}:
            metric = member(**ARGUMENTS.get(name, {}))
            if getattr(metric, "_direction", None):
                yield metric


def test_names_tell_what_the_metrics_of_keras_know():
    metrics = list(metrics_of_keras())
    assert len(metrics) > 30
    wrong = [m.name for m in metrics if more_is_better(m.name) is not (m._direction == "up")]
    assert wrong == []


@pytest.mark.parametrize("name", ["acc", "val_accuracy", "auc_1", "left_f1_score", "weighted_acc"])
def test_rates_of_success_are_to_rise(name):
    assert more_is_better(name) is True


@pytest.mark.parametrize("name", ["loss", "val_loss", "left_loss", "mse_1", "accuracy_loss", "ce"])
def test_losses_and_errors_are_to_fall(name):
    assert more_is_better(name) is False


def test_what_the_metric_says_counts_most():
    metric = SimpleNamespace(name="accuracy", direction="down")
    assert more_is_better("val_accuracy", [metric]) is False


def test_a_name_that_says_nothing_is_left_open():
    assert more_is_better("val_race", [SimpleNamespace(name="val_race")]) is None
