"""Stochastic gradient descent, with momentum."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import fraction
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class SGD(Optimizer):
    """Step against the gradient; with momentum, along a decaying sum of such steps.

        v <- momentum * v - learning_rate * g
        w <- w + v                                    nesterov: w + momentum * v - learning_rate * g

    Args:
        learning_rate: the length of a step, >= 0; or a schedule.
        momentum: how much of the last step is kept, in [0, 1].
        nesterov: whether to look ahead along the momentum.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in
        deep learning", ICML 2013, equations 1 to 4. As in Keras, the learning rate is inside the
        sum: a new rate does not change the steps already in it.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.SGD(learning_rate=0.1).apply([[1.0, -1.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.9, 2.1], dtype=float32)
    """

    row_wise = True
    slot_groups = (("momentum",),)

    def __init__(
        self,
        learning_rate: Rate = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        self.momentum, self.nesterov = fraction(momentum=momentum), nesterov

    def leaves_rows(self) -> bool:
        return not self.momentum

    def init(self, param: Tensor) -> Slots:
        return {"momentum": ops.zeros_like(param)} if self.momentum else {}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        move = ops.cast(rate, param.dtype) * grad
        if not self.momentum:
            return param - move, {}
        velocity = slots["momentum"] * self.momentum - move
        change = velocity * self.momentum - move if self.nesterov else velocity
        return param + change, {"momentum": velocity}
