"""What columns of categories have in common: ids, and what becomes of rows without one."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from deepkit.columns._column import FeatureColumn, OneKeyColumn, Spec, offending, rows_of
from deepkit.columns._entries import nothing
from deepkit.columns._reading import Reading
from deepkit.errors import DataError, one_of

MISSING = ("ignore", "error", "own")
UNSEEN = ("ignore", "error", "own")
LARGEST = 2**31 - 1  # ids are int32


class CategoricalColumn(FeatureColumn):
    """A column that gives each row whole numbers below `num_buckets`, or none."""

    @property
    @abstractmethod
    def num_buckets(self) -> int:
        """How many ids there are."""

    @property
    def width(self) -> int | None:
        """How many ids each row has; None if that depends on the data."""
        return None

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (self,)

    @property
    def specs(self) -> dict[str, Spec]:
        return {self.name: Spec((self.width,), "int32", self.num_buckets)}

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        return {self.name: self.ids(reading).astype(np.int32)}

    @abstractmethod
    def ids(self, reading: Reading) -> np.ndarray:
        """Return the ids (n, k) as int64; -1 is none."""


@dataclass(frozen=True, repr=False)
class KeyedColumn(OneKeyColumn, CategoricalColumn):
    """A column whose categories stand in one column of the data."""

    missing: str = "ignore"

    _needs: ClassVar[str] = "text or whole numbers"

    @property
    @abstractmethod
    def known_buckets(self) -> int:
        """How many ids there are but for that of missing values."""

    @property
    def num_buckets(self) -> int:
        return self.known_buckets + (self.missing == "own")

    def ids(self, reading: Reading) -> np.ndarray:
        return reading.once(id(self), lambda: self.identify(reading.entries(self.key), reading))

    def identify(self, entries: np.ndarray, reading: Reading) -> np.ndarray:
        """Return the ids of entries (n, k), the policy for rows without any applied."""
        ids = self.find(entries, reading)
        if self.missing == "ignore":
            return ids
        absent = (entries == nothing(entries)).astype(bool).all(axis=-1)
        if self.missing == "error" and absent.any():
            raise DataError(
                f"Column {self.key!r} has missing values in {rows_of(absent)}. Drop these rows, or "
                'say `missing="own"`, which gives them a category, or `missing="ignore"`.'
            )
        ids[absent, 0] = self.known_buckets
        return ids

    @abstractmethod
    def find(self, entries: np.ndarray, reading: Reading) -> np.ndarray:
        """Return the ids of entries (n, k) in an array of its own; -1 is none."""

    def mistyped(self, values: object) -> DataError:
        """Return the error for categories of the wrong type."""
        return DataError(
            f"Column {self.key!r} must hold {self._needs}, got {offending(values)}. Convert the "
            "data, or declare the column otherwise."
        )


def missing_policy(missing: str) -> str:
    """Check what becomes of rows without a category."""
    return str(one_of(MISSING, missing=missing))


def unseen_policy(
    unseen: str | None, default: str, default_value: int | None, num_oov_buckets: int = 0
) -> str:
    """Check what becomes of categories that are not known.

    Raises:
        ValueError: if two of the arguments say it.
    """
    if unseen is None:
        return default
    if default_value is not None or num_oov_buckets:
        raise ValueError(
            f"`unseen={unseen!r}` says what becomes of unknown categories, so leave out "
            "`default_value` and `num_oov_buckets`."
        )
    return str(one_of(UNSEEN, unseen=unseen))


def default_id(default_value: int | None, buckets: int) -> None:
    """Check that an id to fall back on exists.

    Raises:
        ValueError: if it does not.
    """
    if default_value is not None and not -1 <= default_value < buckets:
        raise ValueError(f"`default_value` must be an id below {buckets}, got {default_value!r}.")
