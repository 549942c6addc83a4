"""What a compiled step carries from batch to batch."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from deepkit.backend import Variable, global_generator
from deepkit.optimizers import Optimizer
from deepkit.training._default import overrides


class TrainState(NamedTuple):
    """All that training changes, by path; first the Variables, then their arrays."""

    params: dict[str, Any]
    buffers: dict[str, Any]
    metrics: dict[str, Any]
    optimizer: Any


def variables_of(model: Any) -> TrainState:
    """Return the Variables of a model, of its metrics and of its optimizer.

    Args:
        model: a built model.
    """
    params = model.trainable_variables
    measured = [v for metric in model.metrics for v in metric.variables]
    measured = list({id(v): v for v in (*measured, *model.metrics_variables)}.values())
    apart = {id(v) for v in (*params, *measured)}
    rest = [v for v in (*model.variables, global_generator().state) if id(v) not in apart]
    return TrainState(by_path(params), by_path(rest), by_path(measured), _slots(model))


def _slots(model: Any) -> Any:
    """Return the optimizer's Variables; a user's own step may use several optimizers."""
    if overrides(model, "train_step"):
        held = {n: o for n, o in vars(model).items() if isinstance(o, Optimizer) and o.built}
        return {name: optimizer.state_variables() for name, optimizer in held.items()}
    optimizer = model.optimizer
    return optimizer.state_variables() if optimizer is not None and optimizer.built else {}


def by_path(variables: Iterable[Variable]) -> dict[str, Variable]:
    """Return Variables by their path, those of equal paths told apart by a number."""
    named: dict[str, Variable] = {}
    for variable in variables:
        path, count = variable.path, 0
        while path in named:
            count += 1
            path = f"{variable.path}#{count}"
        named[path] = variable
    return named
