"""Adafactor: Adam's divisor from the sums of rows and columns alone."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative, positive
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Adafactor(Optimizer):
    """Divide the gradient by an estimate of its mean square made of row and column means.

        b = 1 - t^beta_2_decay;   q = g^2 + epsilon_1
        r <- b * r + (1 - b) * mean of q over columns;   c <- the same over rows
        v <- r c / mean(r)                          with fewer than two axes: b * v + (1 - b) * q
        d = g / sqrt(v);   d <- d / max(1, rms(d) / clip_threshold)
        w <- w - max(epsilon_2, rms(w)) * min(learning_rate, 1 / sqrt(t)) * d

    Means are of whole variables, so single rows cannot be updated by themselves.

    Args:
        learning_rate: the largest length of a step against the size of the weights, >= 0; or a
            schedule.
        beta_2_decay: how the averages grow longer with time, <= 0.
        epsilon_1: what keeps the mean square above zero.
        epsilon_2: the least size that weights are taken to have.
        clip_threshold: the largest root mean square of a step, before the rate.
        relative_step: taken for Keras's sake: steps never exceed 1 / sqrt(t), with or without.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost",
        arXiv:1804.04235, algorithms 4 and 5, without momentum. As in Keras, v is kept beside r and
        c, and the rate is bounded by 1 / sqrt(t) always.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([3.0, 4.0])
        >>> optimizers.Adafactor(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([2.6464, 4.3536], dtype=float32)
    """

    row_wise = False
    slot_groups = (("r", "c", "velocity"),)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        if not beta_2_decay <= 0:
            raise ValueError(f"`beta_2_decay` must be <= 0, got {beta_2_decay!r}.")
        self.beta_2_decay, self.relative_step = beta_2_decay, relative_step
        self.epsilon_1 = not_negative(epsilon_1=epsilon_1)
        self.epsilon_2 = not_negative(epsilon_2=epsilon_2)
        self.clip_threshold = positive(clip_threshold=clip_threshold)

    def init(self, param: Tensor) -> Slots:
        full = ops.zeros_like(param)
        if param.ndim < 2:  # two numbers that only hold their place in the file
            return {"r": ops.zeros((), "int32"), "c": ops.zeros((), "int32"), "velocity": full}
        return {"r": full[..., 0], "c": full[..., 0, :], "velocity": full}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        t = ops.cast(step + 1, rate.dtype)
        decay = ops.cast(1 - t**self.beta_2_decay, param.dtype)
        squares, new = ops.square(grad) + self.epsilon_1, dict(slots)
        if param.ndim < 2:
            v = decay * slots["velocity"] + (1 - decay) * squares
        else:
            r = decay * slots["r"] + (1 - decay) * ops.mean(squares, axis=-1)
            c = decay * slots["c"] + (1 - decay) * ops.mean(squares, axis=-2)
            rows = r / ops.mean(r, axis=-1, keepdims=True)
            v = rows[..., None] * c[..., None, :]
            new |= {"r": r, "c": c}
        direction = grad / ops.sqrt(v)
        direction = direction / ops.maximum(1.0, _rms(direction) / self.clip_threshold)
        length = ops.cast(ops.minimum(rate, 1 / ops.sqrt(t)), param.dtype)
        length = ops.maximum(self.epsilon_2, _rms(param)) * length
        return param - length * direction, {**new, "velocity": v}


def _rms(x: Tensor) -> Tensor:
    return ops.sqrt(ops.mean(ops.square(x)))
