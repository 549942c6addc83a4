"""From columns and labels to a model: learning and building."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from deepkit.data import Batch
from deepkit.errors import DataError
from deepkit.estimators._examples import Examples, read_examples, row_weights
from deepkit.estimators._first_weights import FirstWeights
from deepkit.estimators._fitted import Fitted, Parts
from deepkit.estimators._missing import missing_shares
from deepkit.estimators._number_columns import number_columns
from deepkit.estimators._parameters import seed_of
from deepkit.estimators._sklearn import BaseEstimator
from deepkit.estimators.heads import Head
from deepkit.feature_column import (
    Encoder,
    FeatureColumn,
    NumericColumn,
    SequenceNumericColumn,
    Table,
    infer_columns,
    learn,
)

Columns = tuple[Any, ...]

# Stands for the data where columns are declared and none has to be looked at.
_NO_TABLE = Table({}, 0)


class Assembly(BaseEstimator, ABC):
    """An estimator that puts a model together from its parameters and from what data teaches.

    A subclass says what is its own: its columns (`_declared`, `_inferred`), its head
    (`_make_head`) and its model (`_assemble`).
    """

    model_dir: str | None
    config: Any
    warm_start_from: Any
    weight_column: Any
    class_weight: Any
    random_state: Any
    standardize: bool
    compat: str | None
    _fitted: Fitted | None = None

    # --- what a subclass says ------------------------------------------------------------------

    @abstractmethod
    def _declared(self) -> dict[str, Columns | None]:
        """Return the columns of each part of the model, None for those to infer."""

    @abstractmethod
    def _make_head(self, labels: Any) -> Head:
        """Return a head for labels, which has not learned from them yet."""

    @abstractmethod
    def _assemble(
        self,
        encoder: Encoder,
        head: Head,
        parts: Parts,
        told: dict[str, Any],
        *,
        seed: int = 0,
    ) -> Fitted:
        """Build the model for what was learned, and know both from now on."""

    def _inferred(self, part: str, table: Table) -> Columns:
        """Return the columns for a part, for data that nobody said anything about."""
        return infer_columns(table, exclude=self._other_keys)

    def _with_own_labels(self, examples: Examples) -> Examples:
        """Return examples with labels of the kind that the estimator takes."""
        return examples

    def _solve(self, fitted: Fitted, batch: Batch) -> bool:
        """Find the best weights for all rows at once; tell whether it could be done."""
        return False

    @property
    def _anneals(self) -> bool:
        """Whether `fit` lets the learning rate fall: where the optimizer is left to deepkit."""
        return False

    @property
    def _params(self) -> Any:
        """The hyperparameters that an `input_fn` may take."""
        return None

    @property
    def _weight_key(self) -> str | None:
        """The column of the features that holds weights."""
        column = self.weight_column
        return getattr(column, "name", column)

    @property
    def _other_keys(self) -> tuple[str, ...]:
        """The columns of the data that are no features."""
        return () if self._weight_key is None else (self._weight_key,)

    def _own_targets(self, y: Any) -> Any:
        """Return what was passed as `y` in a form in which it can be read."""
        return y

    def _examples_given(self, data: Any, y: Any, sample_weight: Any) -> Examples:
        """Return what was passed as data, labels and weights as examples."""
        if y is None:
            are_batches = isinstance(data, Iterable) and not hasattr(data, "__getitem__")
            cure = " Wrap batches in a function: `fit(lambda: batches)`." if are_batches else ""
            raise DataError(
                f"{type(self).__name__} requires y to be passed, but the target y is None.{cure}"
            )
        y, key = self._own_targets(y), self._weight_key
        return self._with_own_labels(read_examples(data, y, sample_weight, weight_column=key))

    def _examples_of(self, given: tuple[Table, Any, Any]) -> Examples:
        """Return what an `input_fn` gave as examples."""
        table, labels, weights = given
        weights = row_weights(table, weights, self._weight_key)
        examples = Examples(table, labels, weights, table.names, len(table.names))
        return examples if labels is None else self._with_own_labels(examples)

    # --- learning and building -----------------------------------------------------------------

    def _learn(
        self, tables: Sequence[Table], labels: Any, weights: np.ndarray | None, like: Examples
    ) -> None:
        """Learn what columns and labels have to be told, and build the model."""
        first = FirstWeights(self.warm_start_from)
        head = first.head(self._make_head(labels)).learn(labels, weights)
        columns = {
            part: first.columns(self._columns(part, told, tables[0]))
            for part, told in self._declared().items()
        }
        every = list(dict.fromkeys(column for group in columns.values() for column in group))
        data = tables[0] if len(tables) == 1 else tables
        encoder = learn(every, data, sample_weight=weights if len(tables) == 1 else None)
        parts = {part: tuple(column.name for column in group) for part, group in columns.items()}
        rank = 1 if isinstance(labels, dict) else labels.ndim
        told: dict[str, Any] = {"names": like.names, "width": like.width, "rank": rank}
        told["missing"] = missing_shares(tables)
        told["numbers"] = number_columns(tables)
        if like.names is not None and all(group is None for group in self._declared().values()):
            others = [key for key in (*self._other_keys, like.target) if key is not None]
            told["allowed"] = [*dict.fromkeys((*like.names, *others))]
        fitted = self._assemble(encoder, head, parts, told, seed=seed_of(self))
        first.give(fitted)

    def _columns(self, part: str, told: Any, table: Table) -> Columns:
        if told is None:
            return self._inferred(part, table)
        if isinstance(told, str | FeatureColumn) or not isinstance(told, Iterable):
            raise ValueError(
                f"`feature_columns` must be a list of feature columns, got {told!r}. Put it in one."
            )
        for column in (columns := tuple(told)):
            if not isinstance(column, FeatureColumn):
                raise ValueError(
                    f"`feature_columns` must hold feature columns, got {column!r}. Make one of it, "
                    "such as `feature_column.numeric_column(name)`; without any, all are found."
                )
        scaled = self.standardize and self.compat is None
        return tuple(map(standardized, columns)) if scaled else columns

    def _forget(self) -> None:
        self._fitted = None


def standardized(column: Any) -> Any:
    """Return a column of numbers as a column of z-scores, unless it says how to scale them.

    Args:
        column: any column; others than those of numbers are returned as they are.
    """
    if isinstance(column, SequenceNumericColumn):
        return replace(column, numeric_column=standardized(column.numeric_column))
    if not isinstance(column, NumericColumn) or column.normalizer or column.normalizer_fn:
        return column
    return replace(column, normalizer="zscore")
