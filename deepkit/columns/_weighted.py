"""Columns of categories with a weight for each."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from deepkit.columns._categorical import CategoricalColumn, KeyedColumn
from deepkit.columns._column import FeatureColumn, Spec, dtype_name, rows_of, text
from deepkit.columns._entries import power_of_two
from deepkit.columns._reading import Reading
from deepkit.columns._values import is_ragged
from deepkit.errors import DataError


@dataclass(frozen=True, repr=False)
class WeightedCategoricalColumn(CategoricalColumn):
    """Categories with weights; made by `weighted_categorical_column`."""

    _kind: ClassVar[str] = "weighted"
    _sources: ClassVar[tuple[str, ...]] = ("categorical_column",)

    categorical_column: KeyedColumn
    weight_feature_key: str
    dtype: str = "float32"

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_weighted_by_{self.weight_feature_key}"

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.categorical_column.keys, self.weight_feature_key)

    @property
    def num_buckets(self) -> int:
        return self.categorical_column.num_buckets

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (*self.categorical_column.leaves, self)

    @property
    def specs(self) -> dict[str, Spec]:
        return {self.name: Spec((None,), "float32")}

    def ids(self, reading: Reading) -> np.ndarray:
        return self.categorical_column.ids(reading)

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        ids = self.ids(reading)
        weights = _weights(reading.table[self.weight_feature_key], self.weight_feature_key)
        lengths = _lengths(reading.table[self.categorical_column.key])
        counts = np.isfinite(weights).sum(axis=1)
        if (wrong := (counts != lengths) & ((ids >= 0).any(axis=1) | (counts > 1))).any():
            row = int(np.flatnonzero(wrong)[0])
            raise DataError(
                f"Column {self.weight_feature_key!r} must hold one finite weight for each value of "
                f"{self.categorical_column.key!r}, got {counts[row]} for {lengths[row]} in "
                f"{rows_of(wrong)}."
            )
        size = min(weights.shape[1], ids.shape[1])
        aligned = np.zeros(ids.shape, np.float32)
        aligned[:, :size] = np.nan_to_num(weights[:, :size])
        return {self.name: aligned}


def _weights(array: np.ndarray, key: str) -> np.ndarray:
    """Return weights as floats (n, k), filled up with NaN."""
    if is_ragged(array):
        rows: list[list[Any]] = array.tolist()
        lengths = _lengths(array)
        weights = np.full((len(rows), power_of_two(int(lengths.max(initial=1)))), np.nan)
        flat = [weight for row in rows for weight in row]
        if any(isinstance(weight, str | list) for weight in flat):
            raise DataError(f"Column {key!r} must hold weights, got {flat[:1]}.")
        weights[np.arange(weights.shape[1]) < lengths[:, None]] = flat
        return weights
    if not array.size:
        return np.full((len(array), 1), np.nan)
    if array.dtype == object or array.ndim > 2:
        raise DataError(f"Column {key!r} must hold weights, got {array[:1].tolist()}.")
    return array.astype(np.float64).reshape(len(array), -1)


def _lengths(array: np.ndarray) -> np.ndarray:
    """Return how many values each row holds, missing ones counted."""
    if is_ragged(array):
        return np.fromiter(map(len, array.tolist()), np.int64, len(array))
    return np.full(len(array), array.shape[1] if array.ndim > 1 else 1)


def weighted_categorical_column(
    categorical_column: FeatureColumn, weight_feature_key: str, dtype: Any = "float32"
) -> WeightedCategoricalColumn:
    """Make a column of categories that count as much as a second column of the data says.

    Args:
        categorical_column: where the ids come from.
        weight_feature_key: the column of the data with a weight for each of the row's categories.
        dtype: of the weights in the data; encoded they are float32.

    Shapes:
        weights of the shape that the categories have, as arrays or lists of the same lengths;
        encoded float32 (n, k), beside the ids under the name of the categorical column.

    Raises:
        ValueError: if the column is not categorical, is bucketized, a cross, weighted, or a
            sequence.

    Example:
        >>> from deepkit import feature_column as fc
        >>> word = fc.categorical_column_with_vocabulary_list("word", ["a", "b"])
        >>> column = fc.weighted_categorical_column(word, "count")
        >>> data = {"word": [["a", "b"], ["b"]], "count": [[2.0, 0.5], [1.0]]}
        >>> fc.Encoder([column]).encode(data)["word_weighted_by_count"].tolist()
        [[2.0, 0.5], [1.0, 0.0]]
    """
    if not isinstance(categorical_column, KeyedColumn):
        raise ValueError(
            "`categorical_column` must be an identity, vocabulary or hashed column, got "
            f"{categorical_column!r}."
        )
    key = text(weight_feature_key, "weight_feature_key")
    name = dtype_name(dtype, "float32") or "float32"
    if name == "string":
        raise ValueError(f"`dtype` of the weights {key!r} must be a number's, got {dtype!r}.")
    return WeightedCategoricalColumn(categorical_column, key, name)
