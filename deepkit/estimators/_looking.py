"""Looking with what was learned: predictions and evaluations, in both protocols."""

import os
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.callbacks import Callback
from deepkit.data import ArraySource, Batch
from deepkit.errors import DataError, unknown
from deepkit.estimators._added_metrics import Measure, measured
from deepkit.estimators._evaluations import append_evaluation
from deepkit.estimators._examples import Examples, read_table
from deepkit.estimators._export_dir import write_export
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._hook_callback import as_callbacks
from deepkit.estimators._inputs import open_input
from deepkit.estimators._keeping import Keeping
from deepkit.estimators._model_state import read_checkpoint
from deepkit.estimators._rounding import cost_of_rounding
from deepkit.estimators._saved_model import (
    checked_mode,
    checked_receiver,
    checked_targets,
    write_saved_model,
)
from deepkit.estimators._segments import Segments
from deepkit.estimators._trainer import judging
from deepkit.estimators._variable_names import named_variables
from deepkit.feature_column import Table, as_table
from deepkit.models import Model

Arrays = dict[Any, np.ndarray]


class Looking(Keeping):
    """An estimator that judges and predicts."""

    batch_size: int
    _measures: tuple[Measure, ...] = ()

    # --- predict -------------------------------------------------------------------------------

    def predict(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        predict_keys: Sequence[Any] | None = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None,
        yield_single_examples: bool = True,
    ) -> Any:
        """Return predictions for rows; for an `input_fn`, yield TensorFlow's dicts.

        Args:
            X: a data frame, a dict of columns, a matrix, the path of a CSV file; or an `input_fn`.
            predict_keys: for an `input_fn`, which keys to yield.
            hooks: hooks or callbacks.
            checkpoint_path: a checkpoint to predict with instead of the last one.
            yield_single_examples: for an `input_fn`, whether to yield a dict for each row, or one
                for each batch.

        Returns:
            Labels or values in an array with an entry for each row; or a generator of dicts.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the data does not have the columns that were learned from.
        """
        if callable(X):
            return self.predict_iter(X, predict_keys, hooks, checkpoint_path, yield_single_examples)
        found = self._predictions(X, self._model_at(checkpoint_path))
        return self._answer(found)

    def predict_iter(
        self,
        input_fn: Callable[..., Any],
        predict_keys: Sequence[Any] | None = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None,
        yield_single_examples: bool = True,
    ) -> Iterator[Arrays]:
        """Yield predictions as dicts: `predict` for an `input_fn`.

        Args:
            input_fn: returns features, or an iterable of batches of them.
            predict_keys: which keys to yield; all if None.
            hooks: hooks or callbacks.
            checkpoint_path: a checkpoint to predict with instead of the last one.
            yield_single_examples: whether to yield a dict for each row, or one for each batch.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        fitted, model = self._known(), self._model_at(checkpoint_path)
        opened = open_input(input_fn, mode="infer", params=self._params, config=self.config)
        watching = as_callbacks(hooks, self, phase="predict")
        return self._yielded(fitted, model, opened, predict_keys, watching, yield_single_examples)

    def _yielded(
        self,
        fitted: Fitted,
        model: Model,
        opened: Any,
        keys: Sequence[Any] | None,
        callbacks: Sequence[Callback],
        single: bool,
    ) -> Iterator[Arrays]:
        for callback in callbacks:
            callback.on_predict_begin()
        for features, *_ in opened():
            table = as_table(features)
            found = fitted.head.predictions(fitted.outputs(table, model), keys)
            if not single:
                yield found
                continue
            for row in range(table.rows):
                yield {key: values[row] for key, values in found.items()}
        for callback in callbacks:
            callback.on_predict_end()

    def _predictions(self, data: Any, model: Model | None = None) -> Arrays:
        fitted = self._known()
        table = data if isinstance(data, Table) else read_table(data)[0]
        fitted.refuse_unknown(table)
        return fitted.head.predictions(fitted.outputs(table, model))

    @abstractmethod
    def _answer(self, predictions: Arrays) -> np.ndarray:
        """Return what `predict` says: labels or values, one for each row."""

    # --- evaluate ------------------------------------------------------------------------------

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
        """Return the loss and the metrics on data, under TensorFlow's names.

        `loss` is the mean over batches, all of which count the same; `average_loss` is the mean
        over rows.

        Args:
            input_fn: returns `(features, labels)` or an iterable of such batches; or data as for
                `fit`.
            y: the targets, if `input_fn` is data.
            steps: batches to look at; all if None.
            hooks: hooks or callbacks.
            checkpoint_path: a checkpoint to judge instead of the last one.
            name: told apart in `model_dir` under `eval_<name>`.
            sample_weight: a weight >= 0 for each row of data.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the data cannot be used.
        """
        if callable(input_fn) and isinstance(y, int):  # TensorFlow's second argument
            y, steps = None, y
        fitted, judge = self._known(), self._judge_at(checkpoint_path)
        seen: list[Examples] = []
        batches = self._batches_to_judge(fitted, input_fn, y, sample_weight, seen)
        try:
            source = Segments(islice(batches, steps), [2**31])
        except StopIteration:
            raise DataError("There is nothing to evaluate: the input is empty.") from None
        logs = judge.evaluate(
            source, verbose=0, return_dict=True, callbacks=as_callbacks(hooks, self, phase="test")
        )
        found = {**fitted.head.logs(logs), **self._added(seen, checkpoint_path)}
        found["global_step"] = self._step_at(checkpoint_path)
        if self._directory is not None:
            append_evaluation(self.eval_dir(name), found)
        return found

    def _batches_to_judge(
        self, fitted: Fitted, data: Any, y: Any, sample_weight: Any, seen: list[Examples]
    ) -> Iterator[Batch]:
        """Return batches; the examples go to `seen` if measures were added that look at them."""
        if callable(data):
            opened = open_input(data, mode="eval", params=self._params, config=self.config)
            given = (self._noted(self._examples_of(each), seen) for each in opened())
            return map(fitted.batch, given)
        examples = self._examples_given(data, y, sample_weight)
        fitted.refuse_unknown(examples.table)
        rows, size = examples.table.rows, self.batch_size
        if not self._measures:
            batch = fitted.batch(examples)
            return ArraySource(*batch, batch_size=size, shuffle=False).batches(0)
        places = (np.arange(at, min(at + size, rows)) for at in range(0, rows, size))
        parts = (self._noted(examples.take(place), seen) for place in places)
        return map(fitted.batch, parts)

    def _noted(self, examples: Examples, seen: list[Examples]) -> Examples:
        if self._measures:
            seen.append(examples)
        return examples

    def _added(self, seen: list[Examples], checkpoint_path: str | None) -> dict[str, float]:
        """Return what the measures say that were added."""
        if not self._measures:
            return {}
        model = self._model_at(checkpoint_path)
        return measured(
            self._measures, seen, lambda table: self._predictions(table, model), self._run_config
        )

    def eval_dir(self, name: str | None = None) -> str:
        """Return the folder of the results of evaluations.

        Args:
            name: as for `evaluate`.
        """
        return os.path.join(self._directory or "", "eval" if name is None else f"eval_{name}")

    # --- export --------------------------------------------------------------------------------

    def export_saved_model(
        self,
        export_dir_base: str | os.PathLike[str],
        serving_input_receiver_fn: Callable[..., Any] | None = None,
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        experimental_mode: str = "infer",
        *,
        quantize: str | None = None,
        examples: Any = None,
        targets: Any = None,
    ) -> str:
        """Write what serves the estimator into a new folder; return its path.

        `deepkit.export.load(path)` runs it without any code of estimators or layers. It takes plain
        columns: vocabularies, scales and crosses are in it. `SavedModel(path)` reads it too.

        Args:
            export_dir_base: the folder in which one named by the second is made.
            serving_input_receiver_fn: not needed; here for TensorFlow's sake.
            assets_extra: files to put beside, by their path in `assets.extra`.
            as_text: not needed; here for TensorFlow's sake.
            checkpoint_path: a checkpoint to export instead of what is known now.
            experimental_mode: `"infer"`.
            quantize: the form of the weights: `"int8"` or `"bfloat16"` for smaller ones.
            examples: rows to compare the results on, as for `predict`; they are not stored.
            targets: their labels, as for `evaluate`, with `quantize`: `deepkit inspect`, and
                `deepkit.export.open_manifest(path).about["accuracy"]`, tell each measure before
                and after the weights are rounded.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if examples do not have the columns that were learned from, or targets do
                not fit them.
            ValueError: if a column holds a function, which no file can hold; or if there are
                targets without examples, or of exact weights.
        """
        checked_receiver(serving_input_receiver_fn)
        checked_mode(experimental_mode)
        checked_targets(targets, examples, quantize)
        fitted, model = self._known(), self._model_at(checkpoint_path)
        rows, cost = self._compared(fitted, examples, targets, quantize, checkpoint_path)
        told = {"quantize": quantize, "rows": rows, "cost": cost}
        path = write_export(
            export_dir_base,
            lambda folder: write_saved_model(folder, fitted, model, assets_extra, **told),
        )
        return os.fspath(path)

    def _compared(
        self,
        fitted: Fitted,
        data: Any,
        y: Any,
        quantize: str | None,
        checkpoint_path: str | None,
    ) -> tuple[Table | None, dict[str, float] | None]:
        """Return rows to compare an export on, and what evaluations of them find."""
        if data is None:
            return None, None
        if y is None or quantize is None:
            table = read_table(data)[0]
            fitted.refuse_unknown(table)
            return table, None
        examples = self._examples_given(data, y, None)
        fitted.refuse_unknown(examples.table)
        judge, batch = self._judge_at(checkpoint_path), fitted.batch(examples)
        size = self.batch_size
        return examples.table, cost_of_rounding(
            judge, fitted.head, batch, quantize, batch_size=size
        )

    # --- variables -----------------------------------------------------------------------------

    def get_variable_names(self) -> list[str]:
        """Return TensorFlow's names of the weights, sorted, and `global_step`.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        return sorted([*named_variables(self._known().model), "global_step"])

    def get_variable_value(self, name: str) -> np.ndarray:
        """Return the value of a weight, or of `global_step`.

        Args:
            name: one of `get_variable_names()`.

        Raises:
            NotFittedError: if nothing was learned yet.
            ValueError: if there is no such name.
        """
        fitted = self._known()
        variables = named_variables(fitted.model)
        if name == "global_step":
            return np.asarray(fitted.step)
        if name not in variables:
            raise unknown("variable", name, [*variables, "global_step"])
        return variables[name].numpy()

    # --- inside --------------------------------------------------------------------------------

    @abstractmethod
    def _model_at(self, checkpoint_path: str | None) -> Model:
        """Return the model as it was at a checkpoint."""

    def _judge_at(self, checkpoint_path: str | None) -> Model:
        """Return the model that measures, as it was at a checkpoint."""
        return judging(self._model_at(checkpoint_path), self._known().head)

    def _step_at(self, checkpoint_path: str | None) -> int:
        if checkpoint_path is None:
            return self._known().step
        return read_checkpoint(Path(checkpoint_path))[0]["step"]
