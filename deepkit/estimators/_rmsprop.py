"""RMSprop as TensorFlow's estimators have it."""

from deepkit import ops
from deepkit.configurable import register_keras_serializable
from deepkit.optimizers import RMSprop
from deepkit.typing import Tensor


@register_keras_serializable("deepkit")
class OutsideRMSprop(RMSprop):
    """RMSprop whose epsilon stands outside of the root, as long as there is no momentum.

        w <- w - learning_rate * g / (sqrt(v - a^2) + epsilon)

    Inside, as Keras 3 has it, 1e-7 holds back the rows of a table that are seldom looked up: their
    v is smaller than that.

    Example:
        >>> from deepkit import backend
        >>> weight = backend.Variable([1.0])
        >>> OutsideRMSprop(learning_rate=1.0, rho=0.75, epsilon=0.5).apply([[1.0]], [weight])
        >>> weight.numpy()
        array([0.], dtype=float32)
    """

    row_wise = True

    def update(
        self, grad: Tensor, param: Tensor, slots: dict[str, Tensor], rate: Tensor, step: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        if self.momentum:  # TensorFlow has a program of its own for that, with epsilon inside
            return super().update(grad, param, slots, rate, step)
        velocity = self.rho * slots["velocity"] + (1 - self.rho) * ops.square(grad)
        new, spread = {"velocity": velocity}, velocity
        if self.centered:
            average = self.rho * slots["average_gradient"] + (1 - self.rho) * grad
            new["average_gradient"] = average
            # Rounding may bring the difference below zero.
            spread = ops.maximum(velocity - ops.square(average), 0)
        return param - ops.cast(rate, param.dtype) * grad / (ops.sqrt(spread) + self.epsilon), new
