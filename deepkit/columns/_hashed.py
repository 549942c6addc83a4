"""Columns of categories that share buckets by their hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from deepkit.columns._categorical import LARGEST, KeyedColumn, missing_policy
from deepkit.columns._column import dtype_name, text
from deepkit.columns._entries import Entry, Lookup
from deepkit.columns._farmhash import fingerprint64
from deepkit.columns._reading import Reading
from deepkit.errors import whole


@dataclass(frozen=True, repr=False)
class HashedColumn(KeyedColumn):
    """Categories by their hash; made by `categorical_column_with_hash_bucket`."""

    _kind: ClassVar[str] = "hashed"

    buckets: int = 1
    dtype: str = "string"

    @property
    def known_buckets(self) -> int:
        return self.buckets

    def prepare(self) -> Lookup:
        return Lookup({"": -1, -1: -1}, lambda entries: hash_buckets(entries, self.buckets))

    def find(self, entries: np.ndarray, reading: Reading) -> np.ndarray:
        if self.dtype != "string" and entries.dtype == object:
            present = entries[entries != ""]
            if present.size:
                raise self.mistyped(present.tolist())
        return np.array(reading.tools(self)(entries), np.int64).reshape(entries.shape)


def hash_buckets(entries: Sequence[Entry], buckets: int) -> list[int]:
    """Return the fingerprints modulo `buckets` of texts, and of numbers as they are printed."""
    return (fingerprint64(list(map(str, entries))) % np.uint64(buckets)).tolist()


def bucket_count(size: int) -> int:
    """Return a number of buckets, if ids can be that many.

    Raises:
        ValueError: if it is no whole number from 1 to 2**31 - 1.
    """
    if whole(hash_bucket_size=size) > LARGEST:
        raise ValueError(f"`hash_bucket_size` must be at most {LARGEST}, got {size}.")
    return int(size)


def categorical_column_with_hash_bucket(
    key: str, hash_bucket_size: int, dtype: Any = "string", *, missing: str = "ignore"
) -> HashedColumn:
    """Make a column of categories that are put into buckets by their hash.

    `id = Fingerprint64(utf-8 bytes of the text) mod hash_bucket_size`; whole numbers are printed
    first. There is nothing to learn, and no category is unknown, but different ones may meet in
    a bucket. `""`, -1, NaN and None are missing.

    Args:
        key: the column of the data.
        hash_bucket_size: how many buckets there are, below 2**31.
        dtype: `"string"`, or `"int64"` to refuse text.
        missing: what becomes of rows without a value: `"ignore"`, they have no bucket; `"error"`;
            or `"own"`, one more bucket, the last.

    Shapes:
        data (n,), (n, k) or lists of different lengths; encoded int32 (n, k), -1 for none.

    Raises:
        ValueError: if an argument is none of these.

    Source:
        Pike, "FarmHash", 2014, https://github.com/google/farmhash; the same ids as TensorFlow's.

    Example:
        >>> from deepkit import feature_column as fc
        >>> column = fc.categorical_column_with_hash_bucket("job", 100)
        >>> ids = fc.Encoder([column]).encode({"job": ["clerk", "", "clerk"]})["job"]
        >>> ids[0] == ids[2], ids[1].tolist()
        (array([ True]), [-1])
    """
    return HashedColumn(
        key=text(key),
        missing=missing_policy(missing),
        buckets=bucket_count(hash_bucket_size),
        dtype=category_dtype(dtype),
    )


def category_dtype(dtype: Any) -> str:
    """Return `"string"` or `"int64"` for a dtype of categories.

    Raises:
        ValueError: if it is neither.
    """
    name = dtype_name(dtype, "string") or "string"
    if name != "string" and not name.startswith(("int", "uint")):
        raise ValueError(f"`dtype` must be text or a whole number's, got {dtype!r}.")
    return "string" if name == "string" else "int64"
