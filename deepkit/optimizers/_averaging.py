"""The exponential moving average of the weights."""

from deepkit import ops
from deepkit.typing import Tensor

Arrays = dict[str, Tensor]


def averaged(averages: Arrays, params: Arrays, momentum: float, updates: Tensor) -> Arrays:
    """Return the averages moved toward the weights; at the first update, the weights.

    Args:
        averages: the averages by key.
        params: the weights by key.
        momentum: how much of the old average stays.
        updates: the number of updates before this one.
    """
    moved = {}
    for key, param in params.items():
        kept = ops.cast(updates != 0, param.dtype) * momentum
        moved[key] = kept * averages[key] + (1 - kept) * param
    return {**averages, **moved}


def overwritten(averages: Arrays, params: Arrays, every: int, updates: Tensor) -> Arrays:
    """Return the weights, at every so many updates replaced by their averages.

    Args:
        averages: the averages by key.
        params: the weights by key.
        every: the number of updates from one replacement to the next.
        updates: the number of updates before this one.
    """
    due = (updates + 1) % every == 0
    return {key: ops.where(due, averages[key], param) for key, param in params.items()}
