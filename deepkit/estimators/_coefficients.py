"""The coefficients of linear models in the units of the raw data, as scikit-learn has them."""

from typing import Any, NoReturn

import numpy as np

from deepkit.columns import ARRAY
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._keeping import Keeping
from deepkit.estimators.heads import RegressionHead
from deepkit.feature_column import FeatureColumn, NumericColumn

_AFFINE = (None, "zscore", "minmax")
_MATRIX = (ARRAY,)  # what `train` calls the columns of a matrix: it has one name for all
_INSTEAD = (
    "`get_variable_value(name)` returns its weights, of the names `get_variable_names()`; "
    "`summary()` tells what they stand for."
)


class Coefficients(Keeping):
    """A linear model whose weights can be told as one number for each column of the data."""

    @property
    def coef_(self) -> np.ndarray:
        """The change of the prediction, or of the logits, for each unit of a column of the data.

        In the order of the columns of the training data, 0 for those that the model does not look
        at. All scales are folded in: `X @ coef_.T + intercept_` is what `predict` of a regressor
        returns, and `decision_function` of a classifier. Shapes are those of scikit-learn:
        (columns,) or (targets, columns) for numbers, (1, columns) for two classes, else (classes,
        columns). There are none, and `hasattr` says so, if the model is not linear in the columns
        of the data as they are: if it has categories, buckets, or more than a number in a column
        that has a name.
        """
        kernel, _ = self._line("coef_")
        return kernel[:, 0] if self._is_flat else kernel.T

    @property
    def intercept_(self) -> Any:
        """The prediction, or the logits, where all columns of the data are 0; see `coef_`.

        A float for one number, an array (targets,) for several; (1,) for two classes, else
        (classes,).
        """
        _, bias = self._line("intercept_")
        return float(bias[0]) if self._is_flat else bias

    @property
    def _is_flat(self) -> bool:
        fitted = self._known()
        return isinstance(fitted.head, RegressionHead) and fitted.rank == 1 and _units(fitted) == 1

    def _line(self, asked: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the coefficients (columns of the data, units) and the intercepts (units,)."""
        fitted = self._known()
        columns = [one for one in fitted.encoder.columns if one.name in fitted.parts["linear"]]
        for column in columns:
            if why := _not_plain(column, fitted):
                self._refuse(asked, why)
        layers: dict[str, Any] = {layer.name: layer for layer in fitted.model.layers}
        kernel = np.zeros((_width(columns, fitted), _units(fitted)))
        bias = np.asarray(layers["linear_bias"].get_weights()[0], np.float64)
        for column in columns:
            shift, scale = _shift_and_scale(column)
            layer = layers[f"linear_{column.name}".replace("/", ".")]
            weights = layer.get_weights()[0] / scale[:, None]
            kernel[_places(column, fitted)] += weights
            bias = bias - shift @ weights
        offset, deviation = _target_scale(fitted)
        return kernel * deviation, bias * deviation + offset

    def _refuse(self, asked: str, why: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} has no `{asked}`: {why} {_INSTEAD}")


def _units(fitted: Fitted) -> int:
    return fitted.head.logits_dimension


def _not_plain(column: FeatureColumn, fitted: Fitted) -> str:
    """Return why a column is no plain number of the data; nothing if it is one."""
    kind, name = type(column).__name__, column.name
    if not isinstance(column, NumericColumn):
        numbers = all(key in fitted.numbers for key in column.keys)
        cure = " For one line, pass `feature_columns` of `numeric_column`s." if numbers else ""
        return f"column {name!r} is a {kind}, and not a plain number.{cure}"
    if column.normalizer_fn is not None or column.normalizer not in _AFFINE:
        by = column.normalizer or "a function"
        return f"column {name!r} is normalized by {by}, which is no line."
    if column.indicates:
        return f"column {name!r} has a second feature, which tells where it is missing."
    if fitted.names in (None, _MATRIX):
        return "" if fitted.names is None or name == ARRAY else f"{name!r} is a part of {ARRAY!r}."
    return f"column {name!r} holds {column.size} numbers in each row." if column.size > 1 else ""


def _shift_and_scale(column: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return what is taken from the numbers of a column, and what they are divided by then."""
    if column.normalizer is None:
        return np.zeros(column.size), np.ones(column.size)
    shift, scale = np.array(column.statistics, np.float64)
    return shift, scale


def _width(columns: list[Any], fitted: Fitted) -> int:
    return columns[0].size if fitted.names == _MATRIX else fitted.width


def _places(column: Any, fitted: Fitted) -> list[int]:
    """Return the places of the numbers of a column among the columns of the data."""
    if fitted.names in (None, _MATRIX):
        whole = column.key == ARRAY
        return list(range(column.size)) if whole else [int(column.key.removeprefix(ARRAY))]
    return [fitted.names.index(column.key)]


def _target_scale(fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the deviation of the targets, where the model has learned them."""
    head = fitted.head
    if isinstance(head, RegressionHead) and isinstance(head.standardize, tuple):
        offset, scale = head.standardize
        return np.asarray(offset, np.float64), np.asarray(scale, np.float64)
    return np.zeros(1), np.ones(1)
