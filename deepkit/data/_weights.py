"""Weigh rows: by the weights that were given, or by the weights of their classes."""

from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np

from deepkit.data._convert import to_arrays
from deepkit.data._structure import children, is_dict, is_list, is_nested, named_map, rebuild
from deepkit.errors import DataError
from deepkit.typing import Tensor

ClassWeight = Mapping[int, float]
"""The weight of each class, by its whole number; classes that are missing weigh 1."""


def weigh(
    y: Tensor, sample_weight: Tensor, class_weight: ClassWeight | None, floatx: str
) -> Tensor:
    """Return the sample weights in the structure of `y`, or None if there are none."""
    if class_weight is None:
        weights = to_arrays(sample_weight, "sample_weight", floatx)
        weights = named_map(lambda leaf, _: leaf.astype(floatx, copy=False), weights, "")
        return fit_weights(y, weights)
    if sample_weight is not None:
        raise DataError(
            "`class_weight` cannot be used together with `sample_weight`. "
            "Multiply the weights of the classes into `sample_weight`."
        )
    return weigh_classes(y, class_weight, floatx)


def fit_weights(y: Tensor, sample_weight: Tensor, name: str = "sample_weight") -> Tensor:
    """Check weights against the targets; one array serves every output below it.

    Weights of shape (rows, 1) become (rows,).
    """
    if sample_weight is None:
        return None
    if is_nested(sample_weight):
        keys = _keys(y)
        if set(keys) != set(_keys(sample_weight)):
            raise DataError(
                f"`{name}` must be one array or have the structure of `y`, got the parts "
                f"{_keys(sample_weight)} for targets with the parts {keys}."
            )
        parts = zip(keys, children(y, name), strict=True)
        return rebuild(y, [fit_weights(part, sample_weight[key], n) for key, (part, n) in parts])
    weights = _flat(sample_weight)
    if not is_nested(y):
        return _checked(weights, y, name)
    if weights.ndim > 1:
        raise DataError(
            f"`{name}` for several outputs must have one number per row, got shape "
            f"{weights.shape}. Give one array per output, in the structure of `y`."
        )
    return named_map(lambda leaf, _: weights, y, name)


def weigh_classes(y: Tensor, class_weight: ClassWeight, floatx: str) -> np.ndarray:
    """Look up the weight of each row's class; one-hot targets count by their largest entry."""
    _check_class_weight(class_weight)
    if y is None or is_nested(y):
        raise DataError(
            "`class_weight` needs a single array of targets, got "
            f"{'no `y`' if y is None else 'several outputs'}. Use `sample_weight`."
        )
    if y.ndim > 2:
        raise DataError(
            "`class_weight` needs targets of shape (rows,), (rows, 1) or (rows, classes), got "
            f"{y.shape}. Use `sample_weight`."
        )
    labels = _flat(y)
    labels = np.rint(labels).astype(np.int64) if labels.ndim == 1 else labels.argmax(axis=1)
    classes, place = np.unique(labels, return_inverse=True)
    weights = [float(class_weight.get(int(label), 1.0)) for label in classes]
    return np.asarray(weights, dtype=floatx)[place]


def _check_class_weight(class_weight: ClassWeight) -> None:
    if not is_dict(class_weight):
        raise DataError(f"`class_weight` must be a dict, got {type(class_weight).__name__}.")
    for label, weight in class_weight.items():
        if not isinstance(label, Integral):
            raise DataError(f"`class_weight` must have whole numbers as keys, got {label!r}.")
        if not isinstance(weight, Real) or not 0 <= float(weight) < np.inf:
            raise DataError(f"`class_weight[{label}]` must be a number >= 0, got {weight!r}.")


def _checked(weights: np.ndarray, target: Tensor, name: str) -> np.ndarray:
    shape = () if target is None else target.shape
    steps = zip(weights.shape[1:], shape[1:], strict=False)
    if target is not None and (
        weights.ndim > max(len(shape), 1) or any(size not in (1, step) for size, step in steps)
    ):
        raise DataError(
            f"`{name}` must have one number per row or per step of `y`, got shape {weights.shape} "
            f"for targets of shape {shape}."
        )
    return weights


def _flat(array: np.ndarray) -> np.ndarray:
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def _keys(tree: Tensor) -> list[object]:
    if is_dict(tree):
        return list(tree)
    return list(range(len(tree))) if is_list(tree) else []
