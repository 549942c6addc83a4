"""LAMB: Adam with steps in proportion to the weights, for very large batches."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Lamb(Optimizer):
    """Give each variable a step as long as `learning_rate` times the variable's norm.

        m <- beta_1 * m + (1 - beta_1) * g;   v <- beta_2 * v + (1 - beta_2) * g^2
        d = (m / (1 - beta_1^t)) / (sqrt(v / (1 - beta_2^t)) + epsilon)
        w <- w - learning_rate * |w| / |d| * d                    the ratio is 1 where a norm is 0

    Norms are of whole variables, so single rows cannot be updated by themselves.

    Args:
        learning_rate: the length of a step against the norm of the variable, >= 0; or a schedule.
        beta_1: how much of the mean stays, in [0, 1).
        beta_2: how much of the mean square stays, in [0, 1).
        epsilon: what keeps the divisor above zero.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
        arXiv:1904.00962, algorithm 2; as in Keras, weight decay acts apart from the ratio.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([3.0, 4.0])
        >>> optimizers.Lamb(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([2.6464, 4.3536], dtype=float32)
    """

    row_wise = False
    slot_groups = (("momentum", "velocity"),)

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
        return {"momentum": ops.zeros_like(param), "velocity": ops.zeros_like(param)}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        t = ops.cast(step + 1, rate.dtype)
        m = slots["momentum"] + (grad - slots["momentum"]) * (1 - self.beta_1)
        v = slots["velocity"] + (ops.square(grad) - slots["velocity"]) * (1 - self.beta_2)
        mean = m / ops.cast(1 - self.beta_1**t, param.dtype)
        root = ops.sqrt(v / ops.cast(1 - self.beta_2**t, param.dtype))
        direction = mean / (root + self.epsilon)
        ratio = _ratio(_norm(param), _norm(direction))
        move = ratio * ops.cast(rate, param.dtype) * direction
        return param - move, {"momentum": m, "velocity": v}


def _norm(x: Tensor) -> Tensor:
    return ops.sqrt(ops.sum(ops.square(x)))


def _ratio(a: Tensor, b: Tensor) -> Tensor:
    both = (a > 0) & (b > 0)
    return ops.where(both, a, 1.0) / ops.where(both, b, 1.0)
