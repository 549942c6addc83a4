"""Labels as users bring them - text, numbers, series, lists - made into arrays, and looked up."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.typing import Tensor

Vocabulary = Sequence[Any]

_SHOWN = 5
_FILL = "Drop those rows or fill them in."
_KINDS = "biufU"
_MISSING = ("NoneType", "NAType", "NaTType")


def as_array(y: Tensor, rows: np.ndarray | None = None) -> np.ndarray:
    """Return labels as an array of text, numbers or booleans, of which none is missing.

    Rows tell which row each label is of, for messages, where that is not its place.
    """
    array = _to_numpy(y)
    if array.dtype.kind == "S":
        array = np.char.decode(array, "utf-8")
    elif array.dtype.kind in ("O", "T"):
        array = _of_objects(array, rows)
    if array.dtype.kind not in _KINDS:
        raise DataError(f"`labels` must be text, numbers or booleans, got dtype {array.dtype}.")
    if array.dtype.kind == "f":
        refuse_rows(np.isnan(array), "are missing (NaN)", _FILL, rows=rows)
    return array


def as_column(y: Tensor) -> np.ndarray:
    """Return one label for each row, given with the shape (n,) or (n, 1)."""
    array = as_array(y)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise DataError(f"`labels` must have the shape (n,) or (n, 1), got {array.shape}.")
    return array


def as_matrix(y: Tensor, dimension: int) -> np.ndarray:
    """Return numbers with the shape (n, dimension), in float64."""
    array = as_array(y)
    if array.dtype.kind == "U":
        raise DataError(f"`labels` must be numbers, got text such as {str(array.flat[0])!r}.")
    array = array[:, None] if array.ndim == 1 and dimension == 1 else array
    if array.ndim != 2 or array.shape[1] != dimension:
        shape = "(n,) or (n, 1)" if dimension == 1 else f"(n, {dimension})"
        raise DataError(
            f"`labels` must have the shape {shape}, got {np.shape(array)}. `label_dimension` "
            f"is {dimension}."
        )
    array = array.astype(np.float64)
    refuse_rows(~np.isfinite(array), "are infinite", "Drop those rows.")
    return array


def as_vocabulary(vocabulary: Any, name: str = "label_vocabulary") -> np.ndarray:
    """Return the labels of the classes, in their order, as an array."""
    if isinstance(vocabulary, str | bytes) or not isinstance(vocabulary, Sequence | np.ndarray):
        raise ValueError(f"`{name}` must be a list of labels, got {vocabulary!r}.")
    try:
        array = as_array(vocabulary)
    except DataError as error:
        raise ValueError(f"`{name}` must be text or numbers alone, got {vocabulary!r}.") from error
    if array.ndim != 1 or not array.size:
        raise ValueError(f"`{name}` must be a list of one label or more, got {vocabulary!r}.")
    found, counts = np.unique(array, return_counts=True)
    if len(found) < len(array):
        raise ValueError(f"`{name}` names {listed(found[counts > 1])} more than once.")
    return array


def look_up(
    labels: np.ndarray, vocabulary: np.ndarray, rows: np.ndarray | None = None
) -> np.ndarray:
    """Return the place in the vocabulary of each label."""
    order = np.argsort(vocabulary, kind="stable")
    ordered = vocabulary[order]
    alike = (labels.dtype.kind == "U") == (vocabulary.dtype.kind == "U")
    found = np.zeros(labels.shape, bool)
    places = np.zeros(labels.shape, np.int64)
    if alike:
        places = np.minimum(np.searchsorted(ordered, labels), len(ordered) - 1)
        found = ordered[places] == labels
    rule = f"are not among the classes {listed(vocabulary)}"
    refuse_rows(~found, rule, labels=labels, rows=rows)
    return order[places]


def as_ids(labels: np.ndarray, n_classes: int, rows: np.ndarray | None = None) -> np.ndarray:
    """Return labels that are numbers of classes as whole numbers."""
    if labels.dtype.kind == "U":
        raise DataError(
            f"`labels` must be whole numbers in [0, {n_classes}), got text such as "
            f"{str(labels.flat[0])!r}. Give `label_vocabulary`."
        )
    wrong = (labels < 0) | (labels >= n_classes) | (labels != np.floor(labels))
    rule = f"are not whole numbers in [0, {n_classes}), where `n_classes` is {n_classes}"
    cure = "Give `label_vocabulary` for other labels."
    refuse_rows(wrong, rule, cure, labels=labels, rows=rows)
    return labels.astype(np.int64)


def within(labels: np.ndarray, low: float, high: float, rule: str, cure: str = "") -> np.ndarray:
    """Return numbers that all lie in a range."""
    refuse_rows((labels < low) | (labels > high), rule, cure, labels=labels)
    return labels


def refuse_rows(
    wrong: np.ndarray,
    rule: str,
    cure: str = "",
    *,
    labels: np.ndarray | None = None,
    rows: np.ndarray | None = None,
) -> None:
    """Raise an error if any label is wrong, which names the first of them and their first row."""
    if not wrong.any():
        return
    places = np.nonzero(wrong)[0]
    bad = np.unique(places if rows is None else rows[places])
    which = "" if labels is None else f" {listed(np.unique(labels[wrong]))}"
    raise DataError(
        f"`labels`{which} {rule}: in {len(bad)} of the rows, the first of them row {bad[0]}. "
        f"{cure}".rstrip()
    )


def listed(values: np.ndarray) -> str:
    """Return the first few values as text."""
    shown = ", ".join(repr(value) for value in values[:_SHOWN].tolist())
    return f"{shown}, ..." if len(values) > _SHOWN else shown


def names_of(vocabulary: np.ndarray) -> np.ndarray:
    """Return the labels of the classes as text."""
    return np.array([str(label) for label in vocabulary.tolist()])


def _to_numpy(y: Tensor) -> np.ndarray:
    if isinstance(y, np.ndarray):
        return y
    if hasattr(y, "to_numpy"):
        return np.asarray(y.to_numpy())
    if hasattr(y, "detach"):
        y = y.detach().cpu()
    if not isinstance(y, list | tuple):
        return np.asarray(y)
    try:  # by objects: numbers among text would silently become text
        return np.array(y, dtype=object)
    except ValueError as error:
        raise DataError(f"`labels` must have rows of one length: {error}") from error


def _of_objects(array: np.ndarray, rows: np.ndarray | None) -> np.ndarray:
    flat: list[Any] = array.ravel().tolist()
    types = set(map(type, flat))
    if any(_may_miss(kind) for kind in types):
        missing = np.array([_is_missing(value) for value in flat], bool).reshape(array.shape)
        refuse_rows(missing, "are missing", _FILL, rows=rows)
    kinds = {_kind(kind) for kind in types}
    if len(kinds) > 1 or "other" in kinds:
        mixed = ", ".join(sorted(kind.__name__ for kind in types))
        raise DataError(f"`labels` must be all text, all numbers or all booleans, got {mixed}.")
    if bytes in types:
        flat = [value.decode() if isinstance(value, bytes) else value for value in flat]
    return np.array(flat).reshape(array.shape)


def _kind(kind: type) -> str:
    if issubclass(kind, str | bytes):
        return "text"
    if issubclass(kind, bool | np.bool_):
        return "boolean"
    return "number" if issubclass(kind, int | float | np.number) else "other"


def _may_miss(kind: type) -> bool:
    return kind.__name__ in _MISSING or issubclass(kind, float | np.floating)


def _is_missing(value: Any) -> bool:
    if type(value).__name__ in _MISSING:
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))
