"""Steps as functions of a list of values, for calls that make one step at a time."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend import leaves, unflatten
from deepkit.training._state import TrainState
from deepkit.training._step import Step, merged


def listed(body: Any, step: Step, values: list[Any], batch: Any) -> tuple[Any, TrainState]:
    """Return the result of a step, and what it changes.

    Args:
        body: tells the Variables.
        step: `(state, batch) -> (changes, result)`.
        values: those of the Variables, in the order of `leaves`.
        batch: `(x, y, sample_weight)`.
    """
    changes, result = step(unflatten(body.variables, values), batch)
    return result, changes


def alone(body: Any, step: Step, values: list[Any], batch: Any) -> tuple[Any, Any, Any]:
    """Make a step whose metrics have seen nothing before it.

    Args:
        body: tells the Variables.
        step: of training or testing.
        values: those of the Variables, in the order of `leaves`.
        batch: `(x, y, sample_weight)`.

    Returns:
        What the metrics say after it, None where the step has logs of its own; these logs; and
        the values of all Variables in training, else what the step changes.
    """
    state = unflatten(body.variables, values)
    state = state._replace(metrics=body.reset(state.metrics))
    after, logs = step(state, batch)
    whole = after if body.trains else merged(state, after)
    has_logs = isinstance(logs, Mapping) and len(logs) > 0
    results = None if has_logs else body.results(whole.metrics)
    return results, logs if has_logs else None, leaves(after) if body.trains else after
