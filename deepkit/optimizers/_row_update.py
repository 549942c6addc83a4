"""Updates of single rows of tables, where they are: nothing of the size of a table is made."""

from typing import Any

from deepkit import ops
from deepkit.backend import put_rows, replaced_if, take_rows
from deepkit.optimizers._row_gradient import RowGradient, spread
from deepkit.optimizers._rule import Rule, Slots
from deepkit.typing import Tensor


def updated_rows(
    rule: Rule,
    grad: RowGradient,
    param: Tensor,
    own: tuple[Slots, Slots],
    rate: Tensor,
    step: Tensor,
    *,
    moved: Tensor | None = None,
) -> tuple[Tensor, Slots]:
    """Return a table and its slots after the rule's update of some rows.

    Args:
        rule: the rule.
        grad: the gradient in these rows.
        param: the table.
        own: its slots, and what all variables share.
        rate: the learning rate.
        step: the number of updates so far.
        moved: whether the rate is another, which all rows follow; None if they do not.
    """
    slots, shared = own
    if any(slot.shape != param.shape for slot in slots.values()):
        whole = spread(grad, param)
        return rule.update(whole, param, {**slots, **shared}, rate, step)
    taken = {name: take_rows(slot, grad.rows) for name, slot in slots.items()}
    row = take_rows(param, grad.rows)
    if moved is not None:
        given = (param, slots, row, taken)
        param, slots, row, taken = _at_rate(rule, given, rate, moved)
    values = ops.cast(grad.values, param.dtype)
    row, changed = rule.update(values, row, {**taken, **shared}, rate, step)
    placed = {name: put_rows(slots[name], grad.rows, value) for name, value in changed.items()}
    return put_rows(param, grad.rows, row), placed


def _at_rate(rule: Rule, given: tuple[Any, ...], rate: Tensor, moved: Tensor) -> Any:
    """Return what was given: a table, its slots and rows; the table as it is at another rate."""
    param, slots, *rows = given

    return replaced_if(moved, lambda: rule.at_rate(param, slots, rate), param, (slots, *rows))
