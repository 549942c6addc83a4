"""Adam: running means of the gradient and of its square."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Adam(Optimizer):
    """Divide a running mean of the gradient by the root of a running mean of its square.

        m <- beta_1 * m + (1 - beta_1) * g
        v <- beta_2 * v + (1 - beta_2) * g^2          amsgrad: from here on the largest v so far
        a = learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
        w <- w - a * m / (sqrt(v) + epsilon)

    Args:
        learning_rate: about the length of a step, >= 0; or a schedule.
        beta_1: how much of the mean stays, in [0, 1).
        beta_2: how much of the mean square stays, in [0, 1).
        epsilon: what keeps the divisor above zero.
        amsgrad: whether the divisor may only grow.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Kingma and Ba, "Adam: a method for stochastic optimization", arXiv:1412.6980, in the form
        that ends section 2 (epsilon is added to the uncorrected root, as in Keras; in algorithm 1,
        and in Optax, to the corrected one: that differs for gradients as small as epsilon).
        `amsgrad`: Reddi, Kale and Kumar, "On the convergence of Adam and beyond",
        arXiv:1904.09237, algorithm 2, with Adam's corrections.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.Adam(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.9, 2.1], dtype=float32)
    """

    row_wise = True
    slot_groups = (("momentum", "velocity"), ("velocity_hat",))

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        self.beta_1, self.beta_2 = below_one(beta_1=beta_1), below_one(beta_2=beta_2)
        self.epsilon, self.amsgrad = not_negative(epsilon=epsilon), amsgrad

    def init(self, param: Tensor) -> Slots:
        names = ("momentum", "velocity", "velocity_hat")[: 3 if self.amsgrad else 2]
        return {name: ops.zeros_like(param) for name in names}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        t = ops.cast(step + 1, rate.dtype)
        alpha = rate * ops.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        m, v = slots["momentum"], slots["velocity"]
        m = m + (grad - m) * (1 - self.beta_1)
        v = v + (ops.square(grad) - v) * (1 - self.beta_2)
        new = {"momentum": m, "velocity": v}
        if self.amsgrad:
            v = new["velocity_hat"] = ops.maximum(slots["velocity_hat"], v)
        return param - m * ops.cast(alpha, param.dtype) / (ops.sqrt(v) + self.epsilon), new
