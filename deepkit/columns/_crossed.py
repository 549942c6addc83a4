"""Columns of combinations of categories."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from deepkit.columns._categorical import CategoricalColumn, missing_policy
from deepkit.columns._column import FeatureColumn, offending, rows_of
from deepkit.columns._entries import Entry, Lookup, nothing, widened
from deepkit.columns._farmhash import fingerprint64, fingerprint_cat64
from deepkit.columns._hashed import HashedColumn, bucket_count
from deepkit.columns._reading import Reading
from deepkit.errors import DataError, whole

HASH_KEY = 0xDECAFCAFFE
_ABSENT = fingerprint64([""])[0]  # whatever the type: a row of nothing tells none

_Prints = tuple[np.ndarray, np.ndarray]  # uint64 (n, k), and where there are any


@dataclass(frozen=True, repr=False)
class CrossedColumn(CategoricalColumn):
    """Combinations of categories by their hash; made by `crossed_column`."""

    _kind: ClassVar[str] = "crossed"
    _sources: ClassVar[tuple[str, ...]] = ("crossed",)
    _open: ClassVar[tuple[str, ...]] = ("texts",)

    crossed: tuple[str | CategoricalColumn, ...]
    hash_bucket_size: int
    hash_key: int = HASH_KEY
    missing: str = "ignore"
    texts: tuple[bool | None, ...] | None = None

    @property
    def name(self) -> str:
        names = (part if isinstance(part, str) else part.name for part in self.factors)
        return "_X_".join(sorted(names))

    @property
    def keys(self) -> tuple[str, ...]:
        found = ((p,) if isinstance(p, str) else p.keys for p in self.crossed)
        return tuple(dict.fromkeys(key for keys in found for key in keys))

    @property
    def factors(self) -> tuple[str | CategoricalColumn, ...]:
        """What is crossed, with what is crossed in it in its place."""
        parts = ((p.factors if isinstance(p, CrossedColumn) else (p,)) for p in self.crossed)
        return tuple(part for some in parts for part in some)

    @property
    def num_buckets(self) -> int:
        return self.hash_bucket_size

    @property
    def plain(self) -> tuple[str, ...]:
        """The columns of the data that are crossed as they are."""
        return tuple(part for part in self.factors if isinstance(part, str))

    def kind(self, key: str) -> bool | None:
        """Tell whether a plain key held text when it was learned from; None if nobody knows.

        Args:
            key: one of `plain`.
        """
        return None if self.texts is None else self.texts[self.plain.index(key)]

    def of_kinds(self, held: Mapping[str, bool]) -> "CrossedColumn":
        """Return this column, once it knows which of its keys hold text.

        Args:
            held: whether columns of the data hold text, by key, where that is known.
        """
        return replace(self, texts=tuple(held.get(key) for key in self.plain))

    def prepare(self) -> tuple[tuple[str | CategoricalColumn, Lookup], ...]:
        lookups = (Lookup({}, _prints) for _ in self.factors)
        return tuple(zip(self.factors, lookups, strict=True))

    def ids(self, reading: Reading) -> np.ndarray:
        return reading.once(id(self), lambda: self._ids(reading))

    def _ids(self, reading: Reading) -> np.ndarray:
        hashed = np.full((reading.table.rows, 1), self.hash_key, np.uint64)
        present = np.ones(hashed.shape, bool)
        for part, lookup in reading.tools(self):
            prints, there = _fingerprints(part, lookup, reading)
            if isinstance(part, str):
                self._check_kind(part, there, reading)
                if self.missing != "ignore":
                    prints, there = self._missed(part, prints, there)
            hashed = fingerprint_cat64(hashed[:, :, None], prints[:, None, :])
            present = present[:, :, None] & there[:, None, :]
            hashed, present = (a.reshape(len(a), math.prod(a.shape[1:])) for a in (hashed, present))
        ids = (hashed % np.uint64(self.hash_bucket_size)).astype(np.int64)
        return widened(np.where(present, ids, -1))

    def _check_kind(self, key: str, there: np.ndarray, reading: Reading) -> None:
        """Refuse numbers where there was text, and text for numbers: they have other hashes."""
        entries, wanted = reading.entries(key), self.kind(key)
        if wanted is None or wanted == (entries.dtype == object) or not there.any():
            return
        raise DataError(
            f"Column {key!r} must hold {'text' if wanted else 'whole numbers'}, as when it was "
            f"learned from, got {offending(entries[there])}. Convert the data."
        )

    def _missed(self, key: str, prints: np.ndarray, there: np.ndarray) -> _Prints:
        """Apply the policy for rows without a value of a key."""
        absent = np.asarray(~there.any(axis=1))
        if self.missing == "error" and absent.any():
            raise DataError(
                f"Column {key!r} has missing values in {rows_of(absent)}. Drop these rows, or say "
                '`missing="own"` or `missing="ignore"` of the crossed column.'
            )
        first = np.arange(there.shape[1]) == 0
        added = absent[:, None] & first
        return np.where(added, _ABSENT, prints), there | added


def _fingerprints(part: str | CategoricalColumn, lookup: Lookup, reading: Reading) -> _Prints:
    if not isinstance(part, str):
        ids = part.ids(reading)
        return ids.astype(np.uint64), ids >= 0
    entries = reading.entries(part)
    there = (entries != nothing(entries)).astype(bool)
    if entries.dtype != object:
        return entries.astype(np.uint64), there
    return np.array(lookup(entries), np.uint64).reshape(entries.shape), there


def _prints(entries: list[Entry]) -> list[int]:
    return fingerprint64([str(entry) for entry in entries]).tolist()


def crossed_column(
    keys: Sequence[str | FeatureColumn],
    hash_bucket_size: int,
    hash_key: int | None = None,
    *,
    missing: str = "ignore",
) -> CrossedColumn:
    """Make a column of the combinations of categories, put into buckets by their hash.

        h = hash_key;  for each key in the order written: h = FingerprintCat64(h, f)
        id = h mod hash_bucket_size

    where f is the fingerprint of a text, a whole number itself, or the id in a categorical column.
    Rows with several categories have all combinations, the last key's changing first. A row that
    misses one of the keys has no combination. A key that held text, or numbers, when it was learned
    from must hold such later too. The ids are TensorFlow's, but always in the order written: there,
    some came first where data was sparse, so that a model was served other ids than it had been
    trained with.

    Args:
        keys: two or more columns of the data, categorical or bucketized columns; no hashed ones,
            whose collisions would only add up: cross their key instead.
        hash_bucket_size: how many buckets there are, below 2**31.
        hash_key: what to start from, below 2**64; 0xDECAFCAFFE if None.
        missing: what becomes of rows that lack the value of a key: `"ignore"`, they have no
            combination; `"error"`; or `"own"`, its absence is one more value, with the fingerprint
            of `""`, as texts had in TensorFlow when data was dense.

    Shapes:
        encoded int32 (n, k), k a power of two not below the number of combinations, -1 for none.

    Raises:
        ValueError: if there are fewer than two keys, or one of them is no such column.

    Source:
        Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, arXiv:1606.07792, eq. 1.

    Example:
        >>> from deepkit import feature_column as fc
        >>> column = fc.crossed_column(["city", "job"], 1000)
        >>> column.name
        'city_X_job'
        >>> data = {"city": ["Rome", "Rome", ""], "job": ["cook", "cook", "cook"]}
        >>> ids = fc.Encoder([column]).encode(data)["city_X_job"].ravel().tolist()
        >>> ids[0] == ids[1], ids[2]
        (True, -1)
    """
    if isinstance(keys, str) or len(keys) < 2:
        raise ValueError(f"`keys` must be a list of two or more columns, got {keys!r}.")
    return CrossedColumn(
        tuple(_part(key) for key in keys),
        bucket_count(hash_bucket_size),
        HASH_KEY if hash_key is None else _seed(hash_key),
        missing_policy(missing),
    )


def _seed(hash_key: int) -> int:
    if whole(at_least=0, hash_key=hash_key) >= 1 << 64:
        raise ValueError(f"`hash_key` must be below 2**64, got {hash_key}.")
    return int(hash_key)


def _part(key: str | FeatureColumn) -> str | CategoricalColumn:
    if isinstance(key, HashedColumn):
        raise ValueError(
            f"`keys` must not hold a hashed column, got {key!r}. Write its key: {key.key!r}."
        )
    if isinstance(key, CategoricalColumn) and not key.is_sequence:
        return key
    if isinstance(key, str) and key:
        return str(key)
    raise ValueError(
        f"`keys` must hold names of columns and categorical columns, got {key!r}. Put numbers into "
        "buckets first: `bucketized_column`."
    )
