"""Hooks that save checkpoints, and what listens to them."""

import logging
import math
from collections.abc import Callable, Iterable

from deepkit.estimators._hooks import Session, SessionRunContext
from deepkit.estimators._periodic import NEVER, PeriodicHook
from deepkit.typing import Nested, Tensor

_logger = logging.getLogger("deepkit")


class CheckpointSaverListener:
    """Base of what acts before and after a checkpoint is saved.

    Example:
        >>> from deepkit.estimators import CheckpointSaverListener
        >>> class Announce(CheckpointSaverListener):
        ...     def after_save(self, session, global_step_value):
        ...         print("saved", global_step_value)
    """

    def begin(self) -> None:
        """Act before training."""

    def before_save(self, session: Session, global_step_value: int) -> None:
        """Act before a checkpoint is saved.

        Args:
            session: what can be seen of the run.
            global_step_value: the step.
        """

    def after_save(self, session: Session, global_step_value: int) -> bool | None:
        """Act after a checkpoint is saved; True ends training.

        Args:
            session: what can be seen of the run.
            global_step_value: the step.
        """

    def end(self, session: Session, global_step_value: int) -> None:
        """Act after training, unless an error ended it.

        Args:
            session: what can be seen of the run.
            global_step_value: the last step.
        """


class CheckpointSaverHook(PeriodicHook):
    """Save checkpoints now and then, and at the end.

    None is saved before the first step: weights that nobody trained are no checkpoint. Nor is one
    whose loss is NaN, so that there is a sound one to go back to.

    Args:
        saver: a function that saves a checkpoint of the step that it is given. Where checkpoints
            go is in the estimator's `RunConfig`.
        save_secs: seconds between two.
        save_steps: steps between two.
        listeners: are told.

    Raises:
        TypeError: if `saver` is not a function.
        ValueError: if both `save_secs` and `save_steps` are given; with neither, it saves at the
            end only.

    Example:
        >>> from deepkit.estimators import CheckpointSaverHook
        >>> CheckpointSaverHook(print, save_steps=100).every_n_steps
        100
    """

    def __init__(
        self,
        saver: Callable[[int], object],
        save_secs: float | None = None,
        save_steps: int | None = None,
        listeners: Iterable[CheckpointSaverListener] | None = None,
    ) -> None:
        never = save_secs is None and save_steps is None
        super().__init__(save_steps, NEVER if never else save_secs)
        if not callable(saver):
            raise TypeError(
                f"`saver` must be a function of a step, got {saver!r}. To choose a folder, give "
                "the estimator a `model_dir`."
            )
        self._saver = saver
        self._listeners = checked_listeners(listeners)

    def begin(self) -> None:
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session: Session, coord: None) -> None:
        super().after_create_session(session, coord)
        self._saved = session.global_step

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        if self._save(run_context.session):
            run_context.request_stop()

    def end(self, session: Session) -> None:
        if session.global_step != self._saved:
            self._save(session)
        for listener in self._listeners:
            listener.end(session, session.global_step)

    def _save(self, session: Session) -> bool:
        """Save, and tell whether a listener wants training to end."""
        step = session.global_step
        if math.isnan(session.logs.get("loss", 0.0)):
            _logger.warning("No checkpoint of step %d is saved: the loss is NaN.", step)
            return False
        for listener in self._listeners:
            listener.before_save(session, step)
        self._saver(step)
        self._saved = step
        answers = [listener.after_save(session, step) for listener in self._listeners]
        return any(answers)


def checked_listeners(
    listeners: Iterable[Tensor] | None, name: str = "saving_listeners"
) -> tuple[CheckpointSaverListener, ...]:
    """Return listeners in a tuple.

    Args:
        listeners: None for none.
        name: of the argument that they came in.

    Raises:
        TypeError: if something is none.
    """
    checked = tuple(listeners or ())
    for each in checked:
        if not isinstance(each, CheckpointSaverListener):
            raise TypeError(
                f"`{name}` must hold CheckpointSaverListener objects, got {type(each).__name__}."
            )
    return checked
