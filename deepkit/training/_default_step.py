"""deepkit's own steps in the form that users override, so that they can call them."""

from typing import Any

from deepkit.backend import leaves, scope, unflatten
from deepkit.data import unpack_x_y_sample_weight
from deepkit.training._state import TrainState, by_path
from deepkit.training._step import Steps, state_lists


def default_step(model: Any, phase: str, *given: Any) -> Any:
    """Run a step on `data`, assigning Variables, or on `state, data`, as a pure function.

    Args:
        model: the model.
        phase: `"train"`, `"test"` or `"predict"`.
        *given: the arguments of the step.

    Returns:
        The logs or predictions; then the new state, if one was given.
    """
    *state, data = given
    variables = _variables(model, phase)
    if not state:
        result, after = _run(model, phase, variables, [v.value for v in leaves(variables)], data)
        for variable, value in zip(leaves(variables), after, strict=True):
            variable.assign(value)
        return result
    lists = state_lists(model, phase)
    places = {id(v): place for place, v in enumerate(leaves(variables))}
    values = [None] * len(places)
    for group, arrays in zip(lists, state[0], strict=True):
        for variable, array in zip(group, arrays, strict=True):
            values[places[id(variable)]] = array
    result, after = _run(model, phase, variables, values, data)
    updated = tuple([after[places[id(v)]] for v in group] for group in lists)
    return result, updated[1] if phase == "predict" else updated


def _run(
    model: Any, phase: str, variables: TrainState, values: list[Any], data: Any
) -> tuple[Any, list[Any]]:
    state = unflatten(variables, values)
    batch = unpack_x_y_sample_weight(data)
    after, result = getattr(Steps(model, variables), phase)(state, batch)
    if phase != "predict" and result is None:
        group = variables.metrics
        with scope(group.values(), [after.metrics[path] for path in group]):
            result = model.get_metrics_result()
    return result, leaves(after)


def _variables(model: Any, phase: str) -> TrainState:
    slots = {}
    if phase == "train":
        model.optimizer.build(by_path(model.trainable_variables))
        slots = model.optimizer.state_variables()
    measured = model.metrics_variables if phase != "predict" else []
    params, buffers = model.trainable_variables, model.non_trainable_variables
    return TrainState(by_path(params), by_path(buffers), by_path(measured), slots)
