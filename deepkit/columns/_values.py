"""Turn the values of one column, whatever holds them, into one array of a few known forms.

Whatever comes in leaves as one of

* numbers: a boolean, integer or float array (n, ...); a missing number is NaN, so that integers and
  booleans with missing values are float64; dates and durations are days (dates since 1970-01-01);
* text: an object array (n, ...) of nothing but `str`; a missing text is `""`;
* ragged: an object array (n,) of nothing but lists, of numbers, texts or lists; a missing row is
  `[]`.

Rows of equal length are no ragged column, but an array with one more axis. A column of nothing but
missing values is float64 NaN, whatever it was meant to hold: nothing in it tells.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from numbers import Real

import numpy as np

from deepkit.errors import DataError
from deepkit.typing import Tensor

_ABSENT = {"NoneType", "NAType", "NaTType"}  # pandas is not imported, so its types go by name
_NUMBERS = {"bool", "int", "float"}
_TEXTS = {"text", "bytes"}
_DAY = np.timedelta64(1, "D")
_NATIVE = {size: np.dtype(to) for size, to in (("f2", "f4"), ("f12", "f8"), ("f16", "f8"))}
_KINDS: dict[str, tuple[type, ...]] = {  # the first that fits: `bool` is an `int`
    "text": (str,),
    "bytes": (bytes, bytearray),
    "bool": (bool, np.bool_),
    "duration": (datetime.timedelta, np.timedelta64),  # before `int`: NumPy's is one
    "int": (int, np.integer),
    "float": (Real, np.floating, Decimal, Fraction),
    "complex": (complex, np.complexfloating),
    "date": (datetime.date, np.datetime64),
    "list": (list, tuple, set, frozenset, np.ndarray),
}


def to_values(values: Tensor, name: str) -> np.ndarray:
    """Convert the values of the column `name`: a list, an array, a tensor or a series.

    Raises:
        DataError: if they are complex, mixed, or whole numbers beyond 64 bits.
        TypeError: if they are sparse or no values at all.
    """
    if isinstance(values, np.ndarray):
        return _from_array(values, name)
    if isinstance(values, list | tuple):
        return _from_objects(list(values), name)
    if library(type(values)) == "pandas" and hasattr(values, "dtype"):
        return _from_pandas(values, name)
    return _from_array(_to_numpy(values, name), name)


def holds_dates(values: Tensor) -> bool:
    """Tell whether the values of a column, before they are converted, are dates."""
    dtype = getattr(values, "dtype", getattr(values, "type", None))
    if isinstance(dtype, np.dtype) and dtype.kind != "O":  # asking for its name takes longer
        return dtype.kind == "M"
    if getattr(dtype, "name", None) == "category":
        return holds_dates(getattr(values, "array", values).categories)
    kind = getattr(dtype, "kind", None)
    if kind == "O" or isinstance(values, list | tuple):
        flat = values.ravel() if isinstance(values, np.ndarray) else values
        first = next((v for v in flat if not _is_missing(v)), None)
        return first is not None and _kind(type(first)) == "date"
    if library(type(values)) in ("polars", "pyarrow"):
        return str(dtype).lower().startswith(("date", "timestamp"))
    return kind == "M"


def is_text(array: np.ndarray) -> bool:
    """Tell whether a column holds text."""
    return array.dtype == object and array.size > 0 and isinstance(array.flat[0], str)


def is_ragged(array: np.ndarray) -> bool:
    """Tell whether the rows of a column are lists."""
    return array.dtype == object and array.size > 0 and isinstance(array.flat[0], list)


def to_objects(values: Iterable[object]) -> np.ndarray:
    """Make an object array (n,) whose elements are the values, lists among them."""
    return np.fromiter(values, object)


@lru_cache(maxsize=256)
def library(kind: type) -> str:
    """Return which of the libraries of frames a type, or what it is derived from, belongs to."""
    roots = {base.__module__.partition(".")[0] for base in kind.__mro__}
    return next((name for name in ("pandas", "polars", "pyarrow") if name in roots), "")


def refuse_sparse(data: Tensor, name: str) -> None:
    """Raise the error for a sparse matrix, if it is one."""
    if type(data).__module__.startswith("scipy.sparse"):
        raise TypeError(
            f"{name} is a sparse matrix, and only dense data is supported. Pass a dense array: "
            "`.toarray()`."
        )


def _to_numpy(values: Tensor, name: str) -> np.ndarray:
    refuse_sparse(values, f"Column {name!r}")
    if hasattr(values, "detach"):  # torch
        values = values.detach().cpu()
        values = values.float() if str(values.dtype) == "torch.bfloat16" else values
    if str(getattr(values, "type", "")).startswith("dictionary<"):  # Arrow's categories
        values = values.cast(values.type.value_type)
    if library(type(values)) == "pyarrow" and hasattr(values, "combine_chunks"):
        return values.to_numpy()
    if hasattr(values, "to_numpy"):
        arrow = library(type(values)) == "pyarrow"
        return values.to_numpy(zero_copy_only=False) if arrow else values.to_numpy()
    if hasattr(values, "__array__"):
        return np.asarray(values)
    if isinstance(values, Iterable) and not isinstance(values, str | bytes | dict):
        return to_objects(values)
    raise TypeError(
        f"Column {name!r} must be a list, an array or a series, got {type(values).__name__} "
        f"{values!r:.50}. Put the value of a single row into a list."
    )


def _from_pandas(values: Tensor, name: str) -> np.ndarray:
    """Convert a series, an index or an extension array."""
    dtype = values.dtype
    if isinstance(dtype, np.dtype):
        return _from_array(values.to_numpy(), name)
    values = getattr(values, "array", values)  # answers much faster than the series does
    if dtype.name == "category":
        return _from_categories(values, name)
    if dtype.kind == "M":  # with a time zone: NumPy's are in UTC
        return _from_array(values.to_numpy(dtype="datetime64[ns]"), name)
    if dtype.kind in "biuf" and hasattr(dtype, "numpy_dtype"):
        if values.isna().any():
            return values.to_numpy(dtype="float64", na_value=np.nan)
        return values.to_numpy(dtype=dtype.numpy_dtype)
    if dtype.kind in "biuf":  # pandas's own sparse columns
        return _from_array(np.asarray(values), name)
    return _from_array(values.to_numpy(dtype=object), name)


def _from_categories(column: Tensor, name: str) -> np.ndarray:
    categories, codes = column.categories, column.codes
    if str(categories.dtype).startswith(("interval", "period")):
        categories = categories.astype(str)
    if len(codes) < len(categories):  # one row needs one of a thousand categories
        return _from_objects([categories[c] if c >= 0 else None for c in codes.tolist()], name)
    known = to_values(categories, name)
    if (codes >= 0).all():
        return known[codes]
    absent = np.array([""], object) if is_text(known) else np.array([np.nan])
    return np.concatenate([known, absent])[codes]  # code -1 is the last


def _from_array(array: np.ndarray, name: str) -> np.ndarray:
    dtype = array.dtype
    if array.ndim == 0:
        raise TypeError(
            f"Column {name!r} must have rows, got the single value {array[()]!r}. Put it into a "
            "list."
        )
    if dtype.kind in "biuf":
        wanted = _NATIVE.get(dtype.str[1:]) or dtype.newbyteorder("=")
        return array if wanted == dtype and dtype.isnative else array.astype(wanted)
    if dtype.kind == "U":
        return array.astype(object)
    if dtype.kind in "OST":
        flat = _from_objects(array.ravel().tolist(), name)
        return flat if array.ndim == 1 else flat.reshape(*array.shape, *flat.shape[1:])
    if dtype.kind in "mM":
        return _days(array)
    if dtype.name.startswith(("bfloat", "float8")):  # what JAX brings to NumPy
        return array.astype("float32")
    if dtype.kind == "c":
        raise _refused("complex", [], name)
    raise TypeError(f"Column {name!r} must hold numbers or text, got dtype {dtype}.")


def _days(array: np.ndarray) -> np.ndarray:
    if array.dtype.kind == "M":
        array = array - np.datetime64(0, "D")
    return array / _DAY


def _from_objects(values: list[Tensor], name: str) -> np.ndarray:
    """Convert Python objects by the kinds that are among them."""
    kinds = {_kind(kind) for kind in set(map(type, values))}
    if kinds == {"text"}:
        return to_objects(values)
    missing = "missing" in kinds
    kinds.discard("missing")
    if kinds <= _NUMBERS:
        return _numbers(values, kinds, missing, name)
    if kinds & _TEXTS and kinds <= _TEXTS | _NUMBERS:
        return to_objects(_text(value, name) for value in values)
    if "list" in kinds and kinds <= {"list", "float"}:
        return _rows([_listed(value, name) for value in values], name)
    if kinds == {"date"} or kinds == {"duration"}:
        return _days(_moments(values, "date" in kinds))
    raise _refused(_odd_one(kinds), values, name)


@lru_cache(maxsize=1024)
def _kind(kind: type) -> str:
    if kind.__name__ in _ABSENT:
        return "missing"
    found = (name for name, bases in _KINDS.items() if issubclass(kind, bases))
    return next(found, "list" if hasattr(kind, "__array__") else "other")


def _numbers(values: list[Tensor], kinds: set[str], missing: bool, name: str) -> np.ndarray:
    if missing or not kinds:
        return np.array([np.nan if _is_missing(v) else float(v) for v in values], "float64")
    if "float" in kinds and any(isinstance(v, Decimal | Fraction) for v in values):
        return np.array(list(map(float, values)))
    array = np.array(values)
    if array.dtype == object or (array.dtype.kind == "f" and "float" not in kinds):
        raise DataError(
            f"Column {name!r} holds whole numbers that do not fit into 64 bits, such as "
            f"{max(values, key=abs)}. Pass them as text if they name something, else as floats."
        )
    return array


def _is_missing(value: Tensor) -> bool:
    return _kind(type(value)) == "missing"


def _text(value: Tensor, name: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray):
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise DataError(
                f"Column {name!r} holds bytes that are no UTF-8 text, such as {bytes(value)!r:.50}."
                " Decode them first."
            ) from error
    if _is_missing(value) or value != value:
        return ""
    raise DataError(
        f"Column {name!r} mixes text and numbers, such as {value!r}. Turn all of it into one of "
        "them, for example with `.astype(str)`."
    )


def _listed(value: Tensor, name: str) -> list[Tensor]:
    if hasattr(value, "detach"):  # torch
        value = value.detach().cpu().numpy()
    if _is_missing(value) or (isinstance(value, float) and value != value):
        return []
    if _kind(type(value)) != "list":
        raise DataError(f"Column {name!r} mixes lists and single values, such as {value!r}.")
    if isinstance(value, set | frozenset):
        value = sorted(value)
    plain = value if isinstance(value, list | tuple) else np.asarray(value).tolist()
    return list(plain)


def _rows(rows: list[list[Tensor]], name: str) -> np.ndarray:
    """Make an array of one more axis of rows of equal length, else a column of clean lists."""
    flat = _from_objects(list(chain.from_iterable(rows)), name)
    lengths = {len(row) for row in rows}
    if len(lengths) == 1 and len(flat) and not is_ragged(flat):
        return flat.reshape(len(rows), lengths.pop(), *flat.shape[1:])
    parts = iter(flat.tolist())
    return to_objects([next(parts) for _ in row] for row in rows)


def _moments(values: list[Tensor], dates: bool) -> np.ndarray:
    unit = "datetime64[us]" if dates else "timedelta64[us]"
    kept = [None if _is_missing(v) else _in_utc(v) for v in values]
    return np.array(kept, unit)


def _in_utc(value: Tensor) -> Tensor:
    if getattr(value, "tzinfo", None) is None:
        return value
    return value.astimezone(datetime.UTC).replace(tzinfo=None)


def _odd_one(kinds: set[str]) -> str:
    return next((kind for kind in ("complex", "other") if kind in kinds), "mixed")


def _refused(kind: str, values: list[Tensor], name: str) -> Exception:
    if kind == "complex":
        return DataError(
            f"Complex data not supported: column {name!r} holds complex numbers. Pass the real and "
            "imaginary parts as two columns."
        )
    if kind == "mixed":
        names = sorted({type(value).__name__ for value in values})
        return DataError(
            f"Column {name!r} mixes values of the types {', '.join(names)}. Give it one type."
        )
    odd = next(value for value in values if _kind(type(value)) == "other")
    return TypeError(
        f"Column {name!r} holds {odd!r:.50}: an argument must be a string or a number, not "
        f"{type(odd).__name__}."
    )
