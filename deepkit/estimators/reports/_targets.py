"""Which of a model's outputs is to be explained."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from deepkit.errors import DataError, unknown
from deepkit.estimators.heads import BinaryClassHead, ClassHead, Head, MultiClassHead, MultiHead

Signs = np.ndarray


def part_of(head: Head, target: Any) -> tuple[str | None, Head, Any]:
    """Return the name of the head that is meant (None for the only one), the head, and the target.

    Args:
        head: of an estimator.
        target: what a user asked for: for several heads a pair of a name and a target, or a name.

    Raises:
        ValueError: if there are several heads and none is named, or one that there is not.
    """
    if not isinstance(head, MultiHead):
        return None, head, target
    name, inner = target if isinstance(target, tuple) and len(target) == 2 else (target, None)
    if not isinstance(name, str) or name not in head.names:
        raise ValueError(
            f"`target` must name one of the heads {head.names}, or be a pair of a name and a "
            f"target, got {target!r}."
        )
    return name, head.heads[head.names.index(name)], inner


def signs_of(head: Head, outputs: np.ndarray, target: Any) -> Signs:
    """Return what each output counts in the number to explain, of shape (rows, outputs).

    Args:
        head: says what the outputs mean.
        outputs: of the model, of shape (rows, outputs).
        target: a class, or the place of an output; one for all rows, or one for each. If None, the
            second of two classes, the predicted one of several, or the only number.

    Raises:
        DataError: if targets are not as many as the rows.
        ValueError: if there is no such class or place, nobody said which of several, or rows have
            more than a list of outputs.
    """
    if outputs.ndim != 2:
        raise ValueError(
            f"Only models with numbers for each row can be explained, got outputs of shape "
            f"{outputs.shape}."
        )
    rows, width = outputs.shape
    if isinstance(head, BinaryClassHead):
        wanted = np.ones(rows, int) if target is None else _classes(head, target, rows)
        return np.where(wanted == len(head.classes_) - 1, 1.0, -1.0)[:, None].astype(np.float32)
    if target is not None:
        is_class = isinstance(head, ClassHead)
        places = _classes(head, target, rows) if is_class else _places(target, rows, width)
    elif isinstance(head, MultiClassHead):
        places = outputs.argmax(axis=1)
    elif width == 1:
        places = np.zeros(rows, int)
    else:
        raise ValueError(f"`target` must say which of the {width} outputs to explain.")
    return np.eye(width, dtype=np.float32)[places]


def _classes(head: Any, target: Any, rows: int) -> np.ndarray:
    known: Mapping[Any, int] = {c: place for place, c in enumerate(head.classes_.tolist())}
    wanted = _each(target, rows)
    for label in wanted:
        if label not in known:
            raise unknown("class in `target`", label, map(str, known))
    return np.array([known[label] for label in wanted])


def _places(target: Any, rows: int, width: int) -> np.ndarray:
    wanted = _each(target, rows)
    for place in wanted:
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < width:
            raise ValueError(
                f"`target` must be the place of an output, from 0 to {width - 1}, got {place!r}."
            )
    return np.array(wanted)


def _each(target: Any, rows: int) -> list[Any]:
    array = np.asarray(target)
    if array.ndim == 0:
        return [array.item()] * rows
    if array.shape != (rows,):
        raise DataError(
            f"`target` must be one for all rows or one for each of the {rows}, got shape "
            f"{array.shape}."
        )
    return array.tolist()
