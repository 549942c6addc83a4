"""deepkit's own steps in the form that users override, so that they can call them."""

from typing import Any

from deepkit.backend import global_generator, leaves, scope, unflatten
from deepkit.data import unpack_x_y_sample_weight
from deepkit.training._bridge import Bridge
from deepkit.training._own_step import state_lists
from deepkit.training._prepare import prepare_default
from deepkit.training._state import variables_of
from deepkit.training._step import Steps, merged


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
    batch = unpack_x_y_sample_weight(data)
    prepare_default(model, phase, batch)
    # Within a step the process-wide generator is mapped already, and is read as it is.
    shared = global_generator()
    variables = variables_of(model, [shared.state])
    if phase == "train":  # the others that a step may use are not deepkit's to call
        variables = variables._replace(optimizer=model.optimizer.state_variables())
    bridge = Bridge(variables.for_phase(phase), shared)
    if not state:
        return _on_variables(model, phase, bridge, batch)
    return _on_lists(model, phase, bridge, state[0], batch)


def _on_variables(model: Any, phase: str, bridge: Bridge, batch: Any) -> Any:
    flat = leaves(bridge.variables)
    result, after = _run(model, phase, bridge, [v.value for v in flat], batch)
    for variable, value in zip(flat, after, strict=True):
        variable.assign(value)
    return result


def _on_lists(model: Any, phase: str, bridge: Bridge, given: Any, batch: Any) -> Any:
    lists, flat = state_lists(model, phase), leaves(bridge.variables)
    known = {
        id(variable): array
        for group, arrays in zip(lists, given, strict=True)
        for variable, array in zip(group, arrays, strict=True)
    }
    values = [known.get(id(v), v.value) for v in flat]
    result, after = _run(model, phase, bridge, values, batch)
    by_id = {id(variable): value for variable, value in zip(flat, after, strict=True)}
    for variable in flat:
        if id(variable) not in known:
            variable.assign(by_id[id(variable)])
    updated = tuple([by_id[id(v)] for v in group] for group in lists)
    return result, updated[1] if phase == "predict" else updated


def _run(
    model: Any, phase: str, bridge: Bridge, values: list[Any], batch: Any
) -> tuple[Any, list[Any]]:
    """Return the logs or predictions, and the values of all Variables after the step."""
    state = unflatten(bridge.variables, values)
    after, result = getattr(Steps(model, bridge), phase)(state, batch)
    after = after if phase == "train" else merged(state, after)
    if phase != "predict" and result is None:
        group = bridge.variables.metrics
        with scope(group.values(), [after.metrics[path] for path in group]):
            result = model.get_metrics_result()
    return result, leaves(after)
