"""Gradients summed over several calls, for one update by their mean."""

from deepkit import ops
from deepkit.backend import map_structure
from deepkit.typing import Nested, Tensor

Arrays = dict[str, Tensor]


def accumulated(sums: Arrays, grads: Arrays, steps: int, due: Tensor) -> tuple[Arrays, Arrays]:
    """Return the mean gradients and the sums to go on with.

    Args:
        sums: the sums so far by key.
        grads: the gradients of this call by key.
        steps: the number of calls that make one update.
        due: whether this call makes it, and the sums begin at zero again.
    """
    totals = {key: sums[key] + ops.cast(grad, sums[key].dtype) for key, grad in grads.items()}
    rest = {key: ops.where(due, ops.zeros_like(total), total) for key, total in totals.items()}
    return {key: total / steps for key, total in totals.items()}, {**sums, **rest}


def chosen(condition: Tensor, new: Nested, old: Nested) -> Nested:
    """Return one of two equal structures of arrays, by a condition known when the program runs.

    Args:
        condition: a boolean scalar.
        new: the result if it holds.
        old: the result if not.
    """
    return map_structure(lambda a, b: ops.where(condition, a, b), new, old)
