"""Train an estimator, and evaluate and export it meanwhile and at the end."""

import os
from typing import Any

from deepkit.estimators._checkpoint_hooks import CheckpointSaverListener
from deepkit.estimators._early_stopping import EarlyStoppingHook
from deepkit.estimators._exporters import Exporter
from deepkit.estimators._hooks import Session
from deepkit.estimators._run_config import model_dir_of
from deepkit.estimators._specs import EvalSpec, TrainSpec
from deepkit.estimators._timer import SecondOrStepTimer
from deepkit.typing import Tensor

Metrics = dict[str, Tensor]


def train_and_evaluate(
    estimator: Tensor, train_spec: TrainSpec, eval_spec: EvalSpec
) -> tuple[Metrics, list[str]]:
    """Train an estimator; evaluate and export it after checkpoints and at the end.

    A checkpoint is evaluated if `throttle_secs` have passed since the last evaluation; how often
    one is made is in the estimator's `RunConfig`. Training goes on from the last checkpoint in
    `model_dir`. Without a `model_dir` there are no checkpoints, and one evaluation at the end.

    Args:
        estimator: what to train; it must have a `model_dir` if there are exporters.
        train_spec: what to train on.
        eval_spec: what to evaluate, how often, and what to export.

    Returns:
        What the last evaluation found, and the paths of what was exported after it.

    Raises:
        TypeError: if something is of the wrong kind.
        ValueError: if there are exporters and no `model_dir`.

    Example:
        >>> from deepkit.estimators import EvalSpec, TrainSpec, train_and_evaluate
        >>> class Constant:  # stands in for an estimator
        ...     model_dir, global_step_ = None, 0
        ...     def train(self, input_fn, hooks, max_steps, saving_listeners):
        ...         self.global_step_ = max_steps
        ...     def evaluate(self, input_fn, steps, hooks, name):
        ...         return {"loss": 0.5, "global_step": self.global_step_}
        >>> train = TrainSpec(lambda: ([[1.0]], [1.0]), max_steps=10)
        >>> train_and_evaluate(Constant(), train, EvalSpec(lambda: ([[1.0]], [1.0])))
        ({'loss': 0.5, 'global_step': 10}, [])
    """
    _check_kinds(train_spec, eval_spec)
    if eval_spec.exporters and model_dir_of(estimator) is None:
        raise ValueError("`model_dir` must be given to an estimator that is to be exported.")
    evaluating = _Evaluating(estimator, train_spec, eval_spec)
    listening = [] if model_dir_of(estimator) is None else [evaluating]  # to checkpoints
    estimator.train(
        train_spec.input_fn,
        hooks=[*(train_spec.hooks or ())],
        max_steps=train_spec.max_steps,
        saving_listeners=[*(train_spec.saving_listeners or ()), *listening],
    )
    return evaluating.finish()


class _Evaluating(CheckpointSaverListener):
    """Evaluate after checkpoints, and export what is due."""

    def __init__(self, estimator: Tensor, train_spec: TrainSpec, eval_spec: EvalSpec) -> None:
        self._estimator, self._spec = estimator, eval_spec
        self._max_steps = train_spec.max_steps
        hooks = train_spec.hooks or ()
        self._stopping = [hook for hook in hooks if isinstance(hook, EarlyStoppingHook)]
        self._timer = SecondOrStepTimer(every_secs=eval_spec.throttle_secs)
        self._metrics: Metrics = {}
        self._exported: dict[str, str] = {}

    def after_save(self, session: Session, global_step_value: int) -> bool:
        if global_step_value == 0 or not self._timer.should_trigger_for_step(global_step_value):
            return False
        is_last = self._max_steps is not None and global_step_value >= self._max_steps
        self._evaluate(global_step_value, final=is_last)
        return any(hook.should_stop() for hook in self._stopping)

    def finish(self) -> tuple[Metrics, list[str]]:
        """Evaluate what training ended with, unless that happened; return what was found."""
        step = self._estimator.global_step_
        if step != self._timer.last_triggered_step():
            self._evaluate(step, final=True)
        else:
            self._export(final=True)
        return self._metrics, list(self._exported.values())

    def _evaluate(self, step: int, *, final: bool) -> None:
        self._timer.update_last_triggered_step(step)
        spec = self._spec
        self._metrics = self._estimator.evaluate(
            spec.input_fn, steps=spec.steps, hooks=[*(spec.hooks or ())], name=spec.name
        )
        self._exported = {}
        self._export(final=final)

    def _export(self, *, final: bool) -> None:
        """Call the exporters that did not export this evaluation yet."""
        exporters: Any = self._spec.exporters  # a tuple since the spec checked them
        for exporter in exporters:
            if exporter.name not in self._exported:
                path = self._call(exporter, final=final)
                self._exported |= {} if path is None else {exporter.name: path}

    def _call(self, exporter: Exporter, *, final: bool) -> str | None:
        folder = os.path.join(model_dir_of(self._estimator) or "", "export", exporter.name)
        checkpoint = self._estimator.latest_checkpoint()
        checkpoint = None if checkpoint is None else os.fspath(checkpoint)
        return exporter.export(self._estimator, folder, checkpoint, self._metrics, final)


def _check_kinds(train_spec: Tensor, eval_spec: Tensor) -> None:
    for name, given, kind in (
        ("train_spec", train_spec, TrainSpec),
        ("eval_spec", eval_spec, EvalSpec),
    ):
        if not isinstance(given, kind):
            raise TypeError(
                f"`{name}` must be of type {kind.__name__}, got {type(given).__name__}."
            )
