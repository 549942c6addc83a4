"""RMSprop: the gradient divided by its recent root mean square."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class RMSprop(Optimizer):
    """Divide each step by a running root mean square of the gradient.

        v <- rho * v + (1 - rho) * g^2
        a <- rho * a + (1 - rho) * g                                     centered
        s <- learning_rate * g / sqrt(v - a^2 + epsilon)                 a = 0 if not centered
        m <- momentum * m + s;   w <- w - m                              without momentum, w - s

    Args:
        learning_rate: the length of a step, >= 0; or a schedule.
        rho: how much of the averages stays, in [0, 1).
        momentum: how much of the last step is kept, >= 0.
        epsilon: what keeps the root above zero; it stands inside.
        centered: whether to divide by the standard deviation instead of the root mean square.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Tieleman and Hinton, "Lecture 6.5: RMSprop", Neural Networks for Machine Learning, 2012;
        centered and with momentum: Graves, "Generating sequences with recurrent neural networks",
        arXiv:1308.0850, equations 38 to 41.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.RMSprop(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.6838, 2.3162], dtype=float32)
    """

    row_wise = True
    slot_groups = (("velocity",), ("momentum",), ("average_gradient",))

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        self.rho, self.momentum = below_one(rho=rho), not_negative(momentum=momentum)
        self.epsilon, self.centered = not_negative(epsilon=epsilon), centered

    def init(self, param: Tensor) -> Slots:
        names = ["velocity"]
        names += ["momentum"] if self.momentum else []
        names += ["average_gradient"] if self.centered else []
        return {name: ops.zeros_like(param) for name in names}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        velocity = self.rho * slots["velocity"] + (1 - self.rho) * ops.square(grad)
        new, spread = {"velocity": velocity}, velocity
        if self.centered:
            average = self.rho * slots["average_gradient"] + (1 - self.rho) * grad
            new["average_gradient"] = average
            spread = velocity - ops.square(average)
        move = ops.cast(rate, param.dtype) * grad / ops.sqrt(spread + self.epsilon)
        if self.momentum:
            move = new["momentum"] = self.momentum * slots["momentum"] + move
        return param - move, new
