"""Connectionist temporal classification: labels of sequences without their places."""

import jax
import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._indexing import whole
from deepkit.ops._promotion import wide
from deepkit.typing import Tensor

# Finite, so that gradients of impossible paths are zero and not NaN.
_IMPOSSIBLE = -1e5


@op
def ctc_loss(
    target: Tensor,
    output: Tensor,
    target_length: Tensor,
    output_length: Tensor,
    mask_index: int = 0,
) -> Tensor:
    """Return `-log` of the probability that the outputs spell the labels, `(batch,)`.

    Outputs spell labels if dropping repetitions, then blanks, leaves them.

    Args:
        target: labels, `(batch, labels)`; what lies beyond the length does not count.
        output: logits of the classes at each time, `(batch, time, classes)`.
        target_length: how many labels each sequence has, `(batch,)`.
        output_length: how many times each sequence has, `(batch,)`.
        mask_index: the class that is the blank.

    Source:
        Graves et al., "Connectionist Temporal Classification", 2006, ICML, equations 6 and 7.

    Example:
        >>> from deepkit import ops
        >>> ops.ctc_loss([[1]], [[[0.0, 0.0], [0.0, 0.0]]], [1], [2]).tolist()
        [0.2877]
    """
    target, lengths, times = whole(target), whole(target_length), whole(output_length)
    logs = jax.nn.log_softmax(wide(output), axis=-1)
    # A blank before, between and after the labels.
    batch, count = target.shape
    path = jnp.full((batch, 2 * count + 1), mask_index, target.dtype).at[:, 1::2].set(target)
    may_skip = jnp.pad(path[:, 2:] != path[:, :-2], ((0, 0), (2, 0))) & (path != mask_index)

    def step(state: tuple[Tensor, Tensor], at: Tensor) -> tuple[tuple[Tensor, Tensor], None]:
        alpha, t = state
        skipped = jnp.where(may_skip, _shifted(alpha, 2), _IMPOSSIBLE)
        reached = jnp.logaddexp(jnp.logaddexp(alpha, _shifted(alpha, 1)), skipped)
        new = reached + jnp.take_along_axis(at, path, axis=1)
        return (jnp.where((t < times)[:, None], new, alpha), t + 1), None

    first = jnp.take_along_axis(logs[:, 0], path, axis=1)
    start = jnp.where(jnp.arange(2 * count + 1) < 2, first, _IMPOSSIBLE)
    (alpha, _), _ = jax.lax.scan(step, (start, jnp.int32(1)), jnp.moveaxis(logs[:, 1:], 1, 0))
    blank = _at(alpha, 2 * lengths)
    label = jnp.where(lengths > 0, _at(alpha, jnp.maximum(2 * lengths - 1, 0)), _IMPOSSIBLE)
    return -jnp.logaddexp(blank, label)


def _shifted(alpha: Tensor, by: int) -> Tensor:
    return jnp.pad(alpha[:, :-by], ((0, 0), (by, 0)), constant_values=_IMPOSSIBLE)


def _at(alpha: Tensor, place: Tensor) -> Tensor:
    return jnp.take_along_axis(alpha, place[:, None], axis=1)[:, 0]
