"""The head of models that predict numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit.data import check_targets
from deepkit.errors import DataError, whole
from deepkit.estimators.heads._head import Arrays, Head
from deepkit.estimators.heads._labels import as_matrix
from deepkit.estimators.heads._links import Link, linked, linked_on_host
from deepkit.estimators.heads._metrics import R2, Linked
from deepkit.estimators.heads._values import (
    Values,
    labels_of,
    predictions_of,
    squared_errors,
    standardized,
)
from deepkit.layers import Affine
from deepkit.metrics import (
    MeanAbsoluteError,
    MeanMetricWrapper,
    Metric,
    RootMeanSquaredError,
)
from deepkit.typing import Tensor

Scale = Sequence[Sequence[float]]


class RegressionHead(Head):
    """Predict numbers: the squared error `(y - p)²` of each, without a factor of 1/2.

    With `standardize` targets may have any unit: their mean and standard deviation become part of
    the model, which predicts in their unit, and errors are divided by the deviation while
    training, so that a learning rate suits prices as well as shares. Metrics are in the unit of the
    targets either way. Beside TensorFlow's there are `mean_absolute_error`,
    `root_mean_squared_error` and `r2`.

    Args:
        label_dimension: how many numbers a row has.
        weight_column: the feature that holds the weights of the rows.
        loss_reduction: `"sum_over_batch_size"` divides the weighted sum of a batch's losses by
            their number, `"sum"` does not.
        loss_fn: `(labels, logits)`, which may also name `features` and `loss_reduction`; returns
            a loss for each row, before weights and reduction. The squared error if None.
        inverse_link_fn: from logits to predictions, a function of tensors and arrays. The loss is
            one of the logits.
        name: what its metrics are told apart by.
        standardize: whether to learn the scale of the targets; or the means and the deviations.

    Shapes:
        labels: (n,) or (n, label_dimension). logits: (n, label_dimension).

    Raises:
        ValueError: if an option is none of these, or both a scale and a link are asked for.

    Example:
        >>> from deepkit.estimators.heads import RegressionHead
        >>> head = RegressionHead(standardize=True).learn([1.0, 3.0])
        >>> head.standardize
        ([2.0], [1.0])
        >>> head.predictions([[2.5]])
        {'predictions': array([[2.5]], dtype=float32)}
    """

    def __init__(
        self,
        label_dimension: int = 1,
        weight_column: str | None = None,
        loss_reduction: str = "sum_over_batch_size",
        loss_fn: Callable[..., Tensor] | None = None,
        inverse_link_fn: Callable[..., Any] | None = None,
        name: str | None = None,
        standardize: bool | Scale = False,
    ) -> None:
        super().__init__(weight_column, loss_reduction, loss_fn, name)
        self.label_dimension = whole(label_dimension=label_dimension)
        if inverse_link_fn is not None and not callable(inverse_link_fn):
            raise ValueError(
                f"`inverse_link_fn` must be a function of logits, got {inverse_link_fn!r}."
            )
        if inverse_link_fn is not None and standardize is not False:
            raise ValueError("`standardize` must be False where there is an `inverse_link_fn`.")
        self.inverse_link_fn = inverse_link_fn
        self.standardize = _scale_of(standardize, self.label_dimension)

    @property
    def logits_dimension(self) -> int:
        """How many logits a row has."""
        return self.label_dimension

    @property
    def link(self) -> Link:
        """From logits to predictions."""
        return self.inverse_link_fn

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head that knows the scale of the targets, if it is to be learned.

        Args:
            y: targets.
            sample_weight: what each row counts.

        Raises:
            DataError: if the targets are no finite numbers of the right shape, or nothing counts.
        """
        targets = self._checked(as_matrix(y, self.label_dimension))
        if self.standardize is not True:
            return self
        return self._with(standardize=_moments(targets, sample_weight))

    def encode_labels(self, y: Any) -> np.ndarray:
        """Return targets as float32 of shape (n, label_dimension).

        Args:
            y: targets.

        Raises:
            DataError: if they are no finite numbers of the right shape.
        """
        targets = self._checked(as_matrix(y, self.label_dimension))
        with np.errstate(over="ignore"):
            targets = targets.astype(np.float32)
        check_targets(targets, name="labels")  # some may be too large for float32
        return targets

    def outputs(self, logits: Tensor) -> Tensor:
        """Return predictions in the unit of the targets; logits where there is a link.

        Args:
            logits: symbolic or real.

        Raises:
            ShapeError: if there are not as many logits as the head has.
        """
        logits = super().outputs(logits)
        if not isinstance(self.standardize, tuple):
            return logits
        offset, scale = self.standardize
        name = f"{self.name}_target_scale" if self.name else "target_scale"
        return Affine(list(scale), list(offset), name=name)(logits)

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions, in a compiled program.

        Args:
            outputs: what the model returns.
        """
        if self.link is None:
            return {"predictions": outputs}
        return {"predictions": linked(outputs, self.link), "logits": outputs}

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        regression: Arrays = {"outputs": predictions["predictions"]}
        return {
            "serving_default": regression,
            "regression": regression,
            "predict": dict(predictions),
        }

    def _checked(self, targets: np.ndarray) -> np.ndarray:
        return targets

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        return squared_errors, {}

    def _training_values(self, features: Any) -> tuple[Values, dict[str, Any]]:
        values, options = self._values(features)
        if not isinstance(self.standardize, tuple):
            return values, options
        offset, scale = (list(part) for part in self.standardize)
        return standardized, {"values": values, "offset": offset, "scale": scale, **options}

    def _own_metrics(self) -> list[Metric]:
        link = self.link
        return [
            MeanMetricWrapper(labels_of, "label/mean"),
            MeanMetricWrapper(predictions_of, "prediction/mean", link=link),
            Linked(MeanAbsoluteError(), link),
            Linked(RootMeanSquaredError(), link),
            R2(self.label_dimension, link),
        ]

    def _prediction_table(self, rows: np.ndarray, as_bytes: bool) -> dict[str, Any]:
        del as_bytes
        if self.link is None:
            return {"predictions": lambda: rows}
        link = self.link
        return {"predictions": lambda: linked_on_host(rows, link), "logits": lambda: rows}


def _scale_of(standardize: Any, dimension: int) -> bool | tuple[list[float], list[float]]:
    """Return whether a scale is to be learned, or the means and deviations."""
    if isinstance(standardize, bool):
        return standardize
    try:
        offset, scale = ([float(value) for value in part] for part in standardize)
    except (TypeError, ValueError):
        offset, scale = [], []
    if not len(offset) == len(scale) == dimension or min(scale) <= 0:
        raise ValueError(
            "`standardize` must be True, False, or a list of means and one of deviations above 0, "
            f"{dimension} of each, got {standardize!r}."
        )
    return offset, scale


def _moments(targets: np.ndarray, sample_weight: Any) -> list[list[float]]:
    """Return the weighted mean and deviation of each column; 1 for one that does not vary."""
    weights = np.ones(len(targets)) if sample_weight is None else np.ravel(sample_weight)
    if len(weights) != len(targets) or not weights.sum() > 0:
        raise DataError(
            f"`sample_weight` must have a weight for each of the {len(targets)} rows, some of "
            f"them above 0, got {len(weights)} with the sum {weights.sum()}."
        )
    mean = np.average(targets, axis=0, weights=weights)
    deviation = np.sqrt(np.average((targets - mean) ** 2, axis=0, weights=weights))
    # What varies less than its own rounding does not vary.
    constant = deviation <= 1e-12 * np.abs(mean)
    return [mean.tolist(), np.where(constant, 1.0, deviation).tolist()]
