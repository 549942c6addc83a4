"""Hooks that end training at a step."""

from deepkit.errors import whole
from deepkit.estimators._hooks import (
    Session,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from deepkit.typing import Tensor


class StopAtStepHook(SessionRunHook):
    """Stop training after so many steps, or at a step.

    Args:
        num_steps: steps from where training begins.
        last_step: the global step to stop at.

    Raises:
        ValueError: if both are given or neither.

    Example:
        >>> from deepkit.estimators import StopAtStepHook
        >>> StopAtStepHook(num_steps=20).last_step_from(30)
        50
    """

    every_n_steps = 0

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        if (num_steps is None) == (last_step is None):
            raise ValueError(
                "Exactly one of `num_steps` and `last_step` must be given, got "
                f"{num_steps!r} and {last_step!r}."
            )
        self._num_steps = None if num_steps is None else whole(num_steps=num_steps)
        self._last_step = None if last_step is None else whole(last_step=last_step)

    def last_step_from(self, global_step: int) -> int:
        """Return the step that training ends at, so that it need not be looked for step by step.

        Args:
            global_step: where training begins.
        """
        return self._last_step or global_step + (self._num_steps or 0)

    def after_create_session(self, session: Session, coord: None) -> None:
        self._end = self.last_step_from(session.global_step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if run_context.session.global_step >= self._end:
            run_context.request_stop()


def make_stop_at_checkpoint_step_hook(
    estimator: Tensor, last_step: int, wait_after_file_check_secs: float = 30
) -> StopAtStepHook:
    """Return a hook that stops training at a step, of which there will be a checkpoint.

    Args:
        estimator: what is trained.
        last_step: the global step to stop at.
        wait_after_file_check_secs: without effect: there is no other process to wait for.

    Example:
        >>> from deepkit.estimators.experimental import make_stop_at_checkpoint_step_hook
        >>> make_stop_at_checkpoint_step_hook(None, 100).last_step_from(0)
        100
    """
    return StopAtStepHook(last_step=last_step)
