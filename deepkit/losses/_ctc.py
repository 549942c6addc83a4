"""The loss of transcribing sequences whose alignment nobody knows."""

from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import as_float
from deepkit.typing import Tensor


def ctc(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `-log` of the probability of the labels, summed over all their alignments.

    Args:
        y_true: numbers of symbols from 1, padded with 0 at the end.
        y_pred: logits of the symbols at each step; those of "blank" come first.

    Shapes:
        y_true: (batch, longest). y_pred: (batch, steps, symbols). result: (batch,).

    Raises:
        ShapeError: if the shapes are not of that kind.

    Source:
        Graves et al., "Connectionist temporal classification", 2006, doi:10.1145/1143844.1143891,
        eq. 5 to 8.

    Example:
        >>> from deepkit import losses
        >>> logits = [[[0.0, 0.0], [0.0, 0.0]]]
        >>> losses.ctc([[1]], logits)  # 3 of 4 paths say "1": -log(3/4)
        Array([0.288], dtype=float32)
    """
    labels, logits = ops.cast(ops.convert_to_tensor(y_true), "int32"), as_float(y_pred)
    if len(labels.shape) != 2 or len(logits.shape) != 3:
        raise ShapeError(
            "`y_true` must be (batch, longest) and `y_pred` (batch, steps, symbols), got "
            f"{tuple(labels.shape)} and {tuple(logits.shape)}."
        )
    lengths = ops.sum(ops.cast(ops.not_equal(labels, 0), "int32"), axis=-1)
    return ops.ctc_loss(labels, logits, lengths, ops.full_like(lengths, logits.shape[1]))


class CTC(LossFunctionWrapper):
    """Penalize transcripts that make the labels unlikely, whatever their alignment.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, longest), padded with 0. y_pred: (batch, steps, symbols), logits. result:
        scalar.

    Raises:
        ValueError: if there is no such reduction.

    Source:
        Graves et al., "Connectionist temporal classification", 2006, doi:10.1145/1143844.1143891,
        eq. 5 to 8.

    Example:
        >>> from deepkit import losses
        >>> float(losses.CTC()([[1]], [[[0.0, 0.0], [0.0, 0.0]]]))
        0.288
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "ctc",
        dtype: Any = None,
    ) -> None:
        super().__init__(ctc, reduction, name, dtype)
