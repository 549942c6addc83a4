"""Hooks that end training by what evaluations found meanwhile."""

import operator
import os
from collections.abc import Callable
from math import isnan

from deepkit.errors import whole
from deepkit.estimators._evaluations import read_eval_metrics
from deepkit.estimators._hooks import SessionRunContext
from deepkit.estimators._periodic import PeriodicHook
from deepkit.typing import Nested, Tensor

Folder = str | os.PathLike[str]
Better = Callable[[float, float], bool]


class EarlyStoppingHook(PeriodicHook):
    """Ask now and then whether training should end.

    Args:
        should_stop_fn: tells whether it should.
        every_n_secs: seconds between two questions.
        every_n_steps: steps between two questions.
    """

    def __init__(
        self,
        should_stop_fn: Callable[[], bool],
        every_n_secs: float | None,
        every_n_steps: int | None,
    ) -> None:
        super().__init__(every_n_steps, every_n_secs)
        self.should_stop = should_stop_fn

    def act(self, run_context: SessionRunContext, results: Nested) -> None:
        if self.should_stop():
            run_context.request_stop()


def make_early_stopping_hook(
    estimator: Tensor,
    should_stop_fn: Callable[[], bool],
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> EarlyStoppingHook:
    """Return a hook that asks a function now and then whether training should end.

    `train_and_evaluate` asks after each evaluation, too.

    Args:
        estimator: what is trained.
        should_stop_fn: takes nothing, and tells whether training should end.
        run_every_secs: seconds between two questions.
        run_every_steps: steps between two; `run_every_secs` must be None then.

    Raises:
        TypeError: if `should_stop_fn` is not a function.
        ValueError: if both times are given or neither.

    Example:
        >>> from deepkit.estimators.experimental import make_early_stopping_hook
        >>> make_early_stopping_hook(None, lambda: True).should_stop()
        True
    """
    if not callable(should_stop_fn):
        raise TypeError(f"`should_stop_fn` must be a function, got {should_stop_fn!r}.")
    if (run_every_secs is None) == (run_every_steps is None):
        raise ValueError(
            "Exactly one of `run_every_secs` and `run_every_steps` must be given, got "
            f"{run_every_secs!r} and {run_every_steps!r}. Set `run_every_secs=None` to go by steps."
        )
    return EarlyStoppingHook(should_stop_fn, run_every_secs, run_every_steps)


def stop_if_higher_hook(
    estimator: Tensor,
    metric_name: str,
    threshold: float,
    eval_dir: Folder | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> EarlyStoppingHook:
    """Return a hook that ends training when a metric of an evaluation is above a threshold.

    Args:
        estimator: what is trained.
        metric_name: a name in what `evaluate` returns.
        threshold: what must be surpassed.
        eval_dir: folder of the evaluations; `estimator.eval_dir()` if None.
        min_steps: evaluations before this step do not count.
        run_every_secs: seconds between two looks.
        run_every_steps: steps between two; `run_every_secs` must be None then.

    Raises:
        ValueError: if both times are given or neither; in training, if there is no such metric.

    Example:
        >>> from deepkit.estimators.experimental import stop_if_higher_hook
        >>> hook = stop_if_higher_hook(None, "accuracy", 0.9, eval_dir="no/such/folder")
        >>> hook.should_stop()
        False
    """
    values = _Values(estimator, metric_name, eval_dir, min_steps)
    return make_early_stopping_hook(
        estimator, _beyond(values, operator.gt, threshold), run_every_secs, run_every_steps
    )


def stop_if_lower_hook(
    estimator: Tensor,
    metric_name: str,
    threshold: float,
    eval_dir: Folder | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> EarlyStoppingHook:
    """Return a hook that ends training when a metric of an evaluation is below a threshold.

    Args:
        estimator: what is trained.
        metric_name: a name in what `evaluate` returns.
        threshold: what must be reached from above.
        eval_dir: folder of the evaluations; `estimator.eval_dir()` if None.
        min_steps: evaluations before this step do not count.
        run_every_secs: seconds between two looks.
        run_every_steps: steps between two; `run_every_secs` must be None then.

    Raises:
        ValueError: if both times are given or neither; in training, if there is no such metric.

    Example:
        >>> from deepkit.estimators.experimental import stop_if_lower_hook
        >>> stop_if_lower_hook(None, "loss", 0.1, eval_dir="no/such/folder").should_stop()
        False
    """
    values = _Values(estimator, metric_name, eval_dir, min_steps)
    return make_early_stopping_hook(
        estimator, _beyond(values, operator.lt, threshold), run_every_secs, run_every_steps
    )


def stop_if_no_increase_hook(
    estimator: Tensor,
    metric_name: str,
    max_steps_without_increase: int,
    eval_dir: Folder | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> EarlyStoppingHook:
    """Return a hook that ends training when a metric of the evaluations no longer rises.

    Args:
        estimator: what is trained.
        metric_name: a name in what `evaluate` returns.
        max_steps_without_increase: steps of training that may pass without a new highest value.
        eval_dir: folder of the evaluations; `estimator.eval_dir()` if None.
        min_steps: evaluations before this step do not count.
        run_every_secs: seconds between two looks.
        run_every_steps: steps between two; `run_every_secs` must be None then.

    Raises:
        ValueError: if both times are given or neither; in training, if there is no such metric.

    Example:
        >>> from deepkit.estimators.experimental import stop_if_no_increase_hook
        >>> stop_if_no_increase_hook(None, "auc", 1000, eval_dir="no/such/folder").should_stop()
        False
    """
    values = _Values(estimator, metric_name, eval_dir, min_steps)
    patience = whole(max_steps_without_increase=max_steps_without_increase, at_least=0)
    return make_early_stopping_hook(
        estimator, _stalled(values, operator.gt, patience), run_every_secs, run_every_steps
    )


def stop_if_no_decrease_hook(
    estimator: Tensor,
    metric_name: str,
    max_steps_without_decrease: int,
    eval_dir: Folder | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> EarlyStoppingHook:
    """Return a hook that ends training when a metric of the evaluations no longer falls.

    Args:
        estimator: what is trained.
        metric_name: a name in what `evaluate` returns.
        max_steps_without_decrease: steps of training that may pass without a new lowest value.
        eval_dir: folder of the evaluations; `estimator.eval_dir()` if None.
        min_steps: evaluations before this step do not count.
        run_every_secs: seconds between two looks.
        run_every_steps: steps between two; `run_every_secs` must be None then.

    Raises:
        ValueError: if both times are given or neither; in training, if there is no such metric.

    Example:
        >>> from deepkit.estimators.experimental import stop_if_no_decrease_hook
        >>> stop_if_no_decrease_hook(None, "loss", 1000, eval_dir="no/such/folder").should_stop()
        False
    """
    values = _Values(estimator, metric_name, eval_dir, min_steps)
    patience = whole(max_steps_without_decrease=max_steps_without_decrease, at_least=0)
    return make_early_stopping_hook(
        estimator, _stalled(values, operator.lt, patience), run_every_secs, run_every_steps
    )


class _Values:
    """The values of a metric in the evaluations so far, by step."""

    def __init__(
        self, estimator: Tensor, metric_name: str, eval_dir: Folder | None, min_steps: int
    ) -> None:
        self._folder = estimator.eval_dir() if eval_dir is None else eval_dir
        self._name, self._min_steps = metric_name, whole(at_least=0, min_steps=min_steps)

    def __call__(self) -> list[tuple[int, float]]:
        found = read_eval_metrics(self._folder)
        return [
            (step, self._value(metrics))
            for step, metrics in found.items()
            if step >= self._min_steps
        ]

    def _value(self, metrics: dict[str, Tensor]) -> float:
        if self._name not in metrics:
            raise ValueError(
                f"`metric_name` must be among the evaluations' {sorted(metrics)}, got "
                f"{self._name!r}."
            )
        return metrics[self._name]


def _beyond(values: _Values, better: Better, threshold: float) -> Callable[[], bool]:
    return lambda: any(better(value, threshold) for _, value in values())


def _stalled(values: _Values, better: Better, patience: int) -> Callable[[], bool]:
    def stalled() -> bool:
        best: tuple[int, float] | None = None
        for step, value in values():
            # Nothing compares with a NaN: any number is better.
            if best is None or better(value, best[1]) or isnan(best[1]) > isnan(value):
                best = step, value
            if step - best[0] >= patience:
                return True
        return False

    return stalled
