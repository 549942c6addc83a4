"""Encoders that models are drawn from: those of all kinds of columns, with symbolic inputs."""

from dataclasses import dataclass
from typing import Any, ClassVar

from deepkit import columns
from deepkit.feature_column._embedding import EmbeddingColumn, SharedEmbeddingColumn
from deepkit.feature_column._indicator import IndicatorColumn
from deepkit.layers import Input


@dataclass(frozen=True)
class Encoder(columns.Encoder):
    """What turns tables into arrays for a model; `learn` makes one.

    Encoders are values: they compare, hash and pickle, and encoding changes nothing in them. The
    same row has the same encoding alone and among others, but for what rows are filled up with.

    Args:
        columns: feature columns that have nothing left to learn.

    Raises:
        DataError: if a column has still something to learn.
        ValueError: if different columns have the same name.

    Example:
        >>> from deepkit import feature_column as fc
        >>> encoder = fc.Encoder([fc.numeric_column("age")])
        >>> encoder.encode({"age": [39, 50]})["age"].tolist()
        [[39.0], [50.0]]
    """

    _kinds: ClassVar[columns.Kinds] = {
        **columns.KINDS,
        **{kind._kind: kind for kind in (EmbeddingColumn, IndicatorColumn, SharedEmbeddingColumn)},
    }

    def inputs(self) -> dict[str, Any]:
        """Return a symbolic input for each encoded array, named as its key."""
        return {key: Input(s.shape, dtype=s.dtype, name=key) for key, s in self.specs.items()}
