"""Adagrad: the gradient divided by the root of all its squares so far."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Adagrad(Optimizer):
    """Make steps shorter where gradients have been large or frequent.

        a <- a + g^2
        w <- w - learning_rate * g / sqrt(a + epsilon)

    Args:
        learning_rate: the length of a step, >= 0; or a schedule. It often needs to be larger than
            for other optimizers; 1.0 is the paper's.
        initial_accumulator_value: the sum of squares to begin with, >= 0.
        epsilon: what keeps the root above zero; it stands inside.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
        optimization", JMLR 12, 2011, figure 1, with the diagonal of G.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizer = optimizers.Adagrad(learning_rate=0.1, initial_accumulator_value=3.0)
        >>> optimizer.apply([[1.0, -1.0]], [weight])
        >>> weight.numpy()
        array([0.95, 2.05], dtype=float32)
    """

    row_wise = True
    slot_groups = (("accumulator",),)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        self.initial_accumulator_value = not_negative(
            initial_accumulator_value=initial_accumulator_value
        )
        self.epsilon = not_negative(epsilon=epsilon)

    def leaves_rows(self) -> bool:
        return self.epsilon > 0  # a root of zero would make 0 / 0 of rows without a gradient

    def init(self, param: Tensor) -> Slots:
        return {"accumulator": ops.full_like(param, self.initial_accumulator_value)}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        total = slots["accumulator"] + ops.square(grad)
        move = ops.cast(rate, param.dtype) * grad / ops.sqrt(total + self.epsilon)
        return param - move, {"accumulator": total}
