"""Columns of numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from deepkit.columns._column import (
    DenseColumn,
    OneKeyColumn,
    Spec,
    dtype_name,
    rows_of,
    text,
    unlearned,
)
from deepkit.columns._normalizer import (
    LEARNED,
    NORMALIZERS,
    Normalize,
    Statistics,
    normalize_by,
)
from deepkit.columns._numbers import numbers_of
from deepkit.columns._reading import Reading
from deepkit.errors import DataError, one_of, whole

_POLICIES = ("error", "mean", "indicator")


class _Tools(NamedTuple):
    fill: np.ndarray | None
    normalize: Normalize


@dataclass(frozen=True, repr=False)
class NumericColumn(OneKeyColumn, DenseColumn):
    """Numbers as they are, or normalized; made by `numeric_column`."""

    _kind: ClassVar[str] = "numeric"
    _open: ClassVar[tuple[str, ...]] = ("statistics", "mean")

    shape: tuple[int, ...] = (1,)
    default_value: tuple[float, ...] | None = None
    dtype: str = "float32"
    normalizer_fn: Callable[[Any], Any] | None = None
    normalizer: str | None = None
    missing: str | float = "error"
    statistics: Statistics | None = None
    mean: tuple[float, ...] | None = None

    @property
    def size(self) -> int:
        """How many numbers each row has."""
        return int(np.prod(self.shape))

    @property
    def needs_statistics(self) -> bool:
        """Whether the normalizer has still to learn."""
        return self.normalizer in LEARNED and self.statistics is None

    @property
    def needs_mean(self) -> bool:
        """Whether the mean, that missing numbers are replaced by, is still to be learned."""
        return self.missing in ("mean", "indicator") and self.mean is None

    @property
    def resolved(self) -> bool:
        return not (self.needs_statistics or self.needs_mean)

    @property
    def specs(self) -> dict[str, Spec]:
        spec = Spec(self.shape, "float32")
        return {self.name: spec, **({self.missing_name: spec} if self.indicates else {})}

    @property
    def indicates(self) -> bool:
        """Whether a second array tells which numbers were missing."""
        return self.missing == "indicator"

    @property
    def missing_name(self) -> str:
        """The key of the array that tells which numbers were missing."""
        return f"{self.name}_missing"

    def learned(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.normalizer in ("zscore", "minmax"):
            names = ("mean", "std") if self.normalizer == "zscore" else ("min", "range")
            found.update(zip(names, self.statistics or (None, None), strict=True))
        elif self.normalizer == "quantile":
            found["quantiles"] = self.statistics
        if self.missing in ("mean", "indicator"):
            found["mean"] = self.mean
        return found

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        shape = (-1, *self.shape)
        arrays = {self.name: self.numbers(reading).reshape(shape).astype(np.float32)}
        if self.indicates:
            absent = np.isnan(self.raw(reading))
            arrays[self.missing_name] = absent.reshape(shape).astype(np.float32)
        return arrays

    def prepare(self) -> _Tools:
        if not self.resolved:
            raise unlearned(self, "mean" if self.needs_mean else "scale")
        fill = self.constant if self.mean is None else self.mean
        tools = None if fill is None else np.array(fill, np.float64)
        return _Tools(tools, normalize_by(self.normalizer, self.statistics))

    @property
    def constant(self) -> tuple[float, ...] | None:
        """What missing numbers are replaced by, if that was given."""
        if isinstance(self.missing, str):
            return self.default_value
        return (self.missing,) * self.size

    def raw(self, reading: Reading) -> np.ndarray:
        """Return the numbers (n, size) of the data, missing ones NaN."""
        what = ("numbers", self.key, self.shape)
        return reading.once(what, lambda: numbers_of(reading.table[self.key], self.key, self.shape))

    def numbers(self, reading: Reading, keep_missing: bool = False) -> np.ndarray:
        """Return normalized numbers (n, size); missing ones filled in, or kept as NaN."""
        return self.finish(self.raw(reading), reading.tools(self), keep_missing)

    def finish(self, raw: np.ndarray, tools: _Tools, keep_missing: bool = False) -> np.ndarray:
        """Fill in what is missing and normalize."""
        absent = np.isnan(raw)
        if not absent.any():
            return self.call(tools.normalize(raw))
        if tools.fill is None:
            raise self.refusal(absent)
        numbers = self.call(tools.normalize(np.where(absent, tools.fill, raw)))
        return np.where(absent, np.nan, numbers) if keep_missing else numbers

    def refusal(self, absent: np.ndarray) -> DataError:
        """Return the error for missing numbers."""
        return DataError(
            f"Column {self.key!r} has missing values (NaN) in {rows_of(absent)}. Drop these rows, "
            'or say `missing="mean"`, `missing="indicator"` or a number to put there.'
        )

    def call(self, numbers: np.ndarray) -> np.ndarray:
        """Apply the function that the user gave, if there is one."""
        if self.normalizer_fn is None:
            return numbers
        shaped = numbers.reshape(-1, *self.shape)
        result = np.asarray(self.normalizer_fn(shaped), np.float64)
        if result.shape != shaped.shape:
            raise DataError(
                f"`normalizer_fn` of column {self.key!r} must keep the shape {shaped.shape}, got "
                f"{result.shape}."
            )
        return result.reshape(numbers.shape)


def numeric_column(
    key: str,
    shape: Sequence[int] | int = (1,),
    default_value: Any = None,
    dtype: Any = "float32",
    normalizer_fn: Callable[[Any], Any] | None = None,
    *,
    normalizer: str | Callable[[Any], Any] | None = None,
    missing: str | float = "error",
) -> NumericColumn:
    """Make a column of numbers.

        zscore:    (x - mean) / std
        minmax:    (x - min) / (max - min)
        log1p:     sign(x) * log(1 + |x|)
        quantile:  the share of the training rows below x, plus half of the share at x

    What a normalizer needs is learned by `learn`, in float64 and one pass; rows weigh as their
    sample weights. A column that is constant there becomes zeros, or 1/2 by `quantile`. For later
    numbers outside the range of the learned ones, `minmax` leaves [0, 1], `quantile` does not.

    Args:
        key: the column of the data.
        shape: the sizes of each row.
        default_value: what stands for a missing number, or one for each of the row's numbers.
        dtype: of the data, as in TensorFlow, or `"datetime64[D]"` for dates, which summaries tell;
            the encoded numbers are always float32.
        normalizer_fn: a function of an array (n, *shape) that keeps its shape. It cannot be put
            into a config; prefer `normalizer`.
        normalizer: `"zscore"`, `"minmax"`, `"log1p"`, `"quantile"`, None, or a function as above.
        missing: what becomes of NaN and None: `"error"`; `"mean"`, the learned mean;
            `"indicator"`, the mean, and a second feature that is 1 there; or a number to put there.

    Shapes:
        data (n, *shape), or (n,) for one number per row; encoded float32 (n, *shape).

    Raises:
        ValueError: if an argument is none of these, two of them contradict, or the key is no text.

    Example:
        >>> from deepkit import feature_column as fc
        >>> age = fc.numeric_column("age", normalizer="minmax")
        >>> encoder = fc.learn([age], {"age": [20, 30, 40]})
        >>> encoder.encode({"age": [25]})["age"].tolist()
        [[0.25]]
    """
    if callable(normalizer):
        if normalizer_fn is not None:
            raise ValueError("`normalizer` and `normalizer_fn` must not both be functions.")
        normalizer, normalizer_fn = None, normalizer
    sizes = _sizes(shape)
    if default_value is not None and missing != "error":
        raise ValueError(
            f"`default_value` and `missing` exclude each other, got {default_value!r} and "
            f"{missing!r}."
        )
    if dtype_name(dtype, "float32") == "string":
        raise ValueError(f"`dtype` of numeric column {key!r} must be a number's, got {dtype!r}.")
    return NumericColumn(
        key=text(key),
        shape=sizes,
        default_value=_defaults(default_value, sizes, key),
        dtype=dtype_name(dtype) or "float32",
        normalizer_fn=_function(normalizer_fn),
        normalizer=None if normalizer is None else str(one_of(NORMALIZERS, normalizer=normalizer)),
        missing=_policy(missing),
    )


def _sizes(shape: Any) -> tuple[int, ...]:
    sizes = tuple(shape) if isinstance(shape, Iterable) else (shape,)
    return tuple(whole(shape=size) for size in sizes) or (1,)


def _defaults(value: Any, shape: tuple[int, ...], key: str) -> tuple[float, ...] | None:
    if value is None:
        return None
    try:
        given = np.asarray(value, np.float64)
        full = np.broadcast_to(given, shape) if given.ndim == 0 else given.reshape(shape)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"`default_value` of column {key!r} must be a number or numbers of shape {shape}, got "
            f"{value!r}."
        ) from error
    return tuple(full.ravel().tolist())


def _function(value: Any) -> Callable[[Any], Any] | None:
    if value is not None and not callable(value):
        raise ValueError(f"`normalizer_fn` must be a function, got {value!r}.")
    return value


def _policy(missing: str | float) -> str | float:
    number = isinstance(missing, int | float | np.number) and not isinstance(missing, bool)
    if number and np.isfinite(missing):
        return float(missing)
    if isinstance(missing, str):
        return str(one_of(_POLICIES, missing=missing))
    raise ValueError(
        f'`missing` must be "error", "mean", "indicator" or a finite number, got {missing!r}.'
    )
