"""Compiled steps, kept for as long as the model stays what it is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from deepkit.backend import fetch, jit, leaves, map_structure, scope
from deepkit.training._state import TrainState, variables_of
from deepkit.training._step import Step, Steps, chunked, own_step


class Programs(NamedTuple):
    """The steps of a phase, for one batch and for a stack of them, and what to read from them."""

    variables: TrainState
    single: Callable[..., tuple[TrainState, Any]]
    several: Callable[..., tuple[TrainState, Any]]
    look: Callable[[TrainState, Any], dict[str, float]]
    reset: Callable[[TrainState], TrainState]


class Cache:
    """The programs of a model by phase; made anew when its Variables are other ones."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, Programs]] = {}

    def get(self, model: Any, phase: str) -> Programs:
        """Return the programs of a phase.

        Args:
            model: a built model.
            phase: `"train"`, `"test"` or `"predict"`.
        """
        variables = variables_of(model)
        # Which are trained matters, not only which there are.
        groups = tuple(tuple(map(id, leaves(group))) for group in variables)
        identity = (groups, model.run_eagerly)
        held = self._made.get(phase)
        if held is not None and held[0] == identity:
            return held[1]
        programs = _programs(model, phase, variables)
        self._made[phase] = (identity, programs)
        return programs

    def clear(self) -> None:
        """Forget all programs."""
        self._made.clear()


def _programs(model: Any, phase: str, variables: TrainState) -> Programs:
    steps = Steps(model, variables)
    step: Step = own_step(model, phase, variables) or getattr(steps, phase)
    results, reset = _results(model, variables), _reset(model, variables)
    if model.run_eagerly:
        return Programs(variables, step, _unrolled(step), _looker(results), reset)
    # Only training owns what it is given: the arrays of the other phases belong to Variables.
    donated = {"donate_argnums": 0} if phase == "train" else {}
    single, several = jit(step, **donated), jit(chunked(step), **donated)
    return Programs(variables, single, several, _looker(jit(results)), jit(reset))


def _unrolled(step: Step) -> Step:
    def run(state: TrainState, batches: Any) -> tuple[TrainState, Any]:
        logs = None
        for place in range(len(leaves(batches)[0])):
            state, logs = step(state, _batch(batches, place))
        return state, logs

    return run


def _batch(batches: Any, place: int) -> Any:
    return map_structure(lambda leaf: leaf[place], batches)


def _results(model: Any, variables: TrainState) -> Callable[[Any], dict[str, Any]]:
    """Return the pure function from the metrics' arrays to their values."""

    def results(metrics: dict[str, Any]) -> dict[str, Any]:
        values = [metrics[path] for path in variables.metrics]
        with scope(variables.metrics.values(), values):
            return model.get_metrics_result()

    return results


def _reset(model: Any, variables: TrainState) -> Callable[[TrainState], TrainState]:
    def reset(state: TrainState) -> TrainState:
        group = variables.metrics
        with scope(group.values(), [state.metrics[path] for path in group]) as inner:
            model.reset_metrics()
            metrics = {path: inner[id(v)] for path, v in group.items()}
        return state._replace(metrics=metrics)

    return reset


def _looker(
    results: Callable[[Any], dict[str, Any]],
) -> Callable[[TrainState, Any], dict[str, float]]:
    """Return what turns a state, or the logs that a user's step made, into plain floats."""

    def look(state: TrainState, logs: Any) -> dict[str, float]:
        values = results(state.metrics)
        if isinstance(logs, dict) and set(logs) != set(values):
            values = logs
        return {name: _plain(value) for name, value in fetch(values).items()}

    return look


def _plain(value: Any) -> Any:
    """Return a scalar as a float; a metric with many values stays an array."""
    return float(value) if getattr(value, "size", 1) == 1 else value
