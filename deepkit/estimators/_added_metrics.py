"""Measures that users add to an estimator, computed of all rows at once."""

import copy
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from deepkit.estimators._examples import Examples
from deepkit.estimators._inputs import accepted
from deepkit.estimators._supply import joined
from deepkit.metrics import Metric

E = TypeVar("E")

Measure = Callable[..., dict[str, Any]]


def add_metrics(estimator: E, metric_fn: Measure) -> E:
    """Return an estimator like this one whose `evaluate` measures more.

    The function is called once, with the rows of the whole evaluation; it may be written with
    deepkit's metrics, scikit-learn's, or NumPy alone.

    Args:
        estimator: the estimator; it stays as it is. What it has learned is copied.
        metric_fn: may take `labels`, as they were given; `predictions`, a dict of arrays by
            TensorFlow's keys; `features`, a dict of arrays; and `config`. Returns a dict by name of
            numbers, or of metrics that have been updated.

    Raises:
        TypeError: if `metric_fn` is no function; in `evaluate`, if it does not return a dict.

    Example:
        >>> import numpy as np
        >>> from deepkit import estimators
        >>> def worst(labels, predictions):
        ...     return {"worst": np.abs(labels - predictions["predictions"][:, 0]).max()}
        >>> data = {"x": [0.0, 1.0, 2.0, 3.0]}
        >>> estimator = estimators.add_metrics(estimators.LinearRegressor(l2=0.0), worst)
        >>> found = estimator.fit(data, [1.0, 3.0, 5.0, 7.0]).evaluate(data, [1.0, 3.0, 5.0, 8.0])
        >>> round(found["worst"], 3)
        1.0
    """
    if not callable(metric_fn):
        raise TypeError(f"`metric_fn` must be a function, got {type(metric_fn).__name__}.")
    twin: Any = copy.copy(estimator)
    twin._measures = (*twin._measures, metric_fn)
    return twin


def measured(
    measures: Sequence[Measure], seen: list[Examples], predict: Callable[[Any], Any], config: Any
) -> dict[str, float]:
    """Return what functions measure of examples.

    Args:
        measures: functions of labels, predictions, features and config.
        seen: the examples, batch by batch.
        predict: returns the predictions for a table, by key.
        config: the `RunConfig`.

    Raises:
        TypeError: if a function does not return a dict.
    """
    if not measures:
        return {}
    parts = [predict(examples.table) for examples in seen]
    offered = {
        "labels": joined(seen)[0],
        "predictions": {key: np.concatenate([part[key] for part in parts]) for key in parts[0]},
        "features": _features(seen),
        "config": config,
    }
    found: dict[str, float] = {}
    for measure in measures:
        values: Any = measure(**accepted(measure, offered))
        if not isinstance(values, dict):
            raise TypeError(
                f"`metric_fn` must return a dict of measures by name, got {type(values).__name__}."
            )
        found |= {name: _number(value) for name, value in values.items()}
    return found


def _features(seen: list[Examples]) -> dict[str, np.ndarray]:
    names = seen[0].table.names
    return {name: np.concatenate([each.table[name] for each in seen]) for name in names}


def _number(value: Any) -> float:
    """Return the number that is meant: of a metric, or of TensorFlow's pair of value and update."""
    value = value[0] if isinstance(value, tuple) else value
    return float(np.asarray(value.result() if isinstance(value, Metric) else value))
