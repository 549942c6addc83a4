"""The loss of transcribing sequences whose alignment nobody knows."""

from typing import Any

from deepkit import backend, ops
from deepkit.errors import ShapeError
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import as_float
from deepkit.typing import Tensor

_NEVER = -1e5  # a log-probability that stays finite, so that gradients do


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
    if logits.dtype != "float64":  # half precision has no room for sums over many steps
        logits = ops.cast(logits, "float32")
    if len(labels.shape) != 2 or len(logits.shape) != 3:
        raise ShapeError(
            "`y_true` must be (batch, longest) and `y_pred` (batch, steps, symbols), got "
            f"{tuple(labels.shape)} and {tuple(logits.shape)}."
        )
    # Blanks stand between the labels and around them: the states that an alignment goes through.
    blanks = ops.zeros_like(labels)
    states = ops.reshape(ops.stack([blanks, labels], axis=-1), (ops.shape(labels)[0], -1))
    states = ops.pad(states, ((0, 0), (0, 1)))
    return -_log_probability(states, _emissions(states, logits), _lengths(labels))


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


def _lengths(labels: Tensor) -> Tensor:
    return ops.sum(ops.cast(ops.not_equal(labels, 0), "int32"), axis=-1)


def _emissions(states: Tensor, logits: Tensor) -> Tensor:
    """Return the log-probability of each state's symbol at each step: (steps, batch, states)."""
    logs = ops.transpose(ops.log_softmax(logits, axis=-1), (1, 0, 2))
    one_hot = ops.one_hot(states, logs.shape[-1], dtype=logs.dtype)
    return ops.einsum("tbk,bsk->tbs", logs, one_hot)


def _log_probability(states: Tensor, emissions: Tensor, lengths: Tensor) -> Tensor:
    place = ops.arange(states.shape[1])
    repeated = ops.equal(states, _shifted(states, 2, 0))
    skips = ops.logical_not(ops.logical_or(ops.equal(states, 0), repeated))

    def step(alpha: Tensor, emission: Tensor) -> tuple[Tensor, None]:
        skipped = ops.where(skips, _shifted(alpha, 2, _NEVER), _NEVER)
        reached = ops.logaddexp(ops.logaddexp(alpha, _shifted(alpha, 1, _NEVER)), skipped)
        return reached + emission, None

    first = ops.where(ops.less(place, 2), emissions[0], _NEVER)
    alpha, _ = backend.scan(step, first, emissions[1:])
    last = ops.expand_dims(2 * lengths, 1)
    ends = ops.logical_or(ops.equal(place, last), ops.equal(place, last - 1))
    return ops.logsumexp(ops.where(ends, alpha, _NEVER), axis=1)


def _shifted(x: Tensor, places: int, value: float) -> Tensor:
    padded = ops.pad(x, ((0, 0), (places, 0)), constant_values=value)
    return padded[:, : x.shape[1]]
