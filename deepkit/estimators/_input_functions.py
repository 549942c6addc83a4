"""Input functions of arrays and frames, with TensorFlow's names and arguments."""

from collections.abc import Callable
from typing import Any

import numpy as np

from deepkit.errors import DataError, whole
from deepkit.estimators._inputs import ArrayInput, given
from deepkit.feature_column import Table
from deepkit.typing import Tensor


def numpy_input_fn(
    x: Tensor,
    y: Tensor = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
    *,
    seed: int | None = None,
) -> Callable[[], ArrayInput]:
    """Make an input function of arrays.

    Args:
        x: features; a dict of columns, or anything else that `feature_column.as_table` takes.
        y: labels; an array, a dict of arrays, or None.
        batch_size: rows in a batch.
        num_epochs: how often each row comes; None for without end.
        shuffle: whether the rows of each epoch come in a new order; must be given.
        queue_capacity: not needed, there is no queue; here for TensorFlow's sake.
        num_threads: not needed either.
        seed: of the orders.

    Raises:
        ValueError: if `shuffle` is not given, a size is out of range, or lengths differ.

    Example:
        >>> from deepkit import estimators
        >>> x = {"age": [39, 50, 38], "job": ["clerk", "guard", ""]}
        >>> input_fn = estimators.numpy_input_fn(x, [0, 1, 0], batch_size=2, shuffle=False)
        >>> features, labels = next(iter(input_fn()))
        >>> features["job"], labels
        (array(['clerk', 'guard'], dtype=object), array([0, 1]))
    """
    del queue_capacity, num_threads
    table, labels, _ = given((x, y), "numpy_input_fn", "infer" if y is None else "eval")
    return _function_of("numpy_input_fn", table, labels, batch_size, num_epochs, shuffle, seed)


def pandas_input_fn(
    x: Tensor,
    y: Tensor = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
    target_column: str = "target",
    *,
    seed: int | None = None,
) -> Callable[[], ArrayInput]:
    """Make an input function of a pandas frame.

    Args:
        x: features; a `DataFrame`.
        y: labels; a `Series`, a `DataFrame` of several (they become a dict), or None. Its index
            must be that of `x`.
        batch_size: rows in a batch.
        num_epochs: how often each row comes; None for without end.
        shuffle: whether the rows of each epoch come in a new order; must be given.
        queue_capacity: not needed, there is no queue; here for TensorFlow's sake.
        num_threads: not needed either.
        target_column: a name that no column of `x` has; TensorFlow put the labels there.
        seed: of the orders.

    Raises:
        TypeError: if `x` or `y` is not of pandas.
        ValueError: if the indices differ, `x` has a column `target_column`, `shuffle` is not given,
            or a size is out of range.

    Example:
        >>> import pandas as pd
        >>> from deepkit import estimators
        >>> frame = pd.DataFrame({"age": [39, 50]})
        >>> input_fn = estimators.pandas_input_fn(frame, pd.Series([0, 1]), shuffle=False)
        >>> input_fn().labels
        array([0, 1])
    """
    del queue_capacity, num_threads
    if not (hasattr(x, "iloc") and hasattr(x, "columns")):
        raise TypeError(
            f"`x` must be a pandas DataFrame, got {type(x).__name__}. See `numpy_input_fn` for "
            "other data."
        )
    if y is not None:
        _check_target(x, y, target_column)
        y = {name: y[name] for name in y} if hasattr(y, "columns") else y
    table, labels, _ = given((x, y), "pandas_input_fn", "infer" if y is None else "eval")
    return _function_of("pandas_input_fn", table, labels, batch_size, num_epochs, shuffle, seed)


def _function_of(
    name: str,
    table: Table,
    labels: Any,
    batch_size: int,
    num_epochs: int | None,
    shuffle: bool | None,
    seed: int | None,
) -> Callable[[], ArrayInput]:
    if not isinstance(shuffle, bool | np.bool_):
        raise ValueError(
            f"`shuffle` must be given as True or False, got {shuffle!r}. Say True to train, False "
            "to evaluate and to predict."
        )
    rows = ArrayInput(
        table,
        labels,
        batch_size=whole(batch_size=batch_size),
        num_epochs=None if num_epochs is None else whole(num_epochs=num_epochs),
        shuffle=bool(shuffle),
        seed=None if seed is None else whole(at_least=0, seed=seed),
    )

    def input_fn() -> ArrayInput:
        return rows

    input_fn.__qualname__ = name  # what messages call it
    return input_fn


def _check_target(x: Tensor, y: Tensor, target_column: str) -> None:
    if not hasattr(y, "index") or not hasattr(y, "to_numpy"):
        raise TypeError(f"`y` must be a pandas Series or DataFrame, got {type(y).__name__}.")
    if target_column in x:
        raise ValueError(
            f"`target_column` {target_column!r} must not be a column of `x`. Give another name, or "
            "leave the column out of `x`."
        )
    if not x.index.equals(y.index):
        raise DataError(
            f"`y` must have the index of `x`, got {list(y.index[:3])} and so on for "
            f"{list(x.index[:3])}. "
            "Call `reset_index(drop=True)` on both if their rows are in the same order."
        )
