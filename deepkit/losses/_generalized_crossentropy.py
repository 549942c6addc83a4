"""The loss of choosing one class that forgives wrong labels."""

from typing import Any

from deepkit import ops
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import as_float
from deepkit.typing import Tensor


def categorical_generalized_cross_entropy(y_true: Tensor, y_pred: Tensor, q: float) -> Tensor:
    """Return `(1 - p[y]^q) / q`: crossentropy as `q` goes to 0, absolute error at 1.

    Args:
        y_true: numbers of classes, from 0.
        y_pred: probabilities.
        q: between 0 and 1, both excluded.

    Shapes:
        y_true: (batch, ...). y_pred: (batch, ..., classes). result: (batch, ...).

    Raises:
        ValueError: if `q` is not between 0 and 1.

    Source:
        Zhang and Sabuncu, "Generalized cross entropy loss for training deep neural networks with
        noisy labels", 2018, arXiv:1805.07836, eq. 6.

    Example:
        >>> from deepkit import losses
        >>> losses.categorical_generalized_cross_entropy([1], [[0.75, 0.25]], q=0.5).tolist()
        [1.0]
    """
    _check(q)
    y_pred = as_float(y_pred)
    labels = ops.cast(ops.convert_to_tensor(y_true), "int32")
    one_hot = ops.one_hot(labels, y_pred.shape[-1], dtype=y_pred.dtype)
    return (1.0 - ops.power(ops.sum(y_pred * one_hot, axis=-1), q)) / q


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """Penalize wrong choices of a class, but little where labels look wrong: `(1 - p[y]^q) / q`.

    Args:
        q: between 0 and 1, both excluded; nearer to 1 forgives more.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, ...). y_pred: (batch, ..., classes). result: scalar.

    Raises:
        ValueError: if `q` is not between 0 and 1, or there is no such reduction.

    Source:
        Zhang and Sabuncu, "Generalized cross entropy loss for training deep neural networks with
        noisy labels", 2018, arXiv:1805.07836, eq. 6.

    Example:
        >>> from deepkit import losses
        >>> float(losses.CategoricalGeneralizedCrossEntropy()([1], [[0.75, 0.25]]))
        1.0
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        _check(q)
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)


def _check(q: float) -> None:
    if not 0 < q < 1:
        raise ValueError(f"`q` must be between 0 and 1, both excluded, got {q!r}.")
