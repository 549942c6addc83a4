"""What an estimator has learned, kept: looked at, in checkpoints, in copies."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.errors import SavingError
from deepkit.estimators._assembly import Assembly, Columns
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._config_in_force import ConfigInForce, config_given
from deepkit.estimators._examples import Examples
from deepkit.estimators._fitted import Fitted, Parts
from deepkit.estimators._model_state import Arrays, read_checkpoint, read_state, write_state
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
from deepkit.estimators._sklearn import NotFittedError
from deepkit.estimators.heads import Head, serialize
from deepkit.feature_column import Encoder, Table
from deepkit.models import Model
from deepkit.typing import Config

# Stands for the data where columns are declared and none has to be looked at.
_NO_TABLE = Table({}, 0)


class Keeping(Assembly):
    """An estimator that keeps what it learned, and takes up what was kept."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "config" in vars(cls):  # the default of a parameter
            cls.config = ConfigInForce()

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name, as they were given.

        Args:
            deep: as in scikit-learn; there are no parts with parameters of their own.
        """
        del deep
        given = {"config": config_given(self)}  # the attribute tells what is made of it
        names = self._get_param_names()
        return {name: given[name] if name in given else getattr(self, name) for name in names}

    def _learn(
        self, tables: Sequence[Table], labels: Any, weights: np.ndarray | None, like: Examples
    ) -> None:
        super()._learn(tables, labels, weights, like)
        if self._checkpoints is not None:  # what they hold is not what is learned from now on
            self._checkpoints.clear()
            self._known().has_cleared = True

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
        return self.config

    @property
    def _directory(self) -> str | None:
        told = self._run_config.model_dir
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

    # --- taking up -----------------------------------------------------------------------------

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
