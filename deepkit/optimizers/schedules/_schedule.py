"""The base of all learning rate schedules."""

from deepkit.backend import convert, floatx
from deepkit.configurable import Configurable
from deepkit.typing import Tensor


class LearningRateSchedule(Configurable):
    """Say the learning rate of each step.

    A subclass defines `__call__(step)` with operations of `deepkit.ops`, for the step is an array
    inside a compiled program.

    Example:
        >>> from deepkit import ops, optimizers
        >>> class Hyperbola(optimizers.schedules.LearningRateSchedule):
        ...     def __init__(self, start):
        ...         self.start = start
        ...     def __call__(self, step):
        ...         return self.start / ops.cast(step + 1, "float32")
        >>> optimizer = optimizers.SGD(Hyperbola(0.5))
        >>> float(optimizer.learning_rate)
        0.5
    """

    def __call__(self, step: Tensor) -> Tensor:
        """Return the learning rate.

        Args:
            step: the number of calls of the optimizer so far, a whole number.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(step)`.")


def as_float(x: Tensor) -> Tensor:
    """Return a number as an array of the dtype that rates are computed in."""
    return convert(x, "float64" if floatx() == "float64" else "float32")
