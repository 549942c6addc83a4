"""Steps that users write as methods of their model, in either of two styles."""

import inspect
from collections.abc import Callable
from typing import Any

from deepkit import ops
from deepkit.backend import call_context
from deepkit.data import Batch, pack_x_y_sample_weight
from deepkit.training._bridge import Bridge, Crossing
from deepkit.training._default import overrides
from deepkit.training._state import TrainState
from deepkit.training._step import Step

_STATES = {
    "train": "trainable, non-trainable, optimizer and metrics variables",
    "test": "trainable, non-trainable and metrics variables",
    "predict": "non-trainable variables",
}


def own_step(model: Any, phase: str, bridge: Bridge) -> Step | None:
    """Return the step that the user wrote as a method, or None.

    `train_step(self, data)` reads and assigns Variables; `train_step(self, state, data)` is pure,
    over lists of arrays as in Keras on JAX.

    Args:
        model: the model.
        phase: `"train"`, `"test"` or `"predict"`.
        bridge: tells the Variables of the states.
    """
    if not overrides(model, f"{phase}_step"):
        return None
    method = getattr(model, f"{phase}_step")
    run = _pure(model, method, phase) if is_pure(method) else _plain(method)

    def step(state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        data = pack_x_y_sample_weight(*batch)
        with bridge.over(state) as crossing, call_context(phase == "train"):
            result = run(crossing, data)
            return (crossing.after() if phase == "train" else crossing.changes()), result

    return step


def is_pure(method: Callable[..., Any]) -> bool:
    """Tell whether a step takes a state, `(state, data)`, or only `(data)`.

    Args:
        method: the bound method.
    """
    parameters = inspect.signature(method).parameters.values()
    return sum(p.default is p.empty for p in parameters) > 1


def _plain(method: Callable[[Any], Any]) -> Callable[[Crossing, Any], Any]:
    return lambda crossing, data: method(data)


def _pure(model: Any, method: Callable[..., Any], phase: str) -> Callable[[Crossing, Any], Any]:
    """Let a step over lists of arrays work on states: only the order differs."""
    lists = state_lists(model, phase)

    def run(crossing: Crossing, data: Any) -> Any:
        given = tuple([crossing.read(v) for v in group] for group in lists)
        returned = method(given, data)
        # Prediction takes two lists and returns the second.
        before, groups = (given[1:], lists[1:]) if phase == "predict" else (given, lists)
        result, after = _checked(returned, groups, phase)
        for group, olds, news in zip(groups, before, after, strict=True):
            for variable, old, new in zip(group, olds, news, strict=True):
                if new is not old:
                    crossing.write(variable, ops.cast(new, variable.dtype))
        return result

    return run


def _checked(returned: Any, groups: list[list[Any]], phase: str) -> tuple[Any, list[Any]]:
    """Return the result and the lists of a state, if they are as many and as long as they were."""
    wanted = [len(group) for group in groups]
    got: Any = type(returned).__name__
    if isinstance(returned, (tuple, list)) and len(returned) == 2:
        result, after = returned
        after = [after] if phase == "predict" else after
        got = [
            len(values) if isinstance(values, (list, tuple)) else type(values).__name__
            for values in after
        ]
        if got == wanted:
            return result, list(after)
    raise ValueError(
        f"`{phase}_step` must return its result and the new state: lists of {wanted} arrays "
        f"({_STATES[phase]}), got {got}."
    )


def state_lists(model: Any, phase: str) -> list[list[Any]]:
    """Return the Variables that Keras's pure steps carry, list by list.

    Args:
        model: the model.
        phase: `"train"`, `"test"` or `"predict"`.
    """
    lists = [model.trainable_variables, model.non_trainable_variables]
    if phase == "train":
        lists.append(model.optimizer.variables)
    return lists if phase == "predict" else [*lists, model.metrics_variables]
