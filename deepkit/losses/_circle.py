"""The loss of metric learning that pulls embeddings of a class together."""

import math
from typing import Any

from deepkit import ops
from deepkit.errors import positive
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._masking import with_mask
from deepkit.losses._pairing import as_float
from deepkit.typing import Tensor


def circle(
    y_true: Tensor,
    y_pred: Tensor,
    ref_labels: Tensor = None,
    ref_embeddings: Tensor = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Tensor:
    """Return for each sample how the worst of its references are placed.

    `log(1 + Σ_pos exp(gamma a_p (d - m)) Σ_neg exp(gamma a_n (1 - m - d)))`, where
    `d = max(1 - cosine, 0)` is the distance to each reference, `a_p = m + d` and
    `a_n = max(1 + m - d, 0)` weigh references of the same class and of others.

    Args:
        y_true: numbers of classes.
        y_pred: embeddings of length 1.
        ref_labels: classes of the references; the batch itself if None.
        ref_embeddings: embeddings of the references; the batch itself if None.
        remove_diagonal: whether a sample is no reference for itself.
        gamma: above 0; the scale.
        margin: `m`, how far apart classes shall be.

    Shapes:
        y_true: (batch,) or (batch, 1). y_pred: (batch, d). result: (batch,).

    Raises:
        ValueError: if `gamma` is not above 0.

    Source:
        Sun et al., "Circle loss: a unified perspective of pair similarity optimization", 2020,
        arXiv:2002.10857, eq. 6 to 8, in terms of distances.

    Example:
        >>> from deepkit import losses
        >>> embeddings = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
        >>> losses.circle([0, 0, 1], embeddings, gamma=1.0)  # log(1 + exp(-0.32)), none to pull
        Array([0.546, 0.546, 0.   ], dtype=float32)
    """
    positive(gamma=gamma)
    embeddings = as_float(y_pred)
    references = embeddings if ref_embeddings is None else as_float(ref_embeddings)
    labels = _column(y_true)
    same = ops.equal(labels, ops.transpose(labels if ref_labels is None else _column(ref_labels)))
    other = ops.logical_not(same)
    if remove_diagonal:
        rows, columns = same.shape
        same = ops.logical_and(same, ops.logical_not(ops.eye(rows, columns, dtype="bool")))
    distance = ops.maximum(1.0 - ops.matmul(embeddings, ops.transpose(references)), 0.0)
    pull = gamma * ops.maximum(margin + distance, 0.0) * (distance - margin)
    push = gamma * ops.maximum(1.0 + margin - distance, 0.0) * (1.0 - margin - distance)
    loss = ops.softplus(_logsumexp(pull, same) + _logsumexp(push, other))
    return with_mask(loss, ops.greater(loss, 0.0))


class Circle(LossFunctionWrapper):
    """Pull embeddings of a class together and push others apart, the worst pairs hardest.

    `log(1 + Σ_pos exp(gamma a_p (d - m)) Σ_neg exp(gamma a_n (1 - m - d)))`, see `circle`.
    Samples whose loss is 0 are left out of the mean.

    Args:
        gamma: above 0; the scale.
        margin: how far apart classes shall be.
        remove_diagonal: whether a sample is no reference for itself.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch,) or (batch, 1). y_pred: (batch, d), of length 1. result: scalar.

    Raises:
        ValueError: if `gamma` is not above 0, or there is no such reduction.

    Source:
        Sun et al., "Circle loss: a unified perspective of pair similarity optimization", 2020,
        arXiv:2002.10857, eq. 6 to 8, in terms of distances.

    Example:
        >>> from deepkit import losses
        >>> loss = losses.Circle(gamma=1.0)
        >>> float(loss([0, 0, 1], [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
        0.546
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "circle",
        dtype: Any = None,
    ) -> None:
        positive(gamma=gamma)
        super().__init__(
            circle,
            reduction,
            name,
            dtype,
            gamma=gamma,
            margin=margin,
            remove_diagonal=remove_diagonal,
        )


def _column(labels: Tensor) -> Tensor:
    return ops.reshape(ops.cast(ops.convert_to_tensor(labels), "int32"), (-1, 1))


def _logsumexp(x: Tensor, kept: Tensor) -> Tensor:
    return ops.logsumexp(ops.where(kept, x, -math.inf), axis=1)
