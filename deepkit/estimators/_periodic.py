"""Hooks that act now and then: every so many steps, or after so many seconds."""

from deepkit.errors import whole
from deepkit.estimators._hooks import (
    Session,
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from deepkit.estimators._timer import SecondOrStepTimer
from deepkit.typing import Nested

NEVER = 1e12
"""Seconds between two times of which there is to be none."""


class PeriodicHook(SessionRunHook):
    """Base of hooks that act now and then; a subclass defines `act`.

    Args:
        every_n_steps: steps between two times; None to go by the clock.
        every_n_secs: seconds between two times; None to go by steps.

    Raises:
        ValueError: if both are given or neither.
    """

    fetches: Nested = None

    def __init__(self, every_n_steps: int | None, every_n_secs: float | None = None) -> None:
        timer = SecondOrStepTimer(every_n_secs, every_n_steps)
        # By steps, the bridge calls in time, and a timer could not know it better.
        self._timer = timer if every_n_steps is None else None
        self.every_n_steps = 0 if every_n_steps is None else whole(every_n_steps=every_n_steps)

    def after_create_session(self, session: Session, coord: None) -> None:
        if self._timer is not None:
            self._timer.update_last_triggered_step(session.global_step)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        step = run_context.session.global_step
        if self._timer is not None:
            if not self._timer.should_trigger_for_step(step):
                return None
            self._timer.update_last_triggered_step(step)
        return SessionRunArgs(self.fetches)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if run_context.original_args is not None:  # it was time
            self.act(run_context, run_values.results)

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        """Do what is to be done now and then.

        Args:
            run_context: leads to the session, and can stop the run.
            results: the values of `fetches`.
        """
