"""Weight decay, decoupled from the gradient."""

import re
from collections.abc import Collection

from deepkit import ops
from deepkit.backend import put_rows, take_rows
from deepkit.optimizers._row_gradient import RowGradient
from deepkit.typing import Tensor

Arrays = dict[str, Tensor]
Grads = dict[str, Tensor | RowGradient]


def decayed(params: Arrays, grads: Grads, decay: float, rate: Tensor) -> Arrays:
    """Return the weights, those that have gradients less `rate * decay` of themselves.

    Args:
        params: the weights by key.
        grads: the gradients of those that decay; of a gradient of rows, these rows do.
        decay: the weight decay.
        rate: the learning rate.
    """
    shrunk = dict(params)
    for key, grad in grads.items():
        param, share = params[key], ops.cast(rate, params[key].dtype)
        if isinstance(grad, RowGradient):
            rows = take_rows(param, grad.rows)
            shrunk[key] = put_rows(param, grad.rows, rows - rows * decay * share)
        else:
            shrunk[key] = param - param * decay * share
    return shrunk


def named(name: str, patterns: Collection[str]) -> bool:
    """Tell whether one of the patterns occurs in the name of a variable."""
    return any(re.search(pattern, name) for pattern in patterns)
