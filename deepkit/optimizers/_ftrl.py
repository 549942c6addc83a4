"""FTRL-proximal: weights as the minimizer of all gradients so far, exactly zero where L1 wins."""

from typing import Unpack

from deepkit import ops
from deepkit.backend import Variable
from deepkit.errors import not_negative
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options
from deepkit.optimizers._rate import Rate
from deepkit.optimizers._rule import Slots
from deepkit.typing import Tensor


class Ftrl(Optimizer):
    """Follow the regularized leader: for wide sparse linear models.

        g' = g + 2 * shrinkage * w
        n' = n + g^2;   s(n) = n^(-learning_rate_power) / learning_rate
        z <- z + g' - (s(n') - s(n)) * w
        w <- (clip(z, -l1, l1) - z) / (s(n') + 2 * l2 + beta / learning_rate)
        n <- n'

    Args:
        learning_rate: the length of a step, > 0; or a schedule.
        learning_rate_power: how steps become shorter with n, <= 0; 0 leaves them as they are.
        initial_accumulator_value: n to begin with, >= 0.
        l1_regularization_strength: what makes weights exactly zero, >= 0.
        l2_regularization_strength: what makes weights small, >= 0.
        l2_shrinkage_regularization_strength: the L2 penalty of the gradient, >= 0; unlike the one
            above it acts on the loss, and only where there are gradients.
        beta: the value of the same name in the paper, >= 0.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013, algorithm 1.
        As in Keras, `l2_regularization_strength` counts twice, and n begins above zero.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([0.0, 0.0])
        >>> optimizer = optimizers.Ftrl(learning_rate=1.0, l1_regularization_strength=0.5)
        >>> optimizer.apply([[0.4, -0.8]], [weight])
        >>> weight.numpy().round(4)
        array([0.    , 0.3487], dtype=float32)
    """

    # A weight is a function of its slots and of the rate: at the first update too, whatever it was.
    follows_rate = True
    row_wise = True
    slot_groups = (("accumulator", "linear"),)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **base: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **base)
        if learning_rate == 0:
            raise ValueError("`learning_rate` must be > 0, got 0: FTRL divides by it.")
        if not learning_rate_power <= 0:
            raise ValueError(f"`learning_rate_power` must be <= 0, got {learning_rate_power!r}.")
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = not_negative(
            initial_accumulator_value=initial_accumulator_value
        )
        self.l1_regularization_strength = not_negative(
            l1_regularization_strength=l1_regularization_strength
        )
        self.l2_regularization_strength = not_negative(
            l2_regularization_strength=l2_regularization_strength
        )
        self.l2_shrinkage_regularization_strength = not_negative(
            l2_shrinkage_regularization_strength=l2_shrinkage_regularization_strength
        )
        self.beta = not_negative(beta=beta)

    def leaves_rows(self) -> bool:
        return not self.l2_shrinkage_regularization_strength and isinstance(self._rate, Variable)

    def init(self, param: Tensor) -> Slots:
        first = ops.full_like(param, self.initial_accumulator_value)
        return {"accumulator": first, "linear": ops.zeros_like(param)}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        rate = ops.cast(rate, param.dtype)
        before, n = slots["accumulator"], slots["accumulator"] + ops.square(grad)
        strength, old = self._power(n), self._power(before)
        steep = grad + 2 * self.l2_shrinkage_regularization_strength * param
        z = slots["linear"] + (steep - (strength - old) / rate * param)
        return self._weight(param, z, strength, rate), {"accumulator": n, "linear": z}

    def at_rate(self, param: Tensor, slots: Slots, rate: Tensor) -> Tensor:
        strength = self._power(slots["accumulator"])
        return self._weight(param, slots["linear"], strength, ops.cast(rate, param.dtype))

    def _weight(self, param: Tensor, z: Tensor, strength: Tensor, rate: Tensor) -> Tensor:
        """Return the minimizer of all gradients so far."""
        l1 = self.l1_regularization_strength
        l2 = self.l2_regularization_strength + self.beta / (2.0 * rate)
        curvature = strength / rate + 2 * l2
        # Without curvature there was no gradient yet: the weight is still the first one.
        return ops.where(curvature > 0, (ops.clip(z, -l1, l1) - z) / curvature, param)

    def _power(self, n: Tensor) -> Tensor:
        return ops.power(n, -self.learning_rate_power)
