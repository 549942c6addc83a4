"""The column that reads no data: it says only that there is a row."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from deepkit.columns._column import FeatureColumn, Spec
from deepkit.columns._reading import Reading


@dataclass(frozen=True, repr=False)
class RowsColumn(FeatureColumn):
    """A zero in each row, whatever the data: for models that look at no feature, only at labels.

    Args:
        key: what it is called in encoded data.

    Shapes:
        encoded float32 (n, 1).

    Example:
        >>> from deepkit import feature_column as fc
        >>> fc.Encoder([fc.RowsColumn()]).encode({"age": [39, 50]})["rows"].tolist()
        [[0.0], [0.0]]
    """

    _kind: ClassVar[str] = "rows"

    key: str = "rows"

    @property
    def name(self) -> str:
        return self.key

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (self,)

    @property
    def specs(self) -> dict[str, Spec]:
        return {self.name: Spec((1,), "float32")}

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        return {self.name: np.zeros((reading.table.rows, 1), np.float32)}
