"""From logits to means and probabilities: in compiled programs, and in NumPy for one row fast."""

from collections.abc import Callable
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.typing import Tensor

Link = str | Callable[[Any], Any] | None


def linked(logits: Tensor, link: Link) -> Tensor:
    """Return what a link makes of logits, in a compiled program or outside."""
    if link is None:
        return logits
    return _COMPILED[link](logits) if isinstance(link, str) else link(logits)


def linked_on_host(logits: np.ndarray, link: Link) -> np.ndarray:
    """Return what a link makes of logits, in NumPy."""
    if link is None:
        return logits
    made = _ON_HOST[link] if isinstance(link, str) else link
    return np.asarray(made(logits), logits.dtype)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Return `1 / (1 + exp(-x))`, whose exponential never overflows."""
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1, small) / (1 + small)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return `exp(x) / sum(exp(x))` over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def log_sigmoid(logits: np.ndarray) -> np.ndarray:
    """Return `log(1 / (1 + exp(-x)))`, which is about x where the sigmoid underflows to 0."""
    return np.minimum(logits, 0) - np.log1p(np.exp(-np.abs(logits)))


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Return `x - log(sum(exp(x)))` over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    # In double precision: of a likely class it is the logarithm of a sum that is barely above 1.
    sums = np.exp(shifted.astype(np.float64)).sum(axis=-1, keepdims=True)
    return (shifted - np.log(sums)).astype(logits.dtype)


_COMPILED: dict[str, Callable[[Tensor], Tensor]] = {"exp": ops.exp, "sigmoid": ops.sigmoid}
_ON_HOST: dict[str, Callable[[np.ndarray], np.ndarray]] = {"exp": np.exp, "sigmoid": sigmoid}
