"""Columns in plain values, and back: no code is ever looked up by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from deepkit.columns._array import ArrayColumn
from deepkit.columns._bucketized import BucketizedColumn
from deepkit.columns._column import FeatureColumn
from deepkit.columns._crossed import CrossedColumn
from deepkit.columns._hashed import HashedColumn
from deepkit.columns._identity import IdentityColumn
from deepkit.columns._numeric import NumericColumn
from deepkit.columns._rows import RowsColumn
from deepkit.columns._sequence import SequenceCategoricalColumn, SequenceNumericColumn
from deepkit.columns._vocabulary import VocabularyColumn
from deepkit.columns._weighted import WeightedCategoricalColumn
from deepkit.errors import one_of
from deepkit.typing import Config

Kinds = Mapping[str, type[FeatureColumn]]

_MOST_PARTS = 1_000_000  # of columns with all that they are made of

KINDS: Kinds = {
    kind._kind: kind
    for kind in (
        ArrayColumn,
        BucketizedColumn,
        CrossedColumn,
        HashedColumn,
        IdentityColumn,
        NumericColumn,
        RowsColumn,
        SequenceCategoricalColumn,
        SequenceNumericColumn,
        VocabularyColumn,
        WeightedCategoricalColumn,
    )
}


def config_of(columns: Iterable[FeatureColumn]) -> Config:
    """Return columns as records that refer to each other by number: what is shared stands once.

    Raises:
        ValueError: if one holds a function.
    """
    numbers: dict[FeatureColumn, int] = {}
    records: list[Config] = []
    wanted = [_record(column, numbers, records) for column in columns]
    return {"records": records, "columns": wanted}


def columns_from(config: Mapping[str, Any], kinds: Kinds = KINDS) -> tuple[FeatureColumn, ...]:
    """Return the columns that `config_of` wrote down.

    Raises:
        ValueError: if it names a kind of column or an option that there is not, or is no config.
    """
    made: list[FeatureColumn] = []
    parts: list[int] = []
    try:
        for record in config["records"]:
            parts.append(1 + sum(parts[number] for number in _referred(list(record.values()))))
            _check_parts(parts[-1])
            options = {name: _value(value, made) for name, value in record.items()}
            kind = one_of(tuple(kinds), kind=options.pop("kind"))
            made.append(kinds[str(kind)](**options))
        _check_parts(sum(parts[number] for number in config["columns"]))
        return tuple(made[number] for number in config["columns"])
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"This is no config of feature columns: {error}.") from error


def _record(column: FeatureColumn, numbers: dict[FeatureColumn, int], records: list[Config]) -> int:
    if column not in numbers:
        record: Config = {"kind": column._kind}
        for field in fields(column):
            value = getattr(column, field.name)
            record[field.name] = _plain(value, column, field.name, numbers, records)
        numbers[column] = len(records)
        records.append(record)
    return numbers[column]


def _plain(
    value: Any,
    column: FeatureColumn,
    name: str,
    numbers: dict[FeatureColumn, int],
    records: list[Config],
) -> Any:
    if isinstance(value, FeatureColumn):
        return {"column": _record(value, numbers, records)}
    if isinstance(value, tuple):
        return [_plain(item, column, name, numbers, records) for item in value]
    if callable(value):
        raise ValueError(
            f"`{name}` of column {column.name!r} is code, and no config can hold that. Use a name, "
            'such as `normalizer="zscore"`.'
        )
    return value


def _referred(value: Any) -> Iterator[int]:
    """Yield the numbers of the records that a value refers to."""
    if isinstance(value, Mapping):
        yield value["column"]
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _referred(item)


def _check_parts(parts: int) -> None:
    # Crossings of crossings have twice as many each time.
    if parts > _MOST_PARTS:
        raise ValueError(
            f"The columns are made of {parts:,} parts, and {_MOST_PARTS:,} are allowed: cross the "
            "keys themselves instead of crossings of them."
        )


def _value(value: Any, made: list[FeatureColumn]) -> Any:
    if isinstance(value, Mapping):
        return made[value["column"]]
    if isinstance(value, list | tuple):
        return tuple(_value(item, made) for item in value)
    return value
