"""One call of an optimizer on a whole model: pure, and the same for both of its faces."""

from typing import Any, Protocol

from deepkit import ops
from deepkit.optimizers._accumulation import accumulated, chosen
from deepkit.optimizers._averaging import averaged, overwritten
from deepkit.optimizers._clipping import clipped
from deepkit.optimizers._row_gradient import RowGradient, on_values
from deepkit.optimizers._row_update import updated_rows
from deepkit.optimizers._rule import Rule
from deepkit.optimizers._weight_decay import decayed
from deepkit.typing import Nested, Tensor

Arrays = dict[str, Tensor]
Grads = dict[str, Tensor | RowGradient]
State = dict[str, Nested]


class Update(Protocol):
    """What a call needs of an optimizer."""

    weight_decay: float | None
    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None

    def update_all(
        self, grads: Grads, params: Arrays, state: State, rate: Tensor, step: Tensor
    ) -> tuple[Arrays, State]:
        """Return the variables and the state after one update."""
        ...

    def decays(self, key: str) -> bool:
        """Tell whether weight decay applies to a variable."""
        ...

    def constraint(self, key: str) -> Any:
        """Return the constraint of a variable, or None."""
        ...


def called(
    optimizer: Update, grads: Grads, params: Arrays, state: State, rate: Tensor
) -> tuple[Arrays, State]:
    """Return the variables and the state after one call, which may only add up gradients."""
    calls, every = state["iterations"], optimizer.gradient_accumulation_steps
    updates = calls // every if every else calls
    if optimizer.loss_scale_factor is not None:
        factor = optimizer.loss_scale_factor
        grads = {key: on_values(lambda g: g / factor, grad) for key, grad in grads.items()}
    if every:
        due = (calls + 1) % every == 0
        grads, sums = accumulated(state["accumulator"], grads, every, due)
        moved = _updated(optimizer, grads, params, state, rate, updates)
        params, state = chosen(due, moved, (params, state))
        state = {**state, "accumulator": sums}
    else:
        params, state = _updated(optimizer, grads, params, state, rate, updates)
    if optimizer.use_ema:
        params, state = _averaged(optimizer, params, state, updates)
    params = {**params, **_constrained(optimizer, grads, params)}
    return params, {**state, "iterations": calls + 1}


def updated_by_rule(
    rule: Rule, grads: Grads, params: Arrays, state: State, rate: Tensor, step: Tensor
) -> tuple[Arrays, State]:
    """Return the variables that have gradients, and their slots, after the rule's update."""
    params, slots, state = dict(params), dict(state["slots"]), dict(state)
    shared = rule.update_shared(state.get("shared", {}), step)
    if shared:
        state["shared"] = shared
    moved = None
    if rule.follows_rate and rule.leaves_rows():
        moved, state["settled"] = state["settled"] != rate, rate
    for key, grad in grads.items():
        own, param = (slots[key], shared), params[key]
        if isinstance(grad, RowGradient):
            found = updated_rows(rule, grad, param, own, rate, step, moved=moved)
            params[key], slots[key] = found
            continue
        grad = ops.cast(grad, param.dtype)
        params[key], slots[key] = rule.update(grad, param, {**slots[key], **shared}, rate, step)
    return params, {**state, "slots": slots}


def _updated(
    optimizer: Update, grads: Grads, params: Arrays, state: State, rate: Tensor, step: Tensor
) -> tuple[Arrays, State]:
    grads = clipped(
        grads,
        clipnorm=optimizer.clipnorm,
        clipvalue=optimizer.clipvalue,
        global_clipnorm=optimizer.global_clipnorm,
    )
    if optimizer.weight_decay is not None:
        decaying = {key: grad for key, grad in grads.items() if optimizer.decays(key)}
        params = decayed(params, decaying, optimizer.weight_decay, rate)
    return optimizer.update_all(grads, params, state, rate, step)


def _averaged(
    optimizer: Update, params: Arrays, state: State, updates: Tensor
) -> tuple[Arrays, State]:
    averages = averaged(state["average"], params, optimizer.ema_momentum, updates)
    if optimizer.ema_overwrite_frequency is not None:
        params = overwritten(averages, params, optimizer.ema_overwrite_frequency, updates)
    return params, {**state, "average": averages}


def _constrained(optimizer: Update, grads: Arrays, params: Arrays) -> Arrays:
    constraints = {key: optimizer.constraint(key) for key in grads}
    return {key: project(params[key]) for key, project in constraints.items() if project}
