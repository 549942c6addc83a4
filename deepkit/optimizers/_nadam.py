"""Nadam: Adam that looks ahead along its momentum."""

from typing import Unpack

from deepkit import ops
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options, below_one
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Nadam(Optimizer):
    """Step as Adam would after the next gradient, with a momentum that grows with time.

        u_t = beta_1 * (1 - 0.5 * 0.96^t);   U_t = u_1 * ... * u_t
        m <- beta_1 * m + (1 - beta_1) * g;   v <- beta_2 * v + (1 - beta_2) * g^2
        m' = u_(t+1) * m / (1 - U_(t+1)) + (1 - u_t) * g / (1 - U_t)
        w <- w - learning_rate * m' / (sqrt(v / (1 - beta_2^t)) + epsilon)

    All variables share the number U: it is no slot of a single one.

    Args:
        learning_rate: about the length of a step, >= 0; or a schedule.
        beta_1: how much of the mean stays, in [0, 1).
        beta_2: how much of the mean square stays, in [0, 1).
        epsilon: what keeps the divisor above zero.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop, algorithm 2; the
        mean itself decays by beta_1, not by u_t, as in Keras.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.Nadam(learning_rate=0.1).apply([[1.0, -10.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.8937, 2.1063], dtype=float32)
    """

    row_wise = True
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

    def init_shared(self, dtype: str) -> Slots:
        return {"u_product": ops.ones((), dtype)}

    def update_shared(self, shared: Slots, step: Tensor) -> Slots:
        product = shared["u_product"]
        return {"u_product": product * self._momentum_at(ops.cast(step + 1, product.dtype))}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        t = ops.cast(step + 1, rate.dtype)
        u, u_next = self._momentum_at(t), self._momentum_at(t + 1)
        product = ops.cast(slots["u_product"], rate.dtype)
        m_factor, g_factor = u_next / (1 - product * u_next), (1 - u) / (1 - product)
        m = slots["momentum"] + (grad - slots["momentum"]) * (1 - self.beta_1)
        v = slots["velocity"] + (ops.square(grad) - slots["velocity"]) * (1 - self.beta_2)
        ahead = ops.cast(m_factor, param.dtype) * m + ops.cast(g_factor, param.dtype) * grad
        root = ops.sqrt(v / ops.cast(1 - self.beta_2**t, param.dtype))
        move = ahead * ops.cast(rate, param.dtype) / (root + self.epsilon)
        return param - move, {"momentum": m, "velocity": v}

    def _momentum_at(self, t: Tensor) -> Tensor:
        return self.beta_1 * (1 - 0.5 * 0.96**t)
