"""The base of the estimators: one class, two protocols - scikit-learn's and TensorFlow's."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np

from deepkit.callbacks import Callback
from deepkit.data import Batch
from deepkit.estimators._annealing import Annealing
from deepkit.estimators._default_hooks import default_hooks
from deepkit.estimators._examples import ARRAY, Examples
from deepkit.estimators._hook_callback import as_callbacks, steps_between_looks
from deepkit.estimators._hooks import checked_hooks
from deepkit.estimators._inputs import ArrayInput, open_input
from deepkit.estimators._looking import Looking
from deepkit.estimators._parameters import check_numbers, seed_of
from deepkit.estimators._replacing import Replacing
from deepkit.estimators._reporting import Reporting
from deepkit.estimators._stopping_hooks import StopAtStepHook
from deepkit.estimators._supply import Rows, Stream, first_examples, joined
from deepkit.estimators._trainer import scaled_targets
from deepkit.estimators._training import Curves, Supply, Watcher, early_stopping, train_model

# Rows of a stream from which columns and labels are learned: streams may never end.
_LEARNED_ROWS = 200_000

# What `fit` does unless told otherwise: so many steps, or passes over the data if those are more.
_STEPS, _PASSES = 3000, 5

# How often the learning rate is lowered, and the steps that lie between two looks at least.
_LEVELS, _LEAST = 20, 50

# Steps between two looks at a training that nobody asked to look at.
_LOOK = 100


@dataclass(kw_only=True, eq=False, repr=False)
class TabularEstimator(Reporting, Looking, Replacing):
    """The base of the estimators for tables.

    Args:
        steps: batches that `fit` trains on; by default 3000, or 5 passes over the data if those
            are more, and those that an `input_fn` gives until it ends.
        epochs: passes of `fit` over the data, or over what an `input_fn` gives, which is called
            anew for each; instead of `steps`. `train` makes one.
        batch_size: rows in a batch of arrays, >= 1.
        learning_rate: of the optimizer; a good one for it by default.
        standardize: whether regression targets, and numeric columns without a normalizer, are
            scaled inside the model; not with `compat="tf"`.
        validation_fraction: the share of the rows that early stopping looks at, in (0, 1).
        early_stopping: stop when the validation loss has not fallen for so many looks (a look
            comes after each pass over the data), and keep the best weights; True for 10. Only in
            `fit`, on data that is not an `input_fn` of batches.
        warm_start: whether `fit` goes on from what it learned the last time.
        random_state: a seed, a `RandomState`, or None for a different result each time.
        compat: `"tf"` for TensorFlow's exact defaults.
        embeddings_update: which rows of embeddings and of weights of categories a step updates, as
            in `compile` of models: `"auto"`, or `"lazy"` for those of the batch alone with any
            optimizer, or `"dense"` for all.
        verbose: 1 for a progress bar, 2 for a line at each look, 0 for silence.
    """

    steps: int | None = None
    epochs: int | None = None
    batch_size: int = 100
    learning_rate: float | None = None
    standardize: bool = True
    validation_fraction: float = 0.1
    early_stopping: int | bool = False
    warm_start: bool = False
    random_state: Any = None
    compat: str | None = None
    embeddings_update: str = "auto"
    verbose: int = 0

    # --- scikit-learn's protocol ---------------------------------------------------------------

    def fit(
        self,
        X: Any = None,  # noqa: N803  scikit-learn's name
        y: Any = None,
        sample_weight: Any = None,
        *,
        input_fn: Any = None,
        steps: int | None = None,
        callbacks: Sequence[Callback] = (),
    ) -> Self:
        """Learn from data, afresh.

        A stream of batches that never ends has no passes: say how many `steps` to make.

        Unlike `train` it never goes on from a checkpoint: those in `model_dir` are removed, and at
        the end there is one of what was learned. It replaces what was learned before, or fails and
        changes nothing: the estimator and its `model_dir` are as they were then. Only what an
        interrupt from the keyboard ends is kept as it is, and what `warm_start` went on with.

        Args:
            X: a data frame, a dict of columns, a matrix, the path of a CSV file; or an `input_fn`.
            y: the targets, or the name of the column of `X` that holds them.
            sample_weight: a weight >= 0 for each row.
            input_fn: as for `train`, instead of `X` and `y`. Rows that it returns whole are as
                `X` and `y`; where it tells no end, training has that of the constructor.
            steps: batches to train on; what the constructor was told if None. With a warning they
                are fewer where an `input_fn` ends before.
            callbacks: deepkit callbacks.

        Returns:
            The estimator.

        Raises:
            DataError: if the data cannot be used; the message names the column and the values.
            TypeError: if `callbacks` holds anything else.
            ValueError: if a parameter is out of its range.
        """
        check_numbers(self, steps=steps)
        watching = checked_hooks(callbacks, "callbacks")
        if callable(X) and y is None:
            input_fn = X
        with self._all_or_nothing():
            if not self.warm_start:
                self._forget()
            if input_fn is None:
                self._fit_rows((X, y, sample_weight), steps or self.steps, watching)
            else:
                self._fit_input(input_fn, steps or self.steps, watching)
        return self

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, classes: Any = None) -> Self:  # noqa: N803  scikit-learn's name
        """Make one pass over data, going on from what this object learned before.

        Args:
            X: as for `fit`.
            y: the targets.
            sample_weight: a weight >= 0 for each row.
            classes: all labels that will ever come, at the first call of a classifier.

        Returns:
            The estimator.
        """
        check_numbers(self)
        examples = self._examples_given(X, y, sample_weight)
        with self._nothing_half_done():
            if self._fitted is None:
                labels = examples.labels if classes is None else np.asarray(classes)
                weights = examples.weights if classes is None else None
                self._learn([examples.table], labels, weights, examples)
            self._follow_parameters()
            steps = -(-examples.table.rows // self.batch_size)
            self._train_rows(examples, None, steps, (), partly=True)
        return self

    # --- TensorFlow's protocol -----------------------------------------------------------------

    def train(
        self,
        input_fn: Callable[..., Any],
        hooks: Sequence[Any] | None = None,
        steps: int | None = None,
        max_steps: int | None = None,
        saving_listeners: Sequence[Any] | None = None,
    ) -> Self:
        """Train on what `input_fn` returns, going on from the last checkpoint if there is one.

        The learning rate is that of the parameters now; an optimizer of another kind begins anew,
        with a warning. Rows in memory come in the order in which they would have come without a
        break, so that 30 steps and 20 are 50 bit for bit; a stream starts at its beginning.

        Args:
            input_fn: returns `(features, labels)`, or an iterable of such batches; it may take
                `mode`, `params` and `config`.
            hooks: hooks or callbacks.
            steps: batches to train on now; until the input ends if None. With 0, columns and labels
                are learned and the model is drawn, and that is all.
            max_steps: batches to have trained on in all, those of earlier calls included.
            saving_listeners: told when checkpoints are saved.

        Returns:
            The estimator.

        Raises:
            ValueError: if both `steps` and `max_steps` are given.
            SavingError: if the checkpoint is of another architecture.
        """
        check_numbers(self, steps=steps or None, max_steps=max_steps)
        self._warn_of_no_early_stopping(stacklevel=3)
        self._restore_latest()
        self._follow_parameters()
        start = 0 if self._fitted is None else self._fitted.step
        if max_steps is not None:
            if start >= max_steps:
                return self
            steps = max_steps - start
        opened = open_input(input_fn, mode="train", params=self._params, config=self.config)
        ends = [
            each.last_step_from(start) for each in hooks or () if isinstance(each, StopAtStepHook)
        ]
        if ends:
            steps = max(0, min(ends if steps is None else [*ends, start + steps]) - start)
        with self._nothing_half_done():
            supply = self._supply(opened)
            if steps != 0:
                self._train(supply, steps, hooks=hooks or (), saving_listeners=saving_listeners)
        return self

    # --- what was learned ----------------------------------------------------------------------

    @property
    def history_(self) -> Curves:
        """The numbers of each look at the training, by name, and the steps of the looks."""
        return self._known().curves

    # --- inside --------------------------------------------------------------------------------

    def _split(self, examples: Examples) -> tuple[Examples, Examples | None]:
        """Return the rows to train on, and those that early stopping looks at."""
        rows = examples.table.rows
        if self.early_stopping is False or rows == 1:
            return examples, None
        held = max(1, int(rows * self.validation_fraction))
        order = np.random.default_rng(seed_of(self)).permutation(rows)
        return examples.take(np.sort(order[held:])), examples.take(np.sort(order[:held]))

    def _fit_rows(
        self, given: tuple[Any, Any, Any], steps: int | None, callbacks: Sequence[Any]
    ) -> None:
        """Fit on data, labels and weights."""
        examples = self._examples_given(*given)
        training, validation = self._split(examples)
        if self._fitted is None:
            self._learn([examples.table], examples.labels, examples.weights, examples)
        self._follow_parameters()
        self._train_rows(training, validation, steps, callbacks)

    def _fit_input(
        self, input_fn: Callable[..., Any], steps: int | None, callbacks: Sequence[Any]
    ) -> None:
        """Fit on passes over what an `input_fn` returns; on rows without an end as on arrays."""
        opened = open_input(input_fn, mode="train", params=self._params, config=self.config)
        if isinstance(opened, ArrayInput) and opened.num_epochs is None:
            table, labels, weights = opened.features, opened.labels, opened.sample_weight
            if opened.batch_size == table.rows:  # not cut into batches
                rows = table[ARRAY] if table.matrix else table
                self._fit_rows((rows, labels, weights), steps, callbacks)
                return
            steps = steps or self._usual_steps(-(-table.rows // opened.batch_size))
        self._warn_of_no_early_stopping(stacklevel=4)
        self._follow_parameters()
        passes = self.epochs if self.epochs and steps is None else 1
        supply = self._supply(opened, passes)
        fitted = self._known()
        begun = fitted.step
        self._train(supply, steps, hooks=callbacks)
        if not fitted.trainer.stop_training:
            _warn_of_few(fitted.step - begun, steps)

    def _warn_of_no_early_stopping(self, stacklevel: int) -> None:
        if self.early_stopping is not False:
            warnings.warn(
                "`early_stopping` keeps rows aside, which cannot be done with an `input_fn` of "
                "batches: training goes on to its end. Pass the data itself to `fit`, or "
                "`experimental.stop_if_no_decrease_hook` to `train_and_evaluate`.",
                stacklevel=stacklevel,
            )

    def _usual_steps(self, per_pass: int) -> int:
        """Return how many steps `fit` makes unless told otherwise."""
        return per_pass * self.epochs if self.epochs else max(_STEPS, per_pass * _PASSES)

    def _train_rows(
        self,
        training: Examples,
        validation: Examples | None,
        steps: int | None,
        callbacks: Sequence[Any],
        *,
        partly: bool = False,
    ) -> None:
        """Train on rows; partly: further ones will come, so that no optimum is sought yet."""
        fitted = self._fitted
        assert fitted is not None  # columns and labels were learned just before
        batch = fitted.batch(training, self.class_weight)
        if not partly and self._solve(fitted, batch):
            self._save(fitted.step)
            return
        rows = training.table.rows
        per_pass = -(-rows // min(rows, self.batch_size))
        steps = steps or self._usual_steps(per_pass)
        size = min(rows, self.batch_size)
        given = ArrayInput(
            training.table, batch_size=size, num_epochs=None, shuffle=True, seed=seed_of(self)
        )
        looked = None if validation is None else fitted.batch(validation, self.class_weight)
        watching = [*early_stopping(looked is not None and self.early_stopping), *callbacks]
        cadence = per_pass
        if self._anneals and not partly:
            watching.insert(0, Annealing(steps, lambda: fitted.step))
            cadence = per_pass if looked is not None else min(per_pass, -(-steps // _LEVELS))
        supply = Rows(scaled_targets(fitted.head, batch), given.orders)
        self._train(supply, steps, hooks=watching, cadence=max(cadence, _LEAST), validation=looked)
        if looked is not None:  # the best weights came back after the last ones were saved
            self._save(fitted.step)

    def _supply(self, opened: Any, passes: int = 1) -> Supply:
        """Return where batches come from; columns and labels are learned if they are not yet."""
        if isinstance(opened, ArrayInput):
            opened = opened.repeated(passes)
            examples = self._examples_of((opened.features, opened.labels, opened.sample_weight))
            if self._fitted is None:
                self._learn([examples.table], examples.labels, examples.weights, examples)
            return Rows(self._encoded(examples), opened.onward)
        if self._fitted is None:
            seen = list(first_examples(map(self._examples_of, opened()), _LEARNED_ROWS))
            labels, weights = joined(seen)
            self._learn([part.table for part in seen], labels, weights, seen[0])
        every = chain.from_iterable
        return Stream(
            lambda: map(self._examples_of, every(opened() for _ in range(passes))), self._encoded
        )

    def _encoded(self, examples: Examples) -> Batch:
        fitted = self._known()
        return scaled_targets(fitted.head, fitted.batch(examples, self.class_weight))

    def _train(
        self,
        supply: Supply,
        steps: int | None,
        *,
        hooks: Sequence[Any],
        saving_listeners: Sequence[Any] | None = None,
        cadence: int | None = None,
        validation: Batch | None = None,
    ) -> None:
        """Train for so many steps; looks come when hooks want them, or else at a cadence."""
        fitted = self._known()
        if validation is not None:
            validation = scaled_targets(fitted.head, validation)
        usual = default_hooks(
            self._run_config, self._save, saving_listeners, model_dir=self._directory
        )
        callbacks = as_callbacks([*hooks, *usual], self)
        if self.embeddings_update != "auto":  # a compiled model of a user's may say it by itself
            fitted.trainer.embeddings_update = self.embeddings_update
        train_model(
            fitted.trainer,
            supply,
            Watcher(lambda: fitted.step, fitted.curves),
            steps=steps,
            cadence=cadence or steps_between_looks(callbacks) or _LOOK,
            callbacks=callbacks,
            verbose=self.verbose,
            validation=validation,
        )


def _warn_of_few(made: int, steps: int | None) -> None:
    """Warn of an `input_fn` that ended before the steps that were asked for were made."""
    if steps is not None and made < steps:
        warnings.warn(
            f"Training ended after {made} of {steps} `steps`, for the `input_fn` gave no further "
            "batch. Let it go on, for example by `num_epochs=None`, or say by `epochs` how often "
            "to go through it.",
            stacklevel=4,
        )
