"""Adadelta: steps in the units of the weights."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Adadelta(Optimizer):
    """Divide the gradient by its root mean square and multiply it by that of the steps so far.

        a <- rho * a + (1 - rho) * g^2
        d = -sqrt(b + epsilon) / sqrt(a + epsilon) * g
        b <- rho * b + (1 - rho) * d^2
        w <- w + learning_rate * d

    Args:
        learning_rate: a factor of the steps, >= 0; or a schedule. 1.0 is the paper's.
        rho: how much of the averages stays, in [0, 1).
        epsilon: what keeps the roots above zero, and starts the first steps.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, algorithm 1.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.Adadelta(learning_rate=1.0, epsilon=0.01).apply([[1.0, -1.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.5918, 2.4082], dtype=float32)
    """

    row_wise = True
    slot_groups = (("accumulated_grad", "accumulated_delta_var"),)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        self.rho, self.epsilon = below_one(rho=rho), not_negative(epsilon=epsilon)

    def init(self, param: Tensor) -> Slots:
        return {name: ops.zeros_like(param) for name in self.slot_groups[0]}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        squares = self._mean(slots["accumulated_grad"], grad)
        deltas = slots["accumulated_delta_var"]
        delta = -ops.sqrt(deltas + self.epsilon) * grad / ops.sqrt(squares + self.epsilon)
        new = {"accumulated_grad": squares, "accumulated_delta_var": self._mean(deltas, delta)}
        return param + ops.cast(rate, param.dtype) * delta, new

    def _mean(self, mean: Tensor, x: Tensor) -> Tensor:
        return self.rho * mean + (1 - self.rho) * ops.square(x)
