"""Pack inputs, targets and weights into the tuple that `fit` takes, and unpack it again."""

from deepkit.data._structure import is_list
from deepkit.errors import DataError
from deepkit.typing import Tensor

Batch = tuple[Tensor, Tensor, Tensor]
"""Inputs, targets and sample weights; None where there are none."""


def pack_x_y_sample_weight(x: Tensor, y: Tensor = None, sample_weight: Tensor = None) -> Tensor:
    """Pack inputs, targets and weights into the shortest form that `fit` takes.

    A lone `x` stays as it is, unless it is a list or tuple, which could be taken for `(x, y)`.

    Args:
        x: inputs; an array, or lists, tuples and dicts of arrays.
        y: targets, or None.
        sample_weight: one weight for each row, or None; left out where there is no `y`.

    Returns:
        `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`.

    Example:
        >>> from deepkit.data import pack_x_y_sample_weight
        >>> pack_x_y_sample_weight([1, 2])
        ([1, 2],)
        >>> pack_x_y_sample_weight([1, 2], [0, 1])
        ([1, 2], [0, 1])
    """
    if y is None:
        return (x,) if is_list(x) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def unpack_x_y_sample_weight(data: Tensor) -> Batch:
    """Unpack what a data source yields into inputs, targets and weights.

    A list counts as a tuple; anything that is neither, such as a dict, is `x` alone.

    Args:
        data: `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`.

    Returns:
        `(x, y, sample_weight)` with None for what is absent.

    Raises:
        DataError: if a tuple or list has another length.

    Example:
        >>> from deepkit.data import unpack_x_y_sample_weight
        >>> unpack_x_y_sample_weight(("inputs", "targets"))
        ('inputs', 'targets', None)
        >>> unpack_x_y_sample_weight({"age": 1})
        ({'age': 1}, None, None)
    """
    if not is_list(data):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise DataError(
            "Data must be `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`, got a "
            f"{type(data).__name__} of {len(data)}. Put several inputs or targets into one tuple, "
            "list or dict: `((x1, x2), y)`."
        )
    x, y, sample_weight = (*data, None, None)[:3]
    return x, y, sample_weight
