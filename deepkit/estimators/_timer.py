"""Tell when it is time again, by steps or by the clock."""

from time import time

from deepkit.errors import not_negative, whole


class SecondOrStepTimer:
    """Tell when so many steps, or so many seconds, have passed since the last time.

    Args:
        every_secs: seconds between two times, >= 0.
        every_steps: steps between two times, >= 1.

    Raises:
        ValueError: if both are given or neither.

    Example:
        >>> from deepkit.estimators import SecondOrStepTimer
        >>> timer = SecondOrStepTimer(every_steps=10)
        >>> timer.should_trigger_for_step(1)
        True
        >>> timer.update_last_triggered_step(1)
        (None, None)
        >>> timer.should_trigger_for_step(10), timer.should_trigger_for_step(11)
        (False, True)
    """

    def __init__(self, every_secs: float | None = None, every_steps: int | None = None) -> None:
        if (every_secs is None) == (every_steps is None):
            raise ValueError(
                "Exactly one of `every_secs` and `every_steps` must be given, got "
                f"{every_secs!r} and {every_steps!r}."
            )
        self._every_secs = None if every_secs is None else not_negative(every_secs=every_secs)
        self._every_steps = None if every_steps is None else whole(every_steps=every_steps)
        self.reset()

    def reset(self) -> None:
        """Forget the last time: any step is the next one."""
        self._last_step: int | None = None
        self._last_time: float | None = None

    def should_trigger_for_step(self, step: int) -> bool:
        """Tell whether it is time at a step; it is for the first one asked about.

        Args:
            step: the global step.
        """
        if self._last_step is None or self._last_time is None:
            return True
        if step == self._last_step:
            return False
        if self._every_secs is not None:
            return time() >= self._last_time + self._every_secs
        return step >= self._last_step + (self._every_steps or 0)

    def update_last_triggered_step(self, step: int) -> tuple[float | None, int | None]:
        """Note that it happened at a step; return the seconds and the steps since the last time.

        Args:
            step: the global step.
        """
        now, passed = time(), (None, None)
        if self._last_step is not None and self._last_time is not None:
            passed = (now - self._last_time, step - self._last_step)
        self._last_step, self._last_time = step, now
        return passed

    def last_triggered_step(self) -> int | None:
        """Return the step of the last time, None if there was none."""
        return self._last_step
