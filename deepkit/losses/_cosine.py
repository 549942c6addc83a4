"""The loss that compares directions."""

from typing import Any

from deepkit import ops
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired
from deepkit.typing import Tensor


def cosine_similarity(y_true: Tensor, y_pred: Tensor, axis: int = -1) -> Tensor:
    """Return `-sum(y_true y_pred) / (‖y_true‖ ‖y_pred‖)`: -1 for equal directions.

    Args:
        y_true: targets.
        y_pred: predictions.
        axis: along which the vectors lie.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.cosine_similarity([[1.0, 0.0], [1.0, 0.0]], [[3.0, 4.0], [-2.0, 0.0]])
        Array([-0.6, 1. ], dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    return -ops.sum(ops.normalize(y_true, axis) * ops.normalize(y_pred, axis), axis=axis)


class CosineSimilarity(LossFunctionWrapper):
    """Penalize angles between labels and predictions: `-cos(y_true, y_pred)`, from -1 to 1.

    Args:
        axis: along which the vectors lie.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.CosineSimilarity()([[1.0, 0.0]], [[3.0, 4.0]]))
        -0.6
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "cosine_similarity",
        dtype: Any = None,
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
