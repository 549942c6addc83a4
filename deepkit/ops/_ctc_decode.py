"""Reading labels off the outputs of connectionist temporal classification."""

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from deepkit.backend import op
from deepkit.errors import one_of
from deepkit.ops._indexing import whole
from deepkit.ops._promotion import floating, wide
from deepkit.typing import Tensor

_NOTHING = -1  # pads labels
_DEAD = -2  # labels of a beam that holds nothing yet


@op
def ctc_decode(
    inputs: Tensor,
    sequence_lengths: Tensor,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple[Tensor, Tensor]:
    """Return the labels that outputs spell, `(paths, batch, time)` with -1 behind, and scores.

    Scores are `(batch, paths)`: of the beam search the log-probabilities of the labels, of the
    greedy strategy minus the sum of the best inputs.

    Args:
        inputs: logits of the classes at each time, `(batch, time, classes)`.
        sequence_lengths: how many times each sequence has, `(batch,)`.
        strategy: `"greedy"`: the best class at each time; `"beam_search"`: the best labels.
        beam_width: how many beginnings of labels the beam search keeps.
        top_paths: how many labels the beam search returns.
        merge_repeated: whether the greedy strategy drops repetitions.
        mask_index: the class that is the blank.

    Raises:
        ValueError: if the strategy is neither.

    Source:
        Graves, "Supervised Sequence Labeling with Recurrent Neural Networks", 2012, section 7.5.

    Example:
        >>> from deepkit import ops
        >>> ops.ctc_decode([[[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]], [3])[0].tolist()
        [[[1, -1, -1]]]
    """
    one_of(("greedy", "beam_search"), strategy=strategy)
    lengths = whole(sequence_lengths)
    if strategy == "greedy":
        return _greedy(floating(inputs), lengths, merge_repeated, mask_index)
    logs = jax.nn.log_softmax(wide(inputs), axis=-1)

    def search(logs: Tensor, length: Tensor) -> tuple[Tensor, Tensor]:
        return _beam_search(logs, length, beam_width, mask_index)

    labels, scores = jax.vmap(search)(logs, lengths)
    return jnp.moveaxis(labels[:, :top_paths], 1, 0), scores[:, :top_paths]


def _greedy(inputs: Tensor, lengths: Tensor, merge: bool, blank: int) -> tuple[Tensor, Tensor]:
    time = jnp.arange(inputs.shape[1])
    inside = time < lengths[:, None]
    best = jnp.where(inside, jnp.argmax(inputs, axis=-1), blank)
    repeated = jnp.pad(best[:, 1:] == best[:, :-1], ((0, 0), (1, 0)))
    dropped = (best == blank) | (repeated if merge else False)
    order = jnp.argsort(jnp.where(dropped, time.size, time), axis=-1)
    labels = jnp.take_along_axis(jnp.where(dropped, _NOTHING, best), order, axis=-1)
    score = jnp.sum(jnp.where(inside, jnp.max(inputs, axis=-1), 0), axis=1)
    return labels[None].astype("int32"), -score[:, None]


def _beam_search(logs: Tensor, length: Tensor, width: int, blank: int) -> tuple[Tensor, Tensor]:
    """Return labels and log-probabilities of the best beams of one sequence, best first.

    A beam is some labels and the log-probability of the paths that spell them and end with a
    blank, or with the last label.
    """
    time = logs.shape[0]
    labels = jnp.full((width, time), _DEAD, "int32").at[0].set(_NOTHING)
    ends_blank = jnp.full((width,), -jnp.inf, logs.dtype).at[0].set(0)
    beams = (labels, ends_blank, jnp.full_like(ends_blank, -jnp.inf))

    def step(beams: Any, at: tuple[Tensor, Tensor]) -> tuple[Any, None]:
        t, log = at
        new = _advance(beams, log, blank)
        return jax.tree.map(lambda n, old: jnp.where(t < length, n, old), new, beams), None

    (labels, *ends), _ = lax.scan(step, beams, (jnp.arange(time), logs))
    scores, order = lax.top_k(jnp.logaddexp(*ends), width)
    labels = jnp.where(labels == _DEAD, _NOTHING, labels)
    return labels[order], scores


def _advance(beams: Any, log: Tensor, blank: int) -> Any:
    """Return the best beams after one more time."""
    labels, ends_blank, ends_label = beams
    width, classes = labels.shape[0], log.shape[0]
    total = jnp.logaddexp(ends_blank, ends_label)
    count = jnp.sum(labels >= 0, axis=1)
    last = jnp.where(count > 0, _picked(labels, count - 1), blank)

    # Labels longer by one class: after the same class only if a blank stood between.
    same = jnp.arange(classes) == last[:, None]
    longer = jnp.where(same, ends_blank[:, None], total[:, None]) + log
    longer = jnp.where(jnp.arange(classes) == blank, -jnp.inf, longer)

    # Those that are a beam already give their probability to it.
    trimmed = jnp.where(jnp.arange(labels.shape[1]) == count[:, None] - 1, _NOTHING, labels)
    grows = jnp.all(labels[:, None] == trimmed[None], axis=-1) & (count > 0)
    given = jnp.where(grows, longer[:, last], -jnp.inf)
    stays_blank = total + log[blank]
    repeats = jnp.where(count > 0, ends_label + log[last], -jnp.inf)
    stays_label = jnp.logaddexp(repeats, jax.nn.logsumexp(given, axis=0))
    taken = jnp.any(grows[:, :, None] & same[None], axis=1)
    longer = jnp.where(taken, -jnp.inf, longer)

    scores = jnp.concatenate([jnp.logaddexp(stays_blank, stays_label), longer.ravel()])
    scores, chosen = lax.top_k(scores, width)
    stayed = chosen < width
    origin = jnp.where(stayed, chosen, (chosen - width) // classes)
    added = jnp.where(stayed, _NOTHING, (chosen - width) % classes)
    place = jnp.arange(labels.shape[1]) == count[origin][:, None]
    labels = jnp.where(place & ~stayed[:, None], added[:, None], labels[origin])
    labels = jnp.where(jnp.isfinite(scores)[:, None], labels, _DEAD).astype("int32")
    return (
        labels,
        jnp.where(stayed, stays_blank[origin], -jnp.inf),
        jnp.where(stayed, stays_label[origin], scores),
    )


def _picked(labels: Tensor, place: Tensor) -> Tensor:
    return jnp.take_along_axis(labels, jnp.maximum(place, 0)[:, None], axis=1)[:, 0]
