"""A rate that changes at given steps."""

from collections.abc import Sequence

from deepkit import ops
from deepkit.backend import convert, is_float
from deepkit.optimizers.schedules._schedule import LearningRateSchedule, as_float
from deepkit.typing import Tensor


class PiecewiseConstantDecay(LearningRateSchedule):
    """Keep the rate constant between given steps.

    The first value holds up to and including the first boundary, and so on.

    Args:
        boundaries: steps, growing.
        values: rates, one more than there are boundaries.
        name: a name, for its config.

    Raises:
        ValueError: if the numbers do not fit.

    Example:
        >>> from deepkit.optimizers import schedules
        >>> schedule = schedules.PiecewiseConstantDecay([10, 20], [1.0, 0.5, 0.1])
        >>> [round(float(schedule(step)), 4) for step in (10, 11, 21)]
        [1.0, 0.5, 0.1]
    """

    def __init__(
        self,
        boundaries: Sequence[float],
        values: Sequence[float],
        name: str = "PiecewiseConstant",
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "`values` must hold one more number than `boundaries`, got "
                f"{len(values)} values and {len(boundaries)} boundaries."
            )
        if list(boundaries) != sorted(boundaries):
            raise ValueError(f"`boundaries` must grow, got {list(boundaries)}.")
        self.boundaries, self.values, self.name = list(boundaries), list(values), name

    def __call__(self, step: Tensor) -> Tensor:
        bounds, values = convert(self.boundaries), as_float(self.values)
        now = convert(step)
        # Whole numbers are compared as such: float32 does not tell 2**24 from the next.
        if is_float(bounds.dtype) or is_float(now.dtype):
            bounds, now = as_float(bounds), as_float(now)
        return values[ops.sum(ops.cast(ops.cast(now, bounds.dtype) > bounds, "int32"))]
