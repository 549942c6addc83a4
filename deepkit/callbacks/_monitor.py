"""Watch one value of the logs for improvement."""

import math
import warnings

from deepkit.callbacks._callback import Callback
from deepkit.callbacks._direction import more_is_better
from deepkit.errors import not_negative, one_of
from deepkit.typing import Logs


class Monitor(Callback):
    """Base of callbacks that act on whether a monitored value gets better."""

    def __init__(self, monitor: str, *, mode: str, min_delta: float = 0) -> None:
        one_of(("auto", "min", "max"), mode=mode)
        self.monitor = monitor
        self.mode = mode
        self.min_delta = not_negative(min_delta=abs(min_delta))
        self.best: float | None = None

    def monitored(self, logs: Logs | None) -> float | None:
        """Return the monitored value, or warn that there is none."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"{type(self).__name__} is conditioned on metric `{self.monitor}`, which is not "
                f"available. Available metrics are: {', '.join(logs or {})}.",
                stacklevel=2,
            )
        return value

    def improves(self, value: float, reference: float | None) -> bool:
        """Tell whether a value is better than a reference by more than `min_delta`."""
        rises = self.rises
        if reference is None:
            return not math.isnan(value)
        return value - self.min_delta > reference if rises else value + self.min_delta < reference

    @property
    def rises(self) -> bool:
        """Whether more is better."""
        if self.mode != "auto":
            return self.mode == "max"
        rises = more_is_better(self.monitor, getattr(self._model, "metrics", ()))
        if rises is None:
            raise ValueError(
                f"{type(self).__name__} cannot tell whether `{self.monitor}` should rise or fall. "
                "Pass `mode='max'` if more is better and `mode='min'` if less is."
            )
        return rises
