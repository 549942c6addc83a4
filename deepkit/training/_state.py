"""What a compiled step carries from batch to batch."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from deepkit.backend import Loan, Variable, leaves, lent
from deepkit.training._contents import optimizers_in
from deepkit.training._default import overrides


class TrainState(NamedTuple):
    """All that training changes, by path; first the Variables, then their arrays."""

    params: dict[str, Any]
    buffers: dict[str, Any]
    metrics: dict[str, Any]
    optimizer: Any

    def for_phase(self, phase: str) -> "TrainState":
        """Return the part that a phase needs: only training knows the optimizer.

        Args:
            phase: `"train"`, `"test"` or `"predict"`.
        """
        if phase == "train":
            return self
        if phase == "test":
            return self._replace(optimizer={})
        return self._replace(metrics={}, optimizer={})


def lent_state(variables: TrainState) -> AbstractContextManager[Loan]:
    """Lend the arrays of a state; few hold those of metrics and optimizers besides.

    Args:
        variables: the state, of Variables.
    """
    return lent(variables, hidden=leaves((variables.metrics, variables.optimizer)))


def variables_of(model: Any, others: Iterable[Variable] = ()) -> TrainState:
    """Return the Variables of a model, of its metrics and of its optimizers.

    Args:
        model: a built model.
        others: Variables that its steps change besides.
    """
    params = model.trainable_variables
    measured = [v for metric in model.metrics for v in metric.variables]
    measured = unique((*measured, *model.metrics_variables))
    slots = _slots(model)
    # A metric that the user left out of `metrics` still sees the batches, and keeps its values.
    unlisted = [v for metric in model.all_metrics() for v in metric.variables]
    apart = {id(v) for v in (*params, *measured, *leaves(slots))}
    rest = [v for v in unique((*model.variables, *unlisted, *others)) if id(v) not in apart]
    return TrainState(by_path(params), by_path(rest), by_path(measured), slots)


def _slots(model: Any) -> Any:
    """Return the optimizer's Variables; a user's own step may use several optimizers."""
    if overrides(model, "train_step"):
        held = enumerate(optimizer for optimizer in optimizers_in(model) if optimizer.built)
        return {str(place): optimizer.state_variables() for place, optimizer in held}
    optimizer = model.optimizer
    return optimizer.state_variables() if optimizer is not None and optimizer.built else {}


def by_path(variables: Iterable[Variable]) -> dict[str, Variable]:
    """Return Variables by their path, those of equal paths told apart by a number.

    Args:
        variables: Variables, each of them once.
    """
    named: dict[str, Variable] = {}
    for variable in variables:
        path, count = variable.path, 0
        while path in named:
            count += 1
            path = f"{variable.path}#{count}"
        named[path] = variable
    return named


def unique(variables: Iterable[Variable]) -> list[Variable]:
    """Return Variables in order, each once.

    Args:
        variables: Variables, told apart by identity.
    """
    return list({id(variable): variable for variable in variables}.values())
