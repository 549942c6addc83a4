"""What every feature column is: a plain value that says how input columns become numbers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from deepkit.columns._reading import Reading
from deepkit.errors import DataError

_SHOWN = 5


class Spec(NamedTuple):
    """What one encoded array is like.

    Args:
        shape: the sizes without the batch axis, None for open ones.
        dtype: `"float32"`, `"int32"` or `"bool"`.
        buckets: how many ids there are; None if the array holds no ids.

    Example:
        >>> from deepkit import feature_column
        >>> feature_column.Encoder([feature_column.numeric_column("age")]).specs["age"]
        Spec(shape=(1,), dtype='float32', buckets=None)
    """

    shape: tuple[int | None, ...]
    dtype: str
    buckets: int | None = None


@dataclass(frozen=True, repr=False)
class FeatureColumn(ABC):
    """A column of features; the functions of this package make them.

    Columns are values: they compare, hash and pickle, and learning makes new ones.

    Example:
        >>> from deepkit import feature_column
        >>> feature_column.numeric_column("age") == feature_column.numeric_column("age")
        True
    """

    _kind: ClassVar[str] = ""
    _sources: ClassVar[tuple[str, ...]] = ()  # the fields that hold other columns
    _open: ClassVar[tuple[str, ...]] = ()  # the fields that learning fills in

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called in encoded data and in layers."""

    @property
    def parents(self) -> tuple["FeatureColumn", ...]:
        """The columns it is made of."""
        values = [getattr(self, source) for source in self._sources]
        flat = [item for v in values for item in (v if isinstance(v, tuple) else (v,))]
        return tuple(item for item in flat if isinstance(item, FeatureColumn))

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the input data that it reads."""
        return tuple(dict.fromkeys(key for parent in self.parents for key in parent.keys))

    @property
    def resolved(self) -> bool:
        """Whether nothing is left to be learned from data."""
        return all(parent.resolved for parent in self.parents)

    @property
    def is_sequence(self) -> bool:
        """Whether each row holds a sequence of steps."""
        return any(parent.is_sequence for parent in self.parents)

    @property
    def leaves(self) -> tuple["FeatureColumn", ...]:
        """The columns whose encoded arrays it is computed from."""
        return tuple(leaf for parent in self.parents for leaf in parent.leaves)

    @property
    def specs(self) -> dict[str, Spec]:
        """What its own encoded arrays are like, by key."""
        return {}

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        """Return its own encoded arrays, by key."""
        return {}

    def prepare(self) -> Any:
        """Return what reading many rows needs and would be slow to make for each."""
        return None

    def learned(self) -> dict[str, object]:
        """Return what was, or could have been, learned from data."""
        return {}

    def with_parents(self, twin: Callable[["FeatureColumn"], "FeatureColumn"]) -> Self:
        """Return a copy in which `twin(parent)` stands for each parent."""
        changes: dict[str, Any] = {}
        for source in self._sources:
            value = getattr(self, source)
            many = value if isinstance(value, tuple) else (value,)
            twins = tuple(twin(v) if isinstance(v, FeatureColumn) else v for v in many)
            changes[source] = twins if isinstance(value, tuple) else twins[0]
        return replace(self, **changes) if changes else self

    def became(self, twin: "FeatureColumn") -> bool:
        """Tell whether learning could have made `twin` of this column."""
        if type(self) is not type(twin):
            return False
        own = {field.name for field in fields(self)} - set(self._sources)
        pairs = [(name, getattr(self, name), getattr(twin, name)) for name in own]
        kept = (a == b or (name in self._open and a is None) for name, a, b in pairs)
        parents, others = self.parents, twin.parents
        return (
            all(kept)
            and len(parents) == len(others)
            and all(p.became(o) for p, o in zip(parents, others, strict=True))
        )

    def __deepcopy__(self, memory: Mapping[int, object]) -> Self:
        return self  # nothing in it can change

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{field.name}={_short(getattr(self, field.name))}"
            for field in fields(self)
            if getattr(self, field.name) is not None
        )
        return f"{type(self).__name__}({shown})"


class DenseColumn(FeatureColumn):
    """A column that gives each row a vector of numbers."""


@dataclass(frozen=True, repr=False)
class OneKeyColumn(FeatureColumn):
    """A column that reads one column of the data, and is called as that is."""

    key: str

    @property
    def name(self) -> str:
        return self.key

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,)

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (self,)


def walk(columns: tuple[FeatureColumn, ...]) -> Iterator[FeatureColumn]:
    """Yield columns and all that they are made of, parents first."""
    for column in columns:
        yield from walk(column.parents)
        yield column


def text(key: object, argument: str = "key") -> str:
    """Return a name, or refuse what is none.

    Raises:
        ValueError: if it is not a text or is empty.
    """
    if not isinstance(key, str) or not key:
        raise ValueError(f"`{argument}` must be the name of a column of the data, got {key!r}.")
    return str(key)


def dtype_name(dtype: object, default: str | None = None) -> str | None:
    """Return a dtype of NumPy, Python or TensorFlow by name; text is `"string"`."""
    if dtype is None:
        return default
    if dtype in (str, bytes, "str", "string", "object", object):
        return "string"
    name = getattr(dtype, "name", None)
    if isinstance(name, str) and not isinstance(dtype, type):
        return "string" if name.startswith(("str", "object")) else name
    told: Any = dtype  # NumPy tells which of all objects name a dtype
    try:
        return np.dtype(told).name
    except TypeError as error:
        raise ValueError(f"`dtype` must name a dtype, got {dtype!r}.") from error


def offending(values: object) -> str:
    """Return the first few different values of a list for a message."""
    listed = list(dict.fromkeys(np.asarray(values, object).ravel().tolist()))
    shown = ", ".join(map(repr, listed[:_SHOWN]))
    return f"{shown}, ..." if len(listed) > _SHOWN else shown


def rows_of(mask: np.ndarray) -> str:
    """Return the numbers of the first rows that a mask marks for a message."""
    rows = np.flatnonzero(mask.reshape(len(mask), -1).any(axis=1))
    listed = ", ".join(map(str, rows[:_SHOWN].tolist()))
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return f"row{'s' if len(rows) > 1 else ''} {listed}{more}"


def unlearned(column: FeatureColumn, what: str) -> DataError:
    """Return the error for the use of what is still to be learned."""
    return DataError(
        f"Column {column.name!r} has no {what} yet. Learn it: `learn(columns, data)`, or give it."
    )


def _short(value: object) -> str:
    if isinstance(value, tuple) and len(value) > 2 * _SHOWN:
        return f"({', '.join(map(repr, value[:_SHOWN]))}, ... {len(value)} in all)"
    return repr(value)
