"""From columns and labels to a model: learning, building, checkpoints, copies."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import seeded
from deepkit.configurable import fresh_names
from deepkit.data import Batch
from deepkit.errors import DataError, SavingError
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._examples import Examples, read_examples, row_weights
from deepkit.estimators._first_weights import FirstWeights
from deepkit.estimators._fitted import Fitted, Parts
from deepkit.estimators._missing import missing_shares
from deepkit.estimators._model_state import Arrays, read_checkpoint, read_state, write_state
from deepkit.estimators._parameters import seed_of
from deepkit.estimators._resuming import (
    changed,
    check_columns,
    config_without_code,
    encoder_again,
    head_again,
    names_with_code,
    of_model,
)
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators._sklearn import BaseEstimator, NotFittedError
from deepkit.estimators._trainer import trained
from deepkit.estimators.heads import Head, serialize
from deepkit.feature_column import (
    Encoder,
    FeatureColumn,
    NumericColumn,
    SequenceNumericColumn,
    Table,
    learn,
)
from deepkit.models import Model
from deepkit.optimizers import Optimizer
from deepkit.typing import Config

Columns = tuple[Any, ...]

# Stands for the data where columns are declared and none has to be looked at.
_NO_TABLE = Table({}, 0)


class Assembly(BaseEstimator):
    """An estimator that puts a model together from its parameters and from what data teaches.

    A subclass says what is its own: its columns (`_declared`, `_inferred`), its head
    (`_make_head`), how inputs become logits (`_logits`) and its optimizer (`_make_optimizer`).
    """

    model_dir: str | None
    config: RunConfig | None
    warm_start_from: Any
    weight_column: Any
    class_weight: Any
    random_state: Any
    standardize: bool
    compat: str | None
    _fitted: Fitted | None = None

    # --- what a subclass says ------------------------------------------------------------------

    def _declared(self) -> dict[str, Columns | None]:
        """Return the columns of each part of the model, None for those to infer."""
        raise NotImplementedError

    def _inferred(self, part: str, table: Table) -> Columns:
        """Return the columns for a part, for data that nobody said anything about."""
        raise NotImplementedError

    def _make_head(self, labels: Any) -> Head:
        """Return a head for labels, which has not learned from them yet."""
        raise NotImplementedError

    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        """Return the logits, drawn from symbolic inputs."""
        raise NotImplementedError

    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        """Return a new optimizer."""
        raise NotImplementedError

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

    def _examples_given(self, X: Any, y: Any, sample_weight: Any) -> Examples:  # noqa: N803
        """Return what was passed as data, labels and weights as examples."""
        if y is None:
            raise DataError(
                f"{type(self).__name__} requires y to be passed, but the target y is None."
            )
        y, key = self._own_targets(y), self._weight_key
        return self._with_own_labels(read_examples(X, y, sample_weight, weight_column=key))

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
        if like.names is not None and all(group is None for group in self._declared().values()):
            others = [key for key in (*self._other_keys, like.target) if key is not None]
            told["allowed"] = [*dict.fromkeys((*like.names, *others))]
        fitted = self._assemble(encoder, head, parts, told, seed=seed_of(self))
        first.give(fitted)
        if self._checkpoints is not None:  # what they hold is not what is learned from now on
            self._checkpoints.clear()

    def _columns(self, part: str, told: Any, table: Table) -> Columns:
        if told is None:
            return self._inferred(part, table)
        if isinstance(told, str | FeatureColumn) or not isinstance(told, Iterable):
            raise ValueError(
                f"`feature_columns` must be a list of feature columns, got {told!r}. Put it in one."
            )
        scaled = self.standardize and self.compat is None
        return tuple(map(standardized, told)) if scaled else tuple(told)

    def _assemble(
        self,
        encoder: Encoder,
        head: Head,
        parts: Parts,
        told: dict[str, Any],
        *,
        seed: int = 0,
    ) -> Fitted:
        model, trainer = self._draw(encoder, head, parts, seed=seed)
        self._fitted = Fitted(encoder, head, parts, model, trainer, **told)
        self._fitted.made_with = of_model(self.get_params(deep=False))
        return self._fitted

    def _take_up(
        self, encoder: Encoder, head: Head, parts: Parts, told: dict[str, Any], arrays: Arrays
    ) -> None:
        """Know what was learned before, with the parameters that the estimator has now."""
        before = self._fitted
        fitted = self._assemble(encoder, head, parts, told)
        try:
            resumed = write_state(fitted.whole, arrays, fitted.trainer)
        except SavingError:
            self._fitted = before
            raise
        if not resumed:
            fitted.solved_steps += int(arrays["optimizer/iterations"])

    def _follow_parameters(self) -> None:
        """Make model and optimizer what the parameters say, if they were changed since."""
        fitted = self._fitted
        if fitted is None or not changed(fitted.made_with, of_model(self.get_params(deep=False))):
            return
        check_columns(self._declared_now(), fitted.parts, fitted.encoder)
        head = self._head_again(serialize(fitted.head))
        arrays = read_state(fitted.whole, fitted.trainer)
        self._take_up(fitted.encoder, head, fitted.parts, fitted.like, arrays)
        self._known().curves = fitted.curves

    def _head_again(self, record: Config) -> Head:
        """Return the head of a record as the estimator says it now."""
        return head_again(self._make_head, record)

    def _declared_now(self) -> dict[str, Columns | None]:
        """Return the columns of each part as they are learned, None for those to infer."""
        return {
            part: None if told is None else self._columns(part, told, _NO_TABLE)
            for part, told in self._declared().items()
        }

    def _draw(
        self, encoder: Encoder, head: Head, parts: Parts, *, seed: int
    ) -> tuple[Model, Model]:
        """Return a new model, and the model to train, which shares its layers; both are compiled.

        The same seed gives the same ones.
        """
        known = {column.name: column for column in encoder.columns}
        columns = {part: tuple(known[name] for name in group) for part, group in parts.items()}
        with fresh_names(), seeded(seed):
            inputs = encoder.inputs()
            logits = self._logits(inputs, columns, head.logits_dimension)
            model = Model(inputs, head.outputs(logits), name=type(self).__name__)
            return model, trained(model, inputs, logits, head, self._make_optimizer(columns))

    def _forget(self) -> None:
        self._fitted = None

    # --- what was learned ----------------------------------------------------------------------

    def __sklearn_is_fitted__(self) -> bool:
        return self._fitted is not None

    def _known(self) -> Fitted:
        """Return what was learned, in this process or in the one that wrote `model_dir`."""
        if self._fitted is None:
            self._restore_latest()
        if self._fitted is None:
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted yet. Call 'fit' or 'train' "
                "with appropriate arguments before using this estimator."
            )
        return self._fitted

    @property
    def model_(self) -> Model:
        """The model: an ordinary deepkit Model on the encoded columns."""
        return self._known().model

    @property
    def encoder_(self) -> Encoder:
        """The columns, with what was learned of them: turns tables into the model's inputs."""
        return self._known().encoder

    @property
    def head_(self) -> Head:
        """The head, with what was learned of the labels."""
        return self._known().head

    @property
    def global_step_(self) -> int:
        """How many batches the model was trained on."""
        return self._known().step

    @property
    def n_features_in_(self) -> int:
        """The number of columns of the training data."""
        return self._known().width

    @property
    def feature_names_in_(self) -> np.ndarray:
        """The names of the columns of the training data, if it had names."""
        names = self._known().names
        if names is None:
            raise AttributeError("The training data had no column names.")
        return np.asarray(names, object)

    # --- checkpoints ---------------------------------------------------------------------------

    @property
    def _run_config(self) -> RunConfig:
        return RunConfig() if self.config is None else self.config

    @property
    def _directory(self) -> str | None:
        told = self.model_dir if self.model_dir is not None else self._run_config.model_dir
        return None if told is None else os.fspath(told)

    @property
    def _checkpoints(self) -> Checkpoints | None:
        directory, config = self._directory, self._run_config
        if directory is None:
            return None
        return Checkpoints(
            directory, config.keep_checkpoint_max, config.keep_checkpoint_every_n_hours
        )

    def latest_checkpoint(self) -> str | None:
        """Return the path of the last checkpoint in `model_dir`, None if there is none."""
        checkpoints = self._checkpoints
        latest = None if checkpoints is None else checkpoints.latest()
        return None if latest is None else os.fspath(latest)

    def _save(self, step: int) -> None:
        """Write a checkpoint, if there is a folder for them."""
        if self._checkpoints is not None:
            self._checkpoints.save(step, self._write)

    def _write(self, folder: Path) -> None:
        fitted = self._known()
        told = {
            "estimator": type(self).__name__,
            "step": fitted.step,
            "encoder": config_without_code(fitted.encoder),
            "code": names_with_code(fitted.encoder),
            "head": serialize(fitted.head),
            "parts": fitted.parts,
            "like": fitted.like,
        }
        (folder / "estimator.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
        arrays: dict[str, Any] = {**read_state(fitted.whole, fitted.trainer)}
        np.savez(folder / "variables.npz", **arrays)

    def _restore_latest(self) -> None:
        """Take up the last checkpoint, if there is one of more steps than are known."""
        path = self.latest_checkpoint()
        known = -1 if self._fitted is None else self._fitted.step
        if path is not None and Checkpoints.step_of(path) > known:
            self._restore(Path(path))

    def _restore(self, folder: Path) -> None:
        told, arrays = read_checkpoint(folder)
        parts = {part: tuple(group) for part, group in told["parts"].items()}
        declared = self._declared_now()
        encoder = encoder_again(told["encoder"], told["code"], declared)
        check_columns(declared, parts, encoder)
        head = self._head_again(told["head"])
        self._take_up(encoder, head, parts, told["like"], arrays)

    # --- copies --------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        fitted: Fitted | None = state.pop("_fitted", None)
        if fitted is not None:
            state["_learned"] = (
                (fitted.encoder, fitted.head, fitted.parts, fitted.like),
                read_state(fitted.whole, fitted.trainer),
                fitted.curves,
                fitted.made_with,
            )
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        learned = state.pop("_learned", None)
        super().__setstate__(state)
        if learned is not None:
            (encoder, head, parts, like), arrays, curves, made_with = learned
            now = of_model(self.get_params(deep=False))
            self.__dict__.update(made_with)  # which may have been changed since
            self._take_up(encoder, head, parts, like, arrays)
            self.__dict__.update(now)
            self._known().curves = curves


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
