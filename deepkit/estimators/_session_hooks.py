"""Hooks that watch a run: its speed, its values, its loss."""

import logging
import math
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from deepkit.durable import append_line
from deepkit.errors import DeepkitError, whole
from deepkit.estimators._evaluations import plain
from deepkit.estimators._hooks import (
    Session,
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from deepkit.estimators._periodic import NEVER, PeriodicHook
from deepkit.estimators._run_config import model_dir_of
from deepkit.typing import Nested, Tensor

_logger = logging.getLogger("deepkit")
_SCALARS = "scalars.jsonl"


class StepCounterHook(PeriodicHook):
    """Log how many steps are made in a second.

    Args:
        every_n_steps: steps between two looks; None to go by the clock.
        every_n_secs: seconds between two looks, if not by steps.
        output_dir: folder whose `scalars.jsonl` gets a line each time; None for none.

    Attributes:
        steps_per_second: what was found last.

    Raises:
        ValueError: if both or neither of steps and seconds are given.

    Example:
        >>> from deepkit.estimators import StepCounterHook
        >>> StepCounterHook(every_n_steps=500).every_n_steps
        500
    """

    def __init__(
        self,
        every_n_steps: int | None = 100,
        every_n_secs: float | None = None,
        output_dir: str | os.PathLike[str] | None = None,
    ) -> None:
        super().__init__(every_n_steps, every_n_secs)
        self.steps_per_second: float | None = None
        self._output_dir = output_dir

    def after_create_session(self, session: Session, coord: None) -> None:
        super().after_create_session(session, coord)
        self._step, self._time = session.global_step, perf_counter()

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        step, now = run_context.session.global_step, perf_counter()
        if now > self._time and step > self._step:
            self.steps_per_second = (step - self._step) / (now - self._time)
            _logger.info("global_step/sec: %g", self.steps_per_second)
            if self._output_dir is not None:
                found = {"global_step": step, "global_step/sec": self.steps_per_second}
                append_line(Path(self._output_dir, _SCALARS), found)
        self._step, self._time = step, now


class LoggingTensorHook(PeriodicHook):
    """Log values now and then, and at the end of the run if asked to.

    Args:
        tensors: what to log, as names in a list, or a dict of names and fetches: `"loss"`,
            `"global_step"`, the path of a Variable or a function of the model.
        every_n_iter: steps between two times.
        every_n_secs: seconds between two times.
        at_end: whether to log at the end; alone, only then.
        formatter: makes the line from a dict of values; `name = value, ...` if None.

    Raises:
        ValueError: unless exactly one of steps and seconds is given, or `at_end` alone.

    Example:
        >>> from deepkit.estimators import LoggingTensorHook
        >>> LoggingTensorHook(["loss", "global_step"], every_n_iter=100).every_n_steps
        100
    """

    def __init__(
        self,
        tensors: Sequence[str] | Mapping[str, Nested],
        every_n_iter: int | None = None,
        every_n_secs: float | None = None,
        at_end: bool = False,
        formatter: Callable[[dict[str, Tensor]], str] | None = None,
    ) -> None:
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        super().__init__(every_n_iter, NEVER if only_at_end else every_n_secs)
        named = tensors if isinstance(tensors, Mapping) else {name: name for name in tensors}
        self.fetches = dict(named)
        self._at_end, self._formatter = at_end, formatter

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        self._log(results)

    def end(self, session: Session) -> None:
        if self._at_end:
            self._log(session.run(self.fetches))

    def _log(self, values: dict[str, Tensor]) -> None:
        pairs = (f"{name} = {value}" for name, value in values.items())
        _logger.info(", ".join(pairs) if self._formatter is None else self._formatter(values))


class NanLossDuringTrainingError(DeepkitError, RuntimeError):
    """The loss is no longer a number.

    Example:
        >>> from deepkit.estimators import NanLossDuringTrainingError
        >>> issubclass(NanLossDuringTrainingError, RuntimeError)
        True
    """


class NanTensorHook(SessionRunHook):
    """Stop training when the loss is NaN.

    Losses are looked at as means over the steps since the last look, which one NaN makes NaN.

    Args:
        loss_tensor: the name of the loss in the logs.
        fail_on_nan_loss: whether to raise an error, or end the run in peace.
        every_n_steps: steps between two looks; 0 for whenever training stops to look anyway.

    Raises:
        ValueError: if the number is out of range.
        NanLossDuringTrainingError: in training, if the loss is NaN and that is an error.

    Example:
        >>> from deepkit.estimators import NanTensorHook
        >>> NanTensorHook(fail_on_nan_loss=False).every_n_steps
        0
    """

    def __init__(
        self,
        loss_tensor: str = "loss",
        fail_on_nan_loss: bool = True,
        *,
        every_n_steps: int = 0,
    ) -> None:
        self.every_n_steps = whole(at_least=0, every_n_steps=every_n_steps)
        self._loss, self._fails = loss_tensor, fail_on_nan_loss

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._loss)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if self._is_nan(run_values.results, run_context.session):
            run_context.request_stop()

    def end(self, session: Session) -> None:
        if self._loss in session.logs:  # the last steps may have come after the last look
            self._is_nan(session.logs[self._loss], session)

    def _is_nan(self, loss: float, session: Session) -> bool:
        if not math.isnan(loss):
            return False
        text = (
            f"The loss is NaN after step {session.global_step}. Try a smaller learning rate or "
            "`clipnorm`, and look for extreme values in the data."
        )
        if self._fails:
            raise NanLossDuringTrainingError(text)
        _logger.warning(text)
        return True


class SummarySaverHook(PeriodicHook):
    """Write values to `scalars.jsonl` now and then: one JSON object a line, by name.

    `pandas.read_json(path, lines=True)` reads it.

    Args:
        save_steps: steps between two lines.
        save_secs: seconds between two lines.
        output_dir: the folder; the estimator's `model_dir` if None.
        tensors: what to write, as for `LoggingTensorHook`; the loss and all metrics if None.

    Raises:
        ValueError: unless exactly one of steps and seconds is given; in the run, if there is no
            folder.

    Example:
        >>> from deepkit.estimators import SummarySaverHook
        >>> SummarySaverHook(save_steps=100, output_dir="logs").every_n_steps
        100
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: str | os.PathLike[str] | None = None,
        tensors: Sequence[str] | Mapping[str, Nested] | None = None,
    ) -> None:
        super().__init__(save_steps, save_secs)
        self._output_dir = output_dir
        if tensors is not None and not isinstance(tensors, Mapping):
            tensors = {name: name for name in tensors}
        self.fetches = tensors

    def begin(self) -> None:
        self._folder: str | None = None if self._output_dir is None else str(self._output_dir)

    def after_create_session(self, session: Session, coord: None) -> None:
        super().after_create_session(session, coord)
        self._folder = self._folder or model_dir_of(session.estimator)
        if self._folder is None:
            raise ValueError("`output_dir` must be given, for the estimator has no `model_dir`.")

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        session = run_context.session
        values = dict(session.logs) if results is None else results
        line = {"global_step": session.global_step, **values}
        folder = Path(self._folder or "")
        append_line(folder / _SCALARS, {name: plain(value) for name, value in line.items()})


class FinalOpsHook(SessionRunHook):
    """Fetch values at the end of a run.

    Args:
        final_ops: what to fetch, as for `SessionRunArgs`.

    Attributes:
        final_ops_values: the values, in the same structure; None before the end.

    Example:
        >>> from deepkit.estimators import FinalOpsHook
        >>> FinalOpsHook("loss").final_ops_values is None
        True
    """

    every_n_steps = 0

    def __init__(self, final_ops: Nested) -> None:
        self._final_ops = final_ops
        self.final_ops_values: Nested = None

    def end(self, session: Session) -> None:
        self.final_ops_values = session.run(self._final_ops)


class InMemoryEvaluatorHook(PeriodicHook):
    """Evaluate the estimator while it is trained, with the weights as they are.

    Args:
        estimator: what to evaluate.
        input_fn: gives the data.
        steps: batches to look at; all if None.
        hooks: hooks of the evaluation.
        name: of the evaluation, to tell it from others.
        every_n_iter: steps between two evaluations; there is one at the end, too.

    Attributes:
        eval_results: what `evaluate` returned last; None before.

    Example:
        >>> from deepkit.estimators.experimental import InMemoryEvaluatorHook
        >>> InMemoryEvaluatorHook(None, lambda: None, every_n_iter=500).every_n_steps
        500
    """

    def __init__(
        self,
        estimator: Tensor,
        input_fn: Callable[..., Tensor],
        steps: int | None = None,
        hooks: Sequence[Tensor] | None = None,
        name: str | None = None,
        every_n_iter: int = 100,
    ) -> None:
        super().__init__(every_n_iter)
        self._estimator, self._input_fn = estimator, input_fn
        self._options = {"steps": steps, "hooks": hooks, "name": name}
        self._evaluated: int | None = None
        self.eval_results: dict[str, Tensor] | None = None

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        self._evaluate(run_context.session)

    def end(self, session: Session) -> None:
        if session.global_step != self._evaluated:
            self._evaluate(session)

    def _evaluate(self, session: Session) -> None:
        self._evaluated = session.global_step
        self.eval_results = self._estimator.evaluate(self._input_fn, **self._options)
