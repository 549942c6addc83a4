"""What columns of data hold that feature columns read."""

from collections.abc import Iterable
from typing import Any

from deepkit.columns._array import ArrayColumn
from deepkit.columns._categorical import KeyedColumn
from deepkit.columns._column import FeatureColumn, Spec, walk
from deepkit.columns._crossed import CrossedColumn
from deepkit.columns._hashed import HashedColumn
from deepkit.columns._identity import IdentityColumn
from deepkit.columns._numeric import NumericColumn
from deepkit.columns._sequence import SequenceCategoricalColumn, SequenceNumericColumn
from deepkit.columns._vocabulary import VocabularyColumn
from deepkit.columns._weighted import WeightedCategoricalColumn


def described(columns: Iterable[FeatureColumn]) -> dict[str, Spec]:
    """Return the shape of a row and the dtype of each column of the data that is read.

    Args:
        columns: have nothing left to learn.
    """
    found: dict[str, Spec] = {}
    later: dict[str, Spec] = {}
    for column in walk(tuple(columns)):
        if isinstance(column, SequenceCategoricalColumn | SequenceNumericColumn):
            inner: Any = column.parents[0]
            spec = _spec(inner)
            found[inner.key] = Spec((None, *spec.shape), spec.dtype)
        elif isinstance(column, CrossedColumn):
            for key in column.plain:
                later[key] = Spec((), "int64" if column.kind(key) is False else "string")
        elif isinstance(column, WeightedCategoricalColumn):
            later[column.weight_feature_key] = Spec((), "float32")
        elif isinstance(column, NumericColumn | KeyedColumn | ArrayColumn):
            found.setdefault(column.key, _spec(column))
    return {**later, **found}


def _spec(column: Any) -> Spec:
    if isinstance(column, NumericColumn):
        return Spec(() if column.shape == (1,) else column.shape, "float32")
    if isinstance(column, ArrayColumn):
        return Spec(column.shape, column.dtype)
    numbers = (
        isinstance(column, IdentityColumn)
        or (isinstance(column, VocabularyColumn) and not isinstance(_first(column), str))
        or (isinstance(column, HashedColumn) and column.dtype != "string")
    )
    return Spec((), "int64" if numbers else "string")


def _first(column: VocabularyColumn) -> Any:
    return (column.vocabulary or ("",))[0]
