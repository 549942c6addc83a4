"""An objective fits what `compile` was told to the outputs of a model."""

import numpy as np
import pytest

import deepkit
from deepkit.training import Objective

A, B = deepkit.Input((1,)), deepkit.Input((1,))


def test_before_it_is_bound_only_the_loss_is_measured():
    objective = Objective("mse", ["mae"])
    assert not objective.is_bound
    assert [metric.name for metric in objective.metrics] == ["loss"]


def test_bound_it_tracks_each_of_several_losses():
    objective = Objective("mse", {"b": "mae"}, loss_weights={"b": 0.5})
    objective.bind([A, B], [A, B], ["a", "b"])
    names = list(objective.results(objective.metrics))
    assert names == ["loss", "a_loss", "b_loss", "b_mae"]


def test_the_loss_is_the_weighted_sum_and_trackers_see_the_parts():
    objective = Objective(["mse", "mae"], loss_weights=[1.0, 0.5])
    objective.bind([A, B], [A, B], ["a", "b"])
    y, y_pred = [np.zeros((2, 1)), np.zeros((2, 1))], [np.full((2, 1), 3.0), np.full((2, 1), 4.0)]
    arrays = [[deepkit.ops.convert_to_tensor(x) for x in part] for part in (y, y_pred)]
    assert float(objective.loss_of(*arrays, None)) == 9.0 + 0.5 * 4.0
    parts = objective.results(objective.metrics[1:])
    assert [float(value) for value in parts.values()] == [9.0, 4.0]


def test_without_a_loss_there_is_none():
    objective = Objective(None, ["mae"])
    objective.bind(A, A)
    y = deepkit.ops.ones((2, 1))
    assert objective.loss_of(y, y, None) is None


def test_metrics_see_weights_only_if_they_are_weighted():
    objective = Objective("mse", ["mae"], ["mae"])
    objective.bind(A, A)
    y, y_pred, weight = (
        deepkit.ops.convert_to_tensor(x) for x in ([[0.0]] * 2, [[1.0], [3.0]], [1.0, 0.0])
    )
    objective.update_metrics(y, y_pred, weight)
    found = objective.results(objective.metrics)
    assert float(found["mae"]) == 2.0
    assert float(found["weighted_mae"]) == 1.0


def test_names_are_looked_up_at_once():
    with pytest.raises(ValueError, match="Unknown loss 'mze'"):
        Objective("mze")
    Objective("ce", ["acc", "accuracy", "crossentropy"])
