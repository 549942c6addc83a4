"""Fit, evaluate and predict: what a model does with data."""

from collections.abc import Mapping
from typing import Any

from deepkit.callbacks import CallbackList, History
from deepkit.data import ArraySource, Source
from deepkit.errors import one_of, whole
from deepkit.training._compiled import Compiled
from deepkit.training._default import overrides
from deepkit.training._fit import Validation, clocked, fit_source, tell_profile
from deepkit.training._look import evaluate_source, predict_source
from deepkit.training._on_batch import one_step
from deepkit.training._predictor import is_small, predictor_of
from deepkit.training._prepare import prepare
from deepkit.training._sources import check_sizes, plain_source, training_sources


class Trainer(Compiled):
    """The part of a model that learns: it sees a callable with Variables, not layers."""

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
        *,
        profile: bool = False,
    ) -> History:
        """Train on data for some epochs.

        Args:
            x: arrays (NumPy, JAX, pandas; lists and dicts of them for several inputs), or batches:
                a generator, a `PyDataset`, a torch `DataLoader`, any iterable of `(x, y)` or
                `(x, y, sample_weight)`.
            y: targets, if `x` is arrays.
            batch_size: rows in a batch of arrays; 32 if None.
            epochs: the index of the last epoch, so their number unless `initial_epoch` is given.
            verbose: 1 or `"auto"` for a progress bar, 2 for a line an epoch, 0 for silence.
            callbacks: callbacks to call at each stage.
            validation_split: the share of the rows, the last ones, kept for validation, in [0, 1).
            validation_data: `(x, y)`, `(x, y, sample_weight)` or batches to validate on.
            shuffle: whether rows are shuffled before each epoch; `"batch"` shuffles batches.
            class_weight: a weight for each class, by its whole number.
            sample_weight: a weight for each row, or for each step of each row.
            initial_epoch: the index of the first epoch.
            steps_per_epoch: batches in an epoch; needed for endless generators.
            validation_steps: batches of validation.
            validation_batch_size: rows in a batch of validation; `batch_size` if None.
            validation_freq: validate every so many epochs, or after those listed.
            profile: whether to tell at the end where the time went, in a table that also is
                `history.profile`. Each program is then waited for, so that training is a little
                slower, and learns the same.

        Returns:
            The `History`: `history.history` maps names to their values after each epoch.

        Raises:
            NotCompiledError: if `compile` was not called.
            DataError: if the data cannot be used.
            ShapeError: if the data does not fit the model.

        Example:
            >>> import numpy as np, deepkit
            >>> x = np.arange(8.0).reshape(8, 1)
            >>> model = deepkit.Sequential([deepkit.Input((1,)), deepkit.layers.Dense(1)])
            >>> model.compile(deepkit.optimizers.SGD(0.01), "mse")
            >>> history = model.fit(x, 2 * x, epochs=2, verbose=0)
            >>> len(history.history["loss"])
            2
        """
        _ = self.objective  # refuses a model that is not compiled, before any work
        numbers = range(
            whole(at_least=0, initial_epoch=initial_epoch), whole(at_least=0, epochs=epochs)
        )
        check_sizes(
            steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps,
            validation_batch_size=validation_batch_size,
        )
        told = (x, y, sample_weight)
        options = {
            "batch_size": batch_size,
            "shuffle": shuffle,
            "class_weight": class_weight,
            "steps": steps_per_epoch,
            "validation_split": validation_split,
            "validation_data": validation_data,
            "validation_options": {
                "batch_size": validation_batch_size or batch_size,
                "steps": validation_steps,
            },
        }
        with clocked(self, profile=profile) as clock:
            with clock.section("data"):
                source, other = training_sources(*told, **options)
            validation = None if other is None else Validation(other, validation_freq)
            watching = self._watching(callbacks, verbose, epochs=epochs, steps=source.steps)
            history = fit_source(self, source, validation, watching, numbers, clock)
        tell_profile(clock, self, source, watching)
        return history

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss and the metrics on data.

        Args:
            x: arrays or batches, as for `fit`.
            y: targets, if `x` is arrays.
            batch_size: rows in a batch of arrays; 32 if None.
            verbose: 1 or `"auto"` for a progress bar, 2 for a line, 0 for silence.
            sample_weight: a weight for each row, or for each step of each row.
            steps: batches to look at; all if None.
            callbacks: callbacks to call at each stage.
            return_dict: whether to return a dict by name.

        Returns:
            The loss; a list of the loss and the metrics if there are metrics; or a dict.

        Raises:
            NotCompiledError: if `compile` was not called.
            DataError: if the data cannot be used.
            ShapeError: if the data does not fit the model.
        """
        _ = self.objective
        source = plain_source(x, y, sample_weight, batch_size=batch_size, steps=steps)
        watching = self._watching(callbacks, verbose, steps=source.steps)
        prepare(self, "test", source.peek())
        return self._shaped(evaluate_source(self, source, watching), return_dict)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """Return the outputs for data, as NumPy arrays in the structure of the outputs.

        From one full batch on, the outputs for a row do not depend on how many rows there are, not
        even in their last bits: where no row can see another, a short batch is filled up.

        Args:
            x: arrays or batches, as for `fit`; targets in batches are left alone.
            batch_size: rows in a batch of arrays; 32 if None.
            verbose: 1 or `"auto"` for a progress bar, 2 for a line, 0 for silence.
            steps: batches to predict; all if None.
            callbacks: callbacks to call at each stage.

        Raises:
            DataError: if the data cannot be used.
            ShapeError: if the data does not fit the model.
        """
        unseen = callbacks is None and verbose == 0
        if unseen and steps is None and is_small(self, x, batch_size):
            return predictor_of(self).alone(x, batch_size or ArraySource.usual_batch_size)
        source = plain_source(x, batch_size=batch_size, steps=steps)
        watching = self._watching(callbacks, verbose, steps=source.steps)
        prepare(self, "predict", source.peek())
        return predict_source(self, source, watching)

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Train on one batch; return its loss and metrics.

        Args:
            x: inputs of the batch.
            y: targets.
            sample_weight: a weight for each row.
            class_weight: a weight for each class, by its whole number.
            return_dict: whether to return a dict by name.

        Raises:
            NotCompiledError: if `compile` was not called.
        """
        _ = self.objective
        batch = _whole_batch(x, y, sample_weight, class_weight=class_weight)
        prepare(self, "train", batch)
        return self._shaped(one_step(self, "train", batch), return_dict)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Return the loss and metrics of one batch.

        Args:
            x: inputs of the batch.
            y: targets.
            sample_weight: a weight for each row.
            return_dict: whether to return a dict by name.

        Raises:
            NotCompiledError: if `compile` was not called.
        """
        _ = self.objective
        batch = _whole_batch(x, y, sample_weight)
        prepare(self, "test", batch)
        return self._shaped(one_step(self, "test", batch), return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs for one batch, as NumPy arrays.

        Args:
            x: inputs of the batch.
        """
        if not is_small(self, x):
            batch = _whole_batch(x)
            prepare(self, "predict", batch)
            x = batch[0]
        return predictor_of(self)(x)

    def _watching(
        self, callbacks: Any, verbose: Any, *, epochs: int | None = None, steps: int | None
    ) -> CallbackList:
        """Return the callbacks, with the progress bar and, for epochs, the history."""
        verbose = one_of(("auto", 0, 1, 2), verbose=verbose)
        params = {
            "verbose": 1 if verbose == "auto" else int(verbose),
            "epochs": 1 if epochs is None else epochs,
            "steps": steps,
        }
        if not isinstance(callbacks, CallbackList):
            callbacks = CallbackList(callbacks, add_progbar=verbose != 0)
        if epochs is not None and callbacks.history is None:
            callbacks.append(History())
        callbacks.set_model(self)  # pyright: ignore[reportArgumentType]  a Trainer is mixed into a layer
        callbacks.set_params(params)
        return callbacks

    def _shaped(self, logs: dict[str, float], return_dict: bool) -> Any:
        """Return logs as Keras does: a dict sorted by name, or values in the order of metrics."""
        if return_dict:
            return dict(sorted(logs.items()))
        if overrides(self, "test_step") or overrides(self, "train_step"):
            names = [metric.name for metric in self.metrics if metric.name in logs]
            logs = {name: logs[name] for name in dict.fromkeys([*names, *sorted(logs)])}
        values = list(logs.values())
        return values[0] if len(values) == 1 else values


def _whole_batch(x: Any, y: Any = None, sample_weight: Any = None, **options: Any) -> Any:
    """Return arrays as one checked batch."""
    source: Source = plain_source(x, y, sample_weight, steps=1, **options)
    return source.peek()
