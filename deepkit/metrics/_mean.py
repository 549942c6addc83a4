"""Metrics that sum and average values."""

from collections.abc import Callable
from typing import Any

from deepkit import ops
from deepkit.losses import mask_of, masked_values, match_rank, merge_mask, spread
from deepkit.metrics._metric import Metric
from deepkit.typing import Tensor

Fn = Callable[..., Tensor]


class Sum(Metric):
    """Sum values over batches: `sum(weight * values)`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        values: any. sample_weight: the first axes of the values. result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.Sum()
        >>> metric.update_state([1.0, 3.0])
        >>> metric.update_state([5.0, 7.0], sample_weight=[1.0, 0.0])
        >>> float(metric.result())
        9.0
    """

    def __init__(self, name: str | None = "sum", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")

    def update_state(self, values: Tensor, sample_weight: Tensor = None) -> None:
        """Add the values of a batch.

        Args:
            values: what is summed.
            sample_weight: what each of them, or of their rows, counts.
        """
        rows, _ = by_row(values, sample_weight, ops.sum, self.sum_dtype)
        self.total.assign_add(ops.sum(rows))

    def result(self) -> Tensor:
        """Return the sum."""
        return ops.cast(self.total, self.dtype)


class Mean(Metric):
    """Average values over batches: `sum(weight * values) / sum(weight)`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        values: any. sample_weight: the first axes of the values. result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.Mean()
        >>> metric.update_state([1.0, 3.0])
        >>> metric.update_state([5.0, 7.0], sample_weight=[1.0, 0.0])
        >>> float(metric.result())
        3.0
    """

    def __init__(self, name: str | None = "mean", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, values: Tensor, sample_weight: Tensor = None) -> None:
        """Add the values of a batch.

        Args:
            values: what is averaged.
            sample_weight: what each of them, or of their rows, counts.
        """
        rows, weight = by_row(values, sample_weight, ops.mean, self.sum_dtype)
        self.total.assign_add(ops.sum(rows))
        self.count.assign_add(ops.sum(ops.ones_like(rows) if weight is None else weight))

    def result(self) -> Tensor:
        """Return the mean; 0 if nothing was seen."""
        return ops.cast(ops.divide_no_nan(self.total, self.count), self.dtype)


class MeanMetricWrapper(Mean):
    """Make a metric of a function: its mean over all samples.

    Masks that travel with the predictions, or that the function puts on its values, are weights
    of zero.

    Args:
        fn: `(y_true, y_pred, **kwargs)` that returns a value for each sample.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.
        **kwargs: options of the function.

    Shapes:
        y_true, y_pred: as the function takes them. result: scalar.

    Example:
        >>> from deepkit import metrics, ops
        >>> def distance(y_true, y_pred):
        ...     return ops.abs(y_true - y_pred)
        >>> metric = metrics.MeanMetricWrapper(distance, name="distance")
        >>> float(metric([1.0, 2.0], [1.0, 5.0]))
        1.5
    """

    def __init__(self, fn: Fn, name: str | None = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(name=name, dtype=dtype)
        self.fn = fn
        self._options = kwargs

    def update_state(  # pyright: ignore[reportIncompatibleMethodOverride]  a function takes two
        self,
        y_true: Tensor,
        y_pred: Tensor,
        sample_weight: Tensor = None,
        mask: Tensor = None,
    ) -> None:
        """Add the function's values for a batch.

        Args:
            y_true: labels.
            y_pred: predictions.
            sample_weight: what each sample, or each step of each sample, counts.
            mask: false where a prediction does not count; that which travels with `y_pred` if
                None.
        """
        mask = mask_of(y_pred) if mask is None else mask
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
        values, own = masked_values(self.fn, y_true, y_pred, **self._options)
        for given in (mask, own):
            sample_weight = merge_mask(sample_weight, given, self.sum_dtype)
        super().update_state(values, sample_weight)


def by_row(
    values: Tensor, sample_weight: Tensor, reduce: Fn, dtype: str
) -> tuple[Tensor, Tensor | None]:
    """Return the weighted values and the weights, all axes but the first reduced."""
    values = ops.convert_to_tensor(values, dtype)
    if sample_weight is None:
        return _rows(values, reduce), None
    values, weight = match_rank(values, ops.convert_to_tensor(sample_weight, dtype))
    inner = tuple(range(len(weight.shape), len(values.shape)))
    values = reduce(values, axis=inner) if inner else values
    weight = ops.broadcast_to(spread(weight, values), ops.shape(values))
    return _rows(values * weight, reduce), _rows(weight, reduce)


def _rows(x: Tensor, reduce: Fn) -> Tensor:
    axes = tuple(range(1, len(x.shape)))
    return reduce(x, axis=axes) if axes else x
