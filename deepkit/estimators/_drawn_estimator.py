"""How an estimator works whose model is a function of the user's."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.columns import called
from deepkit.errors import DataError
from deepkit.estimators._assembly import Columns
from deepkit.estimators._drawing import LABEL, Drawing, Drawn
from deepkit.estimators._drawn_fitted import DrawnFitted
from deepkit.estimators._estimator import TabularEstimator
from deepkit.estimators._examples import Examples
from deepkit.estimators._fitted import Fitted, Parts
from deepkit.estimators._head_spec import HeadSpec
from deepkit.estimators._headed import Headed, chooses, own_targets, refuse_measured, with_scales
from deepkit.estimators._inputs import accepted
from deepkit.estimators._model_state import read_checkpoint, write_state
from deepkit.estimators._recipes import make_optimizer
from deepkit.estimators._resuming import head_again, of_model
from deepkit.estimators._specs import EstimatorSpec, ModeKeys
from deepkit.estimators._training import Supply
from deepkit.estimators.heads import ALONE, GivenHead, Head, deserialize, serialize
from deepkit.feature_column import Encoder, Table, array_column, as_table
from deepkit.layers import Input
from deepkit.models import Model
from deepkit.optimizers import Optimizer
from deepkit.typing import Config

_COLUMNS = "feature_columns"


class Undecided:
    """Labels from which a head will learn that the model function has yet to name.

    Args:
        labels: the labels.
        weights: what each row counts.
    """

    def __init__(self, labels: Any, weights: Any = None) -> None:
        self.labels, self.weights = labels, weights

    def learn(self, y: Any, sample_weight: Any = None) -> "Undecided":
        """Return labels and weights to learn from.

        Args:
            y: labels.
            sample_weight: what each row counts.
        """
        return Undecided(y, sample_weight)


class DrawnEstimator(Headed, TabularEstimator):
    """What an estimator does with a model function."""

    model_fn: Callable[..., EstimatorSpec]
    params: Any
    feature_columns: Any

    # --- what others are told -------------------------------------------------------------------

    @property
    def head(self) -> Any:
        """The head: what the model function named, or that of `from_model`; None before."""
        if self._fitted is None:
            self._restore_latest()
        known = self._fitted
        return getattr(self.model_fn, "head", None) if known is None else known.head

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803  scikit-learn's name
        """Return the share of rows that are predicted right, or R2; without a head, minus the loss.

        Args:
            X: rows, as for `predict`.
            y: their labels.
            sample_weight: a weight for each row.
        """
        if isinstance(self._known().head, GivenHead):
            return -self.evaluate(X, y, sample_weight=sample_weight)["loss"]
        return super().score(X, y, sample_weight)

    def evaluate(
        self,
        input_fn: Any,
        y: Any = None,
        steps: int | None = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None,
        name: str | None = None,
        *,
        sample_weight: Any = None,
    ) -> dict[str, float]:
        """Return the loss and the metrics on data; see `TabularEstimator.evaluate`.

        Args:
            input_fn: returns `(features, labels)` or an iterable of such batches; or data.
            y: the targets, if `input_fn` is data.
            steps: batches to look at; all if None.
            hooks: hooks or callbacks.
            checkpoint_path: a checkpoint to judge instead of the last one.
            name: told apart in `model_dir` under `eval_<name>`.
            sample_weight: a weight >= 0 for each row of data.
        """
        hooks = [*(hooks or ()), *self._spec_hooks(ModeKeys.EVAL, "evaluation_hooks")]
        return super().evaluate(
            input_fn, y, steps, hooks, checkpoint_path, name, sample_weight=sample_weight
        )

    def predict_iter(
        self,
        input_fn: Callable[..., Any],
        predict_keys: Sequence[Any] | None = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None,
        yield_single_examples: bool = True,
    ) -> Iterator[dict[Any, np.ndarray]]:
        """Yield predictions as dicts; see `TabularEstimator.predict_iter`.

        Args:
            input_fn: returns features, or an iterable of batches of them.
            predict_keys: which keys to yield; all if None.
            hooks: hooks or callbacks.
            checkpoint_path: a checkpoint to predict with instead of the last one.
            yield_single_examples: whether to yield a dict for each row, or one for each batch.
        """
        hooks = [*(hooks or ()), *self._spec_hooks(ModeKeys.PREDICT, "prediction_hooks")]
        return super().predict_iter(
            input_fn, predict_keys, hooks, checkpoint_path, yield_single_examples
        )

    def _train(
        self, supply: Supply, steps: int | None, *, hooks: Sequence[Any], **told: Any
    ) -> None:
        chief = self._spec_hooks(ModeKeys.TRAIN, "training_chief_hooks")
        own = self._spec_hooks(ModeKeys.TRAIN, "training_hooks")
        super()._train(supply, steps, hooks=[*hooks, *chief, *own], **told)

    def _spec_hooks(self, mode: ModeKeys, name: str) -> Sequence[Any]:
        fitted: Any = self._known()
        return getattr(fitted.drawn.specs.get(mode), name, ())

    def _answer(self, predictions: dict[Any, np.ndarray]) -> Any:
        if not isinstance(self._known().head, GivenHead):
            return super()._answer(predictions)
        return predictions if len(predictions) > 1 else next(iter(predictions.values()))

    @property
    def _weight_key(self) -> str | None:
        return None  # the head finds its column in the features

    def _own_targets(self, y: Any) -> Any:
        head = self.head
        if head is not None and not isinstance(head, GivenHead):
            return own_targets(head, y)
        if hasattr(y, "columns") and len(y.columns) > 1:
            return dict(as_table(y).columns)
        return y

    def _with_own_labels(self, examples: Examples) -> Examples:
        told = self._declared()["features"] or ()
        keys = tuple(dict.fromkeys(key for column in told for key in column.keys))
        return replace(examples, table=called(examples.table, keys))

    # --- what the model function is given -------------------------------------------------------

    @property
    def _params(self) -> Any:
        return self.params

    def _declared(self) -> dict[str, Columns | None]:
        told = self.feature_columns
        if told is None and isinstance(self.params, Mapping):
            told = self.params.get(_COLUMNS)
        return {"features": getattr(self.model_fn, _COLUMNS, None) if told is None else told}

    def _inferred(self, part: str, table: Table) -> Columns:
        columns = [array_column(name, table[name]) for name in table]
        found = tuple(column for column in columns if column is not None)
        if not found:
            raise DataError(
                f"No column of the data holds numbers, of {', '.join(table.names)}. Give "
                "`feature_columns`, which turn text into numbers."
            )
        for name in sorted(table.dates):
            warnings.warn(
                f"Column {name!r} holds dates, and the model is given numbers, the days since "
                f"1970-01-01. If they are meant, say so by `feature_columns`.",
                stacklevel=2,
            )
        return found

    def _call(
        self, columns: Columns, mode: ModeKeys, features: dict[str, Any], labels: Any
    ) -> EstimatorSpec:
        params = self.params
        declared = self._declared()["features"] is not None
        if declared and (params is None or isinstance(params, Mapping)):
            params = {**(params or {}), _COLUMNS: list(columns)}
        offered = {"labels": labels, "mode": mode, "params": params, "config": self._run_config}
        return self.model_fn(features=Features(features), **accepted(self.model_fn, offered))

    # --- learning and building ------------------------------------------------------------------

    def _make_head(self, labels: Any) -> Any:
        return Undecided(labels)

    def _head_again(self, record: Config) -> Head:
        return deserialize(record)

    def _make_spec_optimizer(self, told: Any) -> Optimizer:
        return make_optimizer(told, 0.001, learning_rate=self.learning_rate)

    def _drawn(
        self, encoder: Encoder, head: Any, parts: Parts, labels: Config | None, seed: int
    ) -> Drawn:
        known = {column.name: column for column in encoder.columns}
        columns = tuple(known[name] for name in parts["features"])
        targets = None if labels is None else Encoder.from_config(labels)
        drawing = Drawing(
            lambda mode, features, given: self._call(columns, mode, features, given),
            encoder.inputs,
            lambda: {} if targets is None else _label_inputs(targets),
            type(self).__name__,
            self._make_spec_optimizer,
        )
        return drawing.models(lambda spec: self._head_for(spec, head), seed)

    def _head_for(self, spec: EstimatorSpec, head: Any) -> Head:
        """Return the head that a spec asks for, which has learned from labels, or had before."""
        if not isinstance(spec, HeadSpec):
            return GivenHead().learn(head.labels) if isinstance(head, Undecided) else head
        own = with_scales(spec.head) if self.standardize and self.compat is None else spec.head
        if isinstance(head, Undecided):
            if chooses(own):
                refuse_measured(np.asarray(head.labels))
            return own.learn(head.labels, head.weights)
        return head_again(lambda labels: own, serialize(head))

    def _assemble(
        self,
        encoder: Encoder,
        head: Any,
        parts: Parts,
        told: dict[str, Any],
        *,
        seed: int = 0,
    ) -> Fitted:
        if isinstance(head, Undecided):
            told = {**told, "labels": _columns_of(head.labels)}
        drawn = self._drawn(encoder, head, parts, told["labels"], seed)
        self._fitted = DrawnFitted(encoder, drawn, parts, **told)
        self._fitted.made_with = of_model(self.get_params(deep=False))
        return self._fitted

    # --- looking --------------------------------------------------------------------------------

    def _at(self, checkpoint_path: str | None) -> Drawn:
        """Return the models as they were at a checkpoint."""
        fitted: Any = self._known()
        if checkpoint_path is None:
            return fitted.drawn
        drawn = self._drawn(fitted.encoder, fitted.head, fitted.parts, fitted.labels, 0)
        write_state(drawn.trainer, read_checkpoint(Path(checkpoint_path))[1])
        return drawn

    def _model_at(self, checkpoint_path: str | None) -> Model:
        return self._at(checkpoint_path).model

    def _judge_at(self, checkpoint_path: str | None) -> Model:
        return self._at(checkpoint_path).judge


class Features(dict[str, Any]):
    """Features by name, which say what is wrong if one is not there."""

    def __missing__(self, key: str) -> Any:
        raise DataError(
            f"`features` have no {key!r}, but {', '.join(map(repr, self))}. Text is left out: give "
            "`feature_columns`, which turn it into numbers."
        )


def _label_inputs(targets: Encoder) -> dict[str, Any]:
    """Return symbolic labels by the names of the inputs that stand for them."""
    called = {name: LABEL + ("" if name == ALONE else name) for name in targets.specs}
    return {
        called[name]: Input(spec.shape, dtype=spec.dtype, name=called[name])
        for name, spec in targets.specs.items()
    }


def _columns_of(labels: Any) -> Config | None:
    """Return the columns of labels as an encoder writes them down; None if they are no numbers."""
    try:
        return GivenHead().learn(labels).labels
    except DataError:
        return None
