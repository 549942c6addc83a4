"""Columns of categories from a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from deepkit.columns._categorical import (
    KeyedColumn,
    default_id,
    missing_policy,
    unseen_policy,
)
from deepkit.columns._column import offending, text, unlearned
from deepkit.columns._entries import Entry, Lookup
from deepkit.columns._hashed import category_dtype, hash_buckets
from deepkit.columns._reading import Reading
from deepkit.columns._vocabulary_file import lines_of
from deepkit.errors import DataError, whole


@dataclass(frozen=True, repr=False)
class VocabularyColumn(KeyedColumn):
    """Categories by their place in a list; made by `categorical_column_with_vocabulary_list`."""

    _kind: ClassVar[str] = "vocabulary"
    _open: ClassVar[tuple[str, ...]] = ("vocabulary",)

    vocabulary: tuple[Entry, ...] | None = None
    dtype: str | None = None
    default_value: int = -1
    num_oov_buckets: int = 0
    unseen: str = "ignore"
    max_tokens: int | None = None
    min_count: float = 1

    @property
    def resolved(self) -> bool:
        return self.vocabulary is not None

    @property
    def known_buckets(self) -> int:
        return len(self._words()) + self.num_oov_buckets + (self.unseen == "own")

    def learned(self) -> dict[str, object]:
        return {"vocabulary": self.vocabulary}

    def prepare(self) -> Lookup:
        known = {word: place for place, word in enumerate(self._words())}
        return Lookup({**known, "": -1, -1: -1}, self._unknown)

    def find(self, entries: np.ndarray, reading: Reading) -> np.ndarray:
        return np.array(reading.tools(self)(entries), np.int64).reshape(entries.shape)

    def _words(self) -> tuple[Entry, ...]:
        if self.vocabulary is None:
            raise unlearned(self, "vocabulary")
        return self.vocabulary

    def _unknown(self, entries: list[Entry]) -> Iterable[int]:
        words = self._words()
        kind = type(words[0])
        if mistyped := [entry for entry in entries if type(entry) is not kind]:
            named = "text" if kind is str else "whole numbers"
            raise DataError(
                f"Column {self.key!r} must hold {named}, as its vocabulary does, got "
                f"{offending(mistyped)}. Convert the data, or give another vocabulary."
            )
        if self.num_oov_buckets:
            return [len(words) + b for b in hash_buckets(entries, self.num_oov_buckets)]
        if self.unseen == "error":
            raise DataError(
                f"Column {self.key!r} holds {offending(entries)}, not in its vocabulary "
                f"({offending(words)}). Say by `unseen` or `num_oov_buckets` what becomes of such."
            )
        return [len(words) if self.unseen == "own" else self.default_value] * len(entries)


def categorical_column_with_vocabulary_list(
    key: str,
    vocabulary_list: Sequence[Entry] | np.ndarray | None = None,
    dtype: Any = None,
    default_value: int = -1,
    num_oov_buckets: int = 0,
    *,
    max_tokens: int | None = None,
    min_count: float = 1,
    missing: str = "ignore",
    unseen: str | None = None,
) -> VocabularyColumn:
    """Make a column of categories from a list; the place in the list is the id.

    Without a list `learn` takes the values that are in the data, in order. `""`, -1, NaN and None
    are missing.

    Args:
        key: the column of the data.
        vocabulary_list: the categories, all text or all whole numbers; None to learn them.
        dtype: `"string"` or `"int64"`; that of the list if None.
        default_value: the id of what is not in the list; -1 for none.
        num_oov_buckets: how many ids behind those of the list are for what is not in it:
            `len(list) + Fingerprint64(text) mod num_oov_buckets`.
        max_tokens: learn at most so many categories, the most frequent ones; None for all.
        min_count: learn only categories of which there are at least so many, by sample weight.
        missing: what becomes of rows without a value: `"ignore"`, they have no category;
            `"error"`; or `"own"`, one more category, the last.
        unseen: what becomes of what is not in the list: `"ignore"`, `"error"`, or `"own"`, one
            more category after the list.

    Shapes:
        data (n,), (n, k) or lists of different lengths; encoded int32 (n, k), -1 for none.

    Raises:
        ValueError: if the list is empty, mixed or has a category twice, if an argument is none of
            these, or two of them contradict.

    Example:
        >>> from deepkit import feature_column as fc
        >>> column = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"])
        >>> fc.Encoder([column]).encode({"deck": ["B", "Z", ""]})["deck"].tolist()
        [[1], [-1], [-1]]
    """
    given = None if vocabulary_list is None else _vocabulary(vocabulary_list, key, dtype)
    oov = whole(at_least=0, num_oov_buckets=num_oov_buckets)
    default = None if default_value in (-1, None) else default_value
    if default is not None and oov:
        raise ValueError(
            f"`default_value` and `num_oov_buckets` of column {key!r} exclude each other, got "
            f"{default_value!r} and {oov}."
        )
    if given is not None:
        default_id(default, len(given))
    if min_count < 0:
        raise ValueError(f"`min_count` must be >= 0, got {min_count!r}.")
    return VocabularyColumn(
        key=text(key),
        missing=missing_policy(missing),
        vocabulary=given,
        dtype=None if dtype is None else category_dtype(dtype),
        default_value=-1 if default is None else default,
        num_oov_buckets=oov,
        unseen=unseen_policy(unseen, "ignore", default, oov),
        max_tokens=None if max_tokens is None else whole(max_tokens=max_tokens),
        min_count=min_count,
    )


def categorical_column_with_vocabulary_file(
    key: str,
    vocabulary_file: str | Path,
    vocabulary_size: int | None = None,
    dtype: Any = "string",
    default_value: int | None = None,
    num_oov_buckets: int = 0,
    file_format: str | None = None,
    *,
    missing: str = "ignore",
    unseen: str | None = None,
) -> VocabularyColumn:
    """Make a column of categories from the lines of a file; the number of the line is the id.

    The file is read once, here: the column holds its lines, and does not need it later.

    Args:
        key: the column of the data.
        vocabulary_file: the path of a UTF-8 text, one category a line.
        vocabulary_size: take so many lines; None for all.
        dtype: `"string"`, or `"int64"` for a file of whole numbers.
        default_value: the id of what is not in the file; None or -1 for none.
        num_oov_buckets: how many ids behind those of the file are for what is not in it, by hash.
        file_format: None, or `"tfrecord_gzip"` for compressed TFRecords of one category each.
        missing: what becomes of rows without a value: `"ignore"`, `"error"` or `"own"`.
        unseen: what becomes of what is not in the file: `"ignore"`, `"error"` or `"own"`.

    Shapes:
        data (n,), (n, k) or lists of different lengths; encoded int32 (n, k), -1 for none.

    Raises:
        ValueError: if the file has fewer lines than `vocabulary_size`, no lines, or a line twice;
            or as of `categorical_column_with_vocabulary_list`.
        OSError: if the file cannot be read.

    Example:
        >>> import pathlib, tempfile
        >>> from deepkit import feature_column as fc
        >>> path = pathlib.Path(tempfile.mkdtemp(), "decks.txt")
        >>> _ = path.write_text("A B".replace(" ", chr(10)))
        >>> fc.categorical_column_with_vocabulary_file("deck", path).vocabulary
        ('A', 'B')
    """
    lines: list[Any] = lines_of(Path(vocabulary_file), file_format)
    if vocabulary_size is not None:
        if whole(vocabulary_size=vocabulary_size) > len(lines):
            raise ValueError(
                f"`vocabulary_size` of column {key!r} must be at most the {len(lines)} lines of "
                f"{str(vocabulary_file)!r}, got {vocabulary_size}."
            )
        lines = lines[:vocabulary_size]
    if category_dtype(dtype) == "int64":
        lines = [_number(line, key) for line in lines]
    return categorical_column_with_vocabulary_list(
        key,
        lines,
        dtype,
        -1 if default_value is None else default_value,
        num_oov_buckets,
        missing=missing,
        unseen=unseen,
    )


def _vocabulary(given: Any, key: str, dtype: Any) -> tuple[Entry, ...]:
    if isinstance(given, str | bytes):
        raise ValueError(f"`vocabulary_list` of column {key!r} must be a list, got {given!r}.")
    listed = given.tolist() if hasattr(given, "tolist") else list(given)
    words = tuple(_word(word) for word in listed)
    if not words:
        raise ValueError(f"`vocabulary_list` of column {key!r} must not be empty.")
    kinds = {type(word) for word in words}
    wanted = {str} if dtype is None else {str if category_dtype(dtype) == "string" else int}
    if not (kinds == wanted or (dtype is None and kinds == {int})):
        raise ValueError(
            f"`vocabulary_list` of column {key!r} must hold "
            f"{'only text or only whole numbers' if dtype is None else f'{dtype!r}'}, got "
            f"{offending(words)}."
        )
    if len(set(words)) < len(words):
        twice = [word for word in dict.fromkeys(words) if words.count(word) > 1]
        raise ValueError(
            f"`vocabulary_list` of column {key!r} must not hold a category twice, got "
            f"{offending(twice)} again."
        )
    return words


def _word(word: Any) -> Any:
    """Return a category as the plain `str` or `int` that it is, if it is."""
    if isinstance(word, bytes):
        return word.decode()
    if isinstance(word, str):
        return str(word)
    return int(word) if isinstance(word, int | np.integer) else word


def _number(line: str, key: str) -> int:
    try:
        return int(line)
    except ValueError as error:
        raise ValueError(
            f"The vocabulary file of column {key!r} must hold whole numbers, got {line!r}."
        ) from error
