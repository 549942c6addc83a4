"""Lion: the sign of the momentum."""

from typing import Unpack

from deepkit import ops
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Lion(Optimizer):
    """Step by the same length in every direction: only the sign of the momentum counts.

        w <- w - learning_rate * sign(beta_1 * m + (1 - beta_1) * g)
        m <- beta_2 * m + (1 - beta_2) * g

    Args:
        learning_rate: the length of a step, >= 0; or a schedule. The authors advise a third to a
            tenth of Adam's, and a weight decay as much larger.
        beta_1: the share of the momentum in a step, in (0, 1): at 0 it would be sign descent.
        beta_2: how much of the momentum stays, in [0, 1).
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Chen et al., "Symbolic discovery of optimization algorithms", arXiv:2302.06675, program 1.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.Lion(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.9, 2.1], dtype=float32)
    """

    row_wise = True
    slot_groups = (("momentum",),)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        if below_one(beta_1=beta_1) == 0:
            raise ValueError("`beta_1` must be > 0, got 0: the momentum would have no say.")
        self.beta_1, self.beta_2 = beta_1, below_one(beta_2=beta_2)

    def init(self, param: Tensor) -> Slots:
        return {"momentum": ops.zeros_like(param)}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        m = slots["momentum"]
        direction = ops.sign(m * self.beta_1 + grad * (1 - self.beta_1))
        new = {"momentum": m * self.beta_2 + grad * (1 - self.beta_2)}
        return param - ops.cast(rate, param.dtype) * direction, new
