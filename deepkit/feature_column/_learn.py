"""Learn what columns left open."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from deepkit.columns import (
    CrossedColumn,
    FeatureColumn,
    Reading,
    Table,
    as_table,
    check_columns,
    is_ragged,
    is_text,
    rows_of,
    walk,
)
from deepkit.errors import DataError
from deepkit.feature_column._encoder import Encoder
from deepkit.feature_column._learners import Learner, learners_of
from deepkit.typing import Tensor


def learn(
    columns: Iterable[FeatureColumn],
    data: Table | Iterable[Table] | Tensor,
    *,
    sample_weight: Tensor = None,
) -> Encoder:
    """Learn vocabularies, scales and boundaries that columns left open, in one pass over data.

    The columns stay as they are; the encoder holds copies with everything filled in. Counts,
    means and variances are exact; so are quantiles of up to 65536 different numbers, those of
    more are close. A row of weight k counts as k rows, one of weight 0 is not there.

    Args:
        columns: feature columns; the same one may be in there twice.
        data: a table or whatever `as_table` takes, or an iterable of such for data larger than
            memory, as `stream` makes.
        sample_weight: a number >= 0 per row, or the column of the data that holds them; for an
            iterable only the latter.

    Raises:
        DataError: if a column is missing, there are no rows or none of weight above zero, weights
            are below zero or not one per row, or values cannot be learned from.
        ValueError: if different columns have the same name.

    Example:
        >>> from deepkit import feature_column as fc
        >>> columns = [fc.numeric_column("age", normalizer="zscore"),
        ...            fc.categorical_column_with_vocabulary_list("job")]
        >>> encoder = fc.learn(columns, {"age": [20, 40], "job": ["cook", "clerk"]})
        >>> encoder.resolved(columns[0]).statistics
        ((30.0,), (10.0,))
        >>> encoder.encode({"age": [50], "job": ["clerk"]})["job"].tolist()
        [[0]]
    """
    columns = check_columns(columns)
    learners = learners_of(columns)
    rows, held = 0, dict[str, bool]()
    crossed = [c for c in walk(tuple(columns)) if isinstance(c, CrossedColumn)]
    for table, weight in _tables(data, sample_weight, bool(learners)):
        for column in columns:
            for key in column.keys:
                table[key]
        reading = Reading(table)
        rows += table.rows
        held |= _kinds(crossed, table, held)
        for learner in learners.values():
            learner.update(reading, weight)
    if not rows:
        raise DataError("There are no rows to learn from. Give data, with weights above zero.")
    done: dict[FeatureColumn, FeatureColumn] = {}
    return Encoder(tuple(_resolve(column, learners, held, done) for column in columns))


def _resolve(
    column: FeatureColumn,
    learners: dict[FeatureColumn, Learner],
    held: Mapping[str, bool],
    done: dict[FeatureColumn, FeatureColumn],
) -> FeatureColumn:
    if column not in done:
        twin = column.with_parents(lambda parent: _resolve(parent, learners, held, done))
        if isinstance(twin, CrossedColumn) and twin.texts is None:
            twin = twin.of_kinds(held)
        done[column] = learners[column].finish(twin) if column in learners else twin
    return done[column]


def _kinds(
    columns: Iterable[CrossedColumn], table: Table, known: Mapping[str, bool]
) -> dict[str, bool]:
    """Tell which of the columns of the data that are crossed hold text, and which numbers."""
    keys = {key for column in columns for key in column.plain} - set(known)
    found = {key: table[key] for key in keys}
    whole = {key: array for key, array in found.items() if not _holds_nothing(array)}
    return {key: is_text(array) or _holds_text(array) for key, array in whole.items()}


def _holds_text(array: np.ndarray) -> bool:
    """Tell whether a column of lists holds text."""
    return is_ragged(array) and any(isinstance(one, str) for row in array.tolist() for one in row)


def _holds_nothing(array: np.ndarray) -> bool:
    if is_ragged(array):
        return not any(map(len, array.tolist()))
    return not is_text(array) and bool(np.isnan(array.astype(np.float64)).all())


def _tables(data: Any, sample_weight: Any, all_of_it: bool) -> Iterator[tuple[Table, np.ndarray]]:
    """Yield tables without the rows of weight zero, and the weights of the others."""
    if not isinstance(data, Iterator) and not _is_batches(data):
        yield _weighed(as_table(data), sample_weight)
        return
    if not (sample_weight is None or isinstance(sample_weight, str)):
        raise DataError(
            "`sample_weight` for an iterable of tables must be the name of a column, got "
            f"{type(sample_weight).__name__}."
        )
    for batch in data:
        yield _weighed(as_table(batch), sample_weight)
        if not all_of_it:  # one batch tells whether the columns are there
            return


def _is_batches(data: Any) -> bool:
    if isinstance(data, list | tuple):
        return bool(data) and isinstance(data[0], Table | dict)
    named = hasattr(data, "columns") or hasattr(data, "__array__") or hasattr(data, "keys")
    return hasattr(data, "__iter__") and not named


def _weighed(table: Table, sample_weight: Any) -> tuple[Table, np.ndarray]:
    if sample_weight is None:
        return table, np.ones(table.rows)
    given = table[sample_weight] if isinstance(sample_weight, str) else sample_weight
    weight = np.asarray(given, np.float64)
    weight = weight[:, 0] if weight.ndim == 2 and weight.shape[1] == 1 else weight
    if weight.shape != (table.rows,):
        raise DataError(
            f"`sample_weight` must be one number for each of the {table.rows} rows, got shape "
            f"{weight.shape}."
        )
    if (wrong := ~(np.isfinite(weight) & (weight >= 0))).any():
        raise DataError(
            f"`sample_weight` must be finite and >= 0, got {weight[wrong][:5].tolist()} in "
            f"{rows_of(wrong)}."
        )
    if (weight > 0).all():
        return table, weight
    return table.take(np.flatnonzero(weight > 0)), weight[weight > 0]
