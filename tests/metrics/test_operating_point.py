"""The best of one rate where another is good enough, by hand."""

import pytest

from deepkit import metrics

# At thresholds up to 0.3: tp 3, fp 2. Up to 0.5: tp 2, fp 1. Up to 0.8: tp 1, fp 0.
TRUE, PRED = [1, 0, 1, 0, 1, 0], [0.3, 0.3, 0.5, 0.5, 0.8, 0.0]


@pytest.mark.parametrize(
    ("name", "least", "value"),
    [
        ("PrecisionAtRecall", 0.6, 2 / 3),
        ("PrecisionAtRecall", 0.9, 3 / 5),
        ("RecallAtPrecision", 0.6, 3 / 3),
        ("RecallAtPrecision", 0.9, 1 / 3),
        ("SensitivityAtSpecificity", 0.3, 1.0),
        ("SensitivityAtSpecificity", 0.6, 2 / 3),
        ("SpecificityAtSensitivity", 0.3, 1.0),
        ("SpecificityAtSensitivity", 1.0, 1 / 3),
    ],
)
def test_the_best_threshold_is_taken(name, least, value):
    assert float(getattr(metrics, name)(least)(TRUE, PRED)) == pytest.approx(value)


def test_a_rate_that_is_never_reached_gives_zero():
    assert float(metrics.RecallAtPrecision(1.0)([0, 1], [0.9, 0.1])) == 0.0


def test_one_threshold_is_a_half():
    metric = metrics.SensitivityAtSpecificity(0.5, num_thresholds=1)
    assert metric.thresholds == [0.5]
    assert float(metric(TRUE, PRED)) == pytest.approx(1 / 3)


def test_weights_count():
    metric = metrics.PrecisionAtRecall(0.9)
    value = metric(TRUE, PRED, sample_weight=[1, 0.5, 1, 0.5, 1, 1])
    assert float(value) == pytest.approx(3 / 4)


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("PrecisionAtRecall", "recall"),
        ("RecallAtPrecision", "precision"),
        ("SensitivityAtSpecificity", "specificity"),
        ("SpecificityAtSensitivity", "sensitivity"),
    ],
)
def test_a_rate_out_of_range_is_refused(name, argument):
    with pytest.raises(ValueError, match=rf"`{argument}` must be between 0 and 1, got 1\.5"):
        getattr(metrics, name)(1.5)


def test_no_threshold_at_all_is_refused():
    with pytest.raises(ValueError, match="`num_thresholds` must be a whole number >= 1, got 0"):
        metrics.PrecisionAtRecall(0.5, num_thresholds=0)
