"""How far predicted regions overlap with the true ones."""

from collections.abc import Sequence
from typing import Any

from deepkit import backend, ops
from deepkit.errors import ShapeError, fraction, whole
from deepkit.losses import spread
from deepkit.metrics._metric import Metric
from deepkit.typing import Tensor


class IoU(Metric):
    """Measure the overlap of some classes: the mean over them of `tp / (tp + fp + fn)`.

    Classes that neither labels nor predictions hold are left out of the mean.

    Args:
        num_classes: how many classes there are.
        target_class_ids: the classes of the mean.
        name: in logs and files; made of the class's name if None.
        dtype: of the numbers of classes, int32 if None. Counts are float32.
        ignore_class: the label of samples that do not count.
        sparse_y_true: whether labels are numbers of classes; else they are one-hot.
        sparse_y_pred: whether predictions are numbers of classes; else they are scores.
        axis: the axis of the classes, where labels or predictions are not sparse.

    Shapes:
        y_true, y_pred: (batch, ...), with an axis more for the classes where not sparse; result:
        scalar.

    Raises:
        ValueError: if there is no such class.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.IoU(num_classes=2, target_class_ids=[0])
        >>> float(metric([0, 0, 1, 1], [0, 1, 0, 1]))
        0.333
    """

    direction = "up"

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name=name, dtype=dtype or "int32")
        self.num_classes = whole(num_classes=num_classes)
        self.target_class_ids = list(target_class_ids)
        if not all(0 <= target < num_classes for target in self.target_class_ids):
            raise ValueError(
                f"`target_class_ids` must be from 0 to {num_classes - 1}, got {target_class_ids!r}."
            )
        self.ignore_class, self.axis = ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        self.total_cm = self.add_variable(
            (num_classes, num_classes), "zeros", name="total_confusion_matrix"
        )

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Count the answers of a batch by label and prediction.

        Args:
            y_true: labels.
            y_pred: predictions.
            sample_weight: what each sample, or each place of each sample, counts.

        Raises:
            ShapeError: if there are not as many labels as predictions.
        """
        y_true = self._classes(y_true, sparse=self.sparse_y_true)
        y_pred = self._classes(y_pred, sparse=self.sparse_y_pred)
        weight = ops.convert_to_tensor(1.0 if sample_weight is None else sample_weight)
        weight = ops.cast(weight, self.sum_dtype)
        weight = ops.broadcast_to(spread(weight, y_true), ops.shape(y_true))
        y_true, y_pred, weight = (ops.reshape(x, (-1,)) for x in (y_true, y_pred, weight))
        if y_true.shape != y_pred.shape:
            raise ShapeError(
                "Labels and predictions must have as many places, got "
                f"{y_true.shape[0]} and {y_pred.shape[0]}."
            )
        counts = self._within(y_true, y_pred)
        if self.ignore_class is not None:
            counts = ops.logical_and(counts, ops.not_equal(y_true, self.ignore_class))
        cells = ops.where(counts, y_true * self.num_classes + y_pred, 0)
        weight = ops.where(counts, weight, 0.0)
        matrix = ops.segment_sum(weight, cells, self.num_classes**2)
        self.total_cm.assign_add(ops.reshape(matrix, (self.num_classes, self.num_classes)))

    def result(self) -> Tensor:
        """Return the mean overlap of the target classes."""
        matrix = ops.convert_to_tensor(self.total_cm)
        both = ops.diag(matrix)
        either = ops.sum(matrix, axis=0) + ops.sum(matrix, axis=1) - both
        targets = ops.convert_to_tensor(self.target_class_ids, "int32")
        both, either = ops.take(both, targets), ops.take(either, targets)
        seen = ops.greater(either, 1e-9)
        overlap = ops.where(seen, both / (either + backend.epsilon()), 0.0)
        number = ops.sum(ops.cast(seen, self.sum_dtype))
        return ops.sum(overlap) / (number + backend.epsilon())

    def _classes(self, y: Tensor, *, sparse: bool) -> Tensor:
        y = ops.convert_to_tensor(y)
        return ops.cast(y if sparse else ops.argmax(y, axis=self.axis), "int32")

    def _within(self, *ys: Tensor) -> Tensor:
        y_true, y_pred = (
            ops.logical_and(ops.greater_equal(y, 0), ops.less(y, self.num_classes)) for y in ys
        )
        return ops.logical_and(y_true, y_pred)


class BinaryIoU(IoU):
    """Measure the overlap of yes and of no: the mean over them of `tp / (tp + fp + fn)`.

    Args:
        target_class_ids: the classes of the mean: 0, 1 or both.
        threshold: from 0 to 1; predictions of at least that count as 1.
        name: in logs and files; made of the class's name if None.
        dtype: of the numbers of classes, int32 if None. Counts are float32.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar.

    Raises:
        ValueError: if there is no such class, or `threshold` is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.BinaryIoU(target_class_ids=[0, 1], threshold=0.3)
        >>> float(metric([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]))
        0.333
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = fraction(threshold=threshold)

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Count the answers of a batch by label and prediction.

        Args:
            y_true: 0 or 1.
            y_pred: probabilities.
            sample_weight: what each sample, or each place of each sample, counts.
        """
        answer = ops.greater_equal(ops.convert_to_tensor(y_pred), self.threshold)
        super().update_state(y_true, answer, sample_weight)


class MeanIoU(IoU):
    """Measure the overlap of all classes: the mean over them of `tp / (tp + fp + fn)`.

    Args:
        num_classes: how many classes there are.
        name: in logs and files; made of the class's name if None.
        dtype: of the numbers of classes, int32 if None. Counts are float32.
        ignore_class: the label of samples that do not count.
        sparse_y_true: whether labels are numbers of classes; else they are one-hot.
        sparse_y_pred: whether predictions are numbers of classes; else they are scores.
        axis: the axis of the classes, where labels or predictions are not sparse.

    Shapes:
        y_true, y_pred: (batch, ...), with an axis more for the classes where not sparse; result:
        scalar.

    Raises:
        ValueError: if `num_classes` is not a whole number above 0.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.MeanIoU(num_classes=2)([0, 0, 1, 1], [0, 1, 0, 1]))
        0.333
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        classes = range(whole(num_classes=num_classes))
        super().__init__(
            num_classes, classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis
        )


class OneHotIoU(IoU):
    """Measure the overlap of some classes, labels being one-hot.

    The mean over the classes of `tp / (tp + fp + fn)`.

    Args:
        num_classes: how many classes there are.
        target_class_ids: the classes of the mean.
        name: in logs and files; made of the class's name if None.
        dtype: of the numbers of classes, int32 if None. Counts are float32.
        ignore_class: the label of samples that do not count.
        sparse_y_pred: whether predictions are numbers of classes; else they are scores.
        axis: the axis of the classes.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if there is no such class.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.OneHotIoU(num_classes=2, target_class_ids=[0])
        >>> float(metric([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]))
        0.5
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis
        )


class OneHotMeanIoU(MeanIoU):
    """Measure the overlap of all classes, labels being one-hot.

    The mean over the classes of `tp / (tp + fp + fn)`.

    Args:
        num_classes: how many classes there are.
        name: in logs and files; made of the class's name if None.
        dtype: of the numbers of classes, int32 if None. Counts are float32.
        ignore_class: the label of samples that do not count.
        sparse_y_pred: whether predictions are numbers of classes; else they are scores.
        axis: the axis of the classes.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if `num_classes` is not a whole number above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.OneHotMeanIoU(num_classes=2)
        >>> float(metric([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]))
        0.5
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)
