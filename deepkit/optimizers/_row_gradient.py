"""The gradient of a table of which a step read some rows only."""

from collections.abc import Callable
from typing import Any, NamedTuple

from deepkit import ops
from deepkit.backend import put_rows
from deepkit.typing import Tensor


class RowGradient(NamedTuple):
    """The gradient of a table in some rows; it is zero in all others, which are left as they are.

    Args:
        rows: the rows, each once; the number of rows of the table for places that do not count.
        values: the gradient in these rows, zeros in places that do not count.

    Example:
        >>> import numpy as np
        >>> from deepkit import backend, optimizers
        >>> optimizer, table = optimizers.SGD(0.1), backend.convert([[1.0], [2.0], [3.0]])
        >>> grad = optimizers.RowGradient(np.array([2]), np.array([[10.0]], "float32"))
        >>> state = optimizer.init_state({"table": table})
        >>> params, _ = optimizer.apply_state({"table": grad}, {"table": table}, state)
        >>> params["table"].tolist()
        [[1.0], [2.0], [2.0]]
    """

    rows: Tensor
    values: Tensor


def on_values(fn: Callable[[Tensor], Tensor], grad: Any) -> Any:
    """Return the gradient with a function applied to its values that leaves zeros zeros.

    Args:
        fn: the function.
        grad: a gradient, of rows or of all.
    """
    if isinstance(grad, RowGradient):
        return grad._replace(values=fn(grad.values))
    return fn(grad)


def values_in(grad: Any) -> Tensor:
    """Return the numbers in a gradient, without zeros for the rows that it does not have."""
    return grad.values if isinstance(grad, RowGradient) else grad


def spread(grad: RowGradient, param: Tensor) -> Tensor:
    """Return a gradient of rows as one of the whole table.

    Args:
        grad: the gradient.
        param: the table.
    """
    return put_rows(ops.zeros_like(param), grad.rows, ops.cast(grad.values, param.dtype))
