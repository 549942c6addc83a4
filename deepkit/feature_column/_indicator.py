"""Columns that turn categories into counts."""

from dataclasses import dataclass
from typing import Any, ClassVar

from deepkit.columns import CategoricalColumn, DenseColumn


@dataclass(frozen=True, repr=False)
class IndicatorColumn(DenseColumn):
    """The counts of categories; made by `indicator_column`."""

    _kind: ClassVar[str] = "indicator"
    _sources: ClassVar[tuple[str, ...]] = ("categorical_column",)

    categorical_column: CategoricalColumn

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_indicator"


def indicator_column(categorical_column: CategoricalColumn) -> IndicatorColumn:
    """Make a dense column of how often each category is in a row, or of the sum of its weights.

    `y_j = sum_i w_i * [id_i = j]`; for one category a row, that is a one-hot vector.

    Args:
        categorical_column: where the ids come from.

    Shapes:
        dense (n, num_buckets); for sequences (n, t, num_buckets).

    Raises:
        ValueError: if the column is not categorical.

    Example:
        >>> from deepkit import feature_column as fc
        >>> deck = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"])
        >>> deck = fc.indicator_column(deck)
        >>> fc.input_layer(fc.Encoder([deck]).encode({"deck": ["B", ""]}), [deck]).tolist()
        [[0.0, 1.0], [0.0, 0.0]]
    """
    return IndicatorColumn(categorical(categorical_column))


def categorical(column: Any) -> CategoricalColumn:
    """Return a column that is categorical.

    Raises:
        ValueError: if it is not.
    """
    if not isinstance(column, CategoricalColumn):
        raise ValueError(f"`categorical_column` must be a categorical column, got {column!r}.")
    return column
