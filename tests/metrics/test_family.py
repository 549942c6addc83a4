"""Metrics by name."""

import pytest

from deepkit import losses, metrics


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("mse", metrics.MeanSquaredError),
        ("MAE", metrics.MeanAbsoluteError),
        ("auc", metrics.AUC),
        ("AUC", metrics.AUC),
        ("binary_accuracy", metrics.BinaryAccuracy),
        ("cosine_similarity", metrics.CosineSimilarity),
    ],
)
def test_a_name_stands_for_a_metric(name, cls):
    assert type(metrics.get(name)) is cls


def test_losses_that_are_no_metrics_are_found_as_functions():
    assert metrics.get("huber") is losses.huber


def test_metrics_functions_classes_and_none_stand_for_themselves():
    metric = metrics.AUC()
    assert metrics.get(metric) is metric
    assert metrics.get(losses.huber) is losses.huber
    assert isinstance(metrics.get(metrics.AUC), metrics.AUC)
    assert metrics.get(None) is None


def test_a_wrapped_function_is_read_back():
    metric = metrics.MeanMetricWrapper(metrics.binary_accuracy, name="b", threshold=0.3)
    read = metrics.deserialize(metrics.serialize(metric))
    assert read.get_config() == metric.get_config()


def test_a_function_is_read_back_as_the_function():
    record = {"module": "builtins", "class_name": "function", "config": "binary_accuracy"}
    assert metrics.deserialize(record) is metrics.binary_accuracy


def test_a_metric_of_your_own_is_read_with_custom_objects():
    class Mine(metrics.Mean):
        pass

    record = metrics.serialize(Mine(name="m"))
    assert type(metrics.deserialize(record, custom_objects={"Mine": Mine})) is Mine


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown metric 'accurac'\. Did you mean 'accuracy'\?"):
        metrics.get("accurac")


def test_what_names_no_metric_is_refused():
    with pytest.raises(TypeError, match="A metric must be a name, a config, a callable or a Metr"):
        metrics.get(3)
