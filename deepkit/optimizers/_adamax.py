"""Adamax: Adam with the largest recent gradient in the place of the mean square."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Adamax(Optimizer):
    """Divide a running mean of the gradient by its largest recent absolute value.

        m <- beta_1 * m + (1 - beta_1) * g
        u <- max(beta_2 * u, |g|)
        w <- w - learning_rate / (1 - beta_1^t) * m / (u + epsilon)

    Args:
        learning_rate: about the length of a step, >= 0; or a schedule.
        beta_1: how much of the mean stays, in [0, 1).
        beta_2: how much of the largest value stays, in [0, 1).
        epsilon: what keeps the divisor above zero; the paper has none.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Kingma and Ba, "Adam: a method for stochastic optimization", arXiv:1412.6980, algorithm 2.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.Adamax(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.9, 2.1], dtype=float32)
    """

    row_wise = True
    slot_groups = (("momentum", "norm"),)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        self.beta_1, self.beta_2 = below_one(beta_1=beta_1), below_one(beta_2=beta_2)
        self.epsilon = not_negative(epsilon=epsilon)

    def init(self, param: Tensor) -> Slots:
        return {"momentum": ops.zeros_like(param), "norm": ops.zeros_like(param)}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        correction = 1 - self.beta_1 ** ops.cast(step + 1, rate.dtype)
        m = slots["momentum"] + (grad - slots["momentum"]) * (1 - self.beta_1)
        u = ops.maximum(self.beta_2 * slots["norm"], ops.abs(grad))
        move = ops.cast(rate, param.dtype) * m
        move = move / (ops.cast(correction, param.dtype) * (u + self.epsilon))
        return param - move, {"momentum": m, "norm": u}
