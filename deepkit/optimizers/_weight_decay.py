"""Weight decay, decoupled from the gradient."""

import re
from collections.abc import Collection

from deepkit import ops
from deepkit.typing import Tensor

Arrays = dict[str, Tensor]


def decayed(params: Arrays, keys: Collection[str], decay: float, rate: Tensor) -> Arrays:
    """Return the weights, those of the given keys made smaller by `rate * decay` of themselves.

    Args:
        params: the weights by key.
        keys: which of them decay.
        decay: the weight decay.
        rate: the learning rate.
    """
    shrunk = {k: params[k] - params[k] * decay * ops.cast(rate, params[k].dtype) for k in keys}
    return {**params, **shrunk}


def named(name: str, patterns: Collection[str]) -> bool:
    """Tell whether one of the patterns occurs in the name of a variable."""
    return any(re.search(pattern, name) for pattern in patterns)
