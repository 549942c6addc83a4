"""Averages of hinges over batches, by hand."""

import pytest

from deepkit import metrics


@pytest.mark.parametrize(
    ("name", "value"), [("Hinge", (1.5 + 0.5 + 0) / 3), ("SquaredHinge", (2.25 + 0.25 + 0) / 3)]
)
def test_the_mean_is_over_all_samples(name, value):
    metric = getattr(metrics, name)()
    metric.update_state([[0.0], [1.0]], [[0.5], [0.5]])
    metric.update_state([[-1.0]], [[-2.0]])
    assert float(metric.result()) == pytest.approx(value)


def test_categories_want_a_margin():
    metric = metrics.CategoricalHinge()
    assert float(metric([[0, 1], [1, 0]], [[0.5, 0.75], [3.0, 1.0]])) == 0.375
