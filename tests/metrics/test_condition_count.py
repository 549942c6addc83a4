"""The four counts, by hand."""

import pytest

from deepkit import metrics

TRUE, PRED = [0, 1, 1, 0, 1, 0], [0.9, 0.8, 0.3, 0.2, 0.6, 0.5]


@pytest.mark.parametrize(
    ("name", "count"),
    [("TruePositives", 2), ("FalsePositives", 1), ("TrueNegatives", 2), ("FalseNegatives", 1)],
)
def test_each_answer_is_counted_once(name, count):
    assert float(getattr(metrics, name)()(TRUE, PRED)) == count


def test_several_thresholds_give_several_counts():
    assert metrics.TruePositives(thresholds=[0.7, 0.1])(TRUE, PRED).tolist() == [1.0, 3.0]


def test_weights_are_counted_in_place_of_answers():
    metric = metrics.FalsePositives()
    assert float(metric(TRUE, PRED, sample_weight=[2.5, 1, 1, 1, 1, 1])) == 2.5


def test_counts_that_are_good_go_up_and_others_down():
    assert (metrics.TruePositives.direction, metrics.FalsePositives.direction) == ("up", "down")
