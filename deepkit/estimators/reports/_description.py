"""What an estimator is and has learned, in plain values."""

from typing import Any

import numpy as np

from deepkit.columns import walk
from deepkit.estimators._fitted import Fitted
from deepkit.estimators.heads import ClassHead, Head, MultiHead, RegressionHead
from deepkit.feature_column import Encoder, FeatureColumn, NumericColumn
from deepkit.typing import Config


def describe(estimator: Any) -> Config:
    """Return what an estimator is and has learned, in values that JSON can hold.

    Args:
        estimator: a fitted estimator.

    Returns:
        `"estimator"`, its class; `"columns"`, a dict for each: name, kind, keys (the columns of
        the data), parts (of the model), what was `learned` of it and of what it is `made_of`, which
        of these are `dates` (as days since 1970-01-01), how many `buckets` its ids have and numbers
        its vectors (`dimension`), and the share of the training rows where its data was `missing`;
        `"head"`: kind, classes, mean and deviation of the targets; `"model"`: parameters, bytes,
        and layers that have any; `"training"`: steps, and the last numbers that were noted.

    Raises:
        NotFittedError: if nothing was learned yet.

    Example:
        >>> from deepkit import estimators
        >>> model = estimators.LinearClassifier().fit({"job": ["cook", "clerk"]}, ["no", "yes"])
        >>> told = estimators.reports.describe(model)
        >>> told["columns"][0]["learned"], told["head"]["classes"]
        ({'vocabulary': ['clerk', 'cook']}, ['no', 'yes'])
    """
    fitted: Fitted = estimator._known()
    model = fitted.model
    last = {name: values[-1] for name, values in fitted.curves.items() if name != "step" and values}
    return {
        "estimator": type(estimator).__name__,
        "columns": [_column(column, fitted) for column in fitted.encoder.columns],
        "head": _head(fitted.head),
        "model": {
            "parameters": model.count_params(),
            "layers": sum(bool(layer.weights) for layer in model.layers),
            "bytes": sum(np.asarray(v.value).nbytes for v in model.weights),
        },
        "training": {"steps": fitted.step, "last": _plain(last)},
    }


def _column(column: FeatureColumn, fitted: Fitted) -> Config:
    *within, own = Encoder((column,)).describe()
    source = getattr(column, "categorical_column", column)
    missing = [fitted.missing.get(key, 0.0) for key in column.keys]
    return {
        "name": own["name"],
        "kind": own["kind"],
        "keys": list(column.keys),
        "parts": [part for part, names in fitted.parts.items() if column.name in names],
        "learned": _plain(own["learned"]),
        "dates": [part.name for part in walk((column,)) if _holds_dates(part)],
        "made_of": [
            {"name": part["name"], "kind": part["kind"], "learned": _plain(part["learned"])}
            for part in within
        ],
        "buckets": getattr(source, "num_buckets", None),
        "dimension": getattr(column, "dimension", None),
        "missing": max(missing, default=0.0),
    }


def _holds_dates(column: FeatureColumn) -> bool:
    return isinstance(column, NumericColumn) and column.dtype.startswith("datetime64")


def _head(head: Head) -> Config:
    if isinstance(head, MultiHead):
        return {"kind": type(head).__name__, "heads": [_head(one) for one in head.heads]}
    told: Config = {"kind": type(head).__name__, "name": head.name}
    if isinstance(head, ClassHead):
        told["classes"] = _plain(head.classes_)
    if isinstance(head, RegressionHead) and isinstance(head.standardize, tuple):
        told["mean"], told["deviation"] = _plain(head.standardize)
    return told


def _plain(value: Any) -> Any:
    """Return a value without arrays, tuples and NumPy's numbers."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
