"""Recurrent models of sequences."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deepkit import feature_column as fc
from deepkit.errors import DataError
from deepkit.estimators._assembly import Columns
from deepkit.estimators._canned import Canned
from deepkit.estimators._examples import ARRAY, Examples
from deepkit.estimators._faces import Classifier
from deepkit.estimators._headed import Headed
from deepkit.estimators._loss_curve import LossCurve
from deepkit.estimators._recipes import make_optimizer
from deepkit.estimators._recurrent import rnn_layers, sequence_logits
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators._stepwise import Stepwise
from deepkit.estimators.heads import Head
from deepkit.optimizers import Optimizer

_MASK = "sequence_mask"
_UNITS = 32


@dataclass(kw_only=True, eq=False, repr=False)
class Recurrent(LossCurve, Canned):
    """What recurrent models share."""

    def _declared(self) -> dict[str, Columns | None]:
        told, context = self.sequence_feature_columns, self.context_feature_columns
        # Who names the columns of the sequences wants no others besides.
        return {"sequence": told, "context": context or (() if told is not None else None)}

    def _inferred(self, part: str, table: fc.Table) -> Columns:
        sequences = {name: found for name in table if (found := sequence_column(table, name))}
        if part == "sequence":
            if not sequences:
                raise DataError(
                    "No column of the data holds sequences: lists of steps, or arrays with an axis "
                    "for them. Pass `sequence_feature_columns`."
                )
            return tuple(c for name, c in sequences.items() if name not in self._other_keys)
        others = [*sequences, *self._other_keys]
        if len(set(others)) == len(table.names):
            return ()
        return fc.infer_columns(table, kind="deep", exclude=dict.fromkeys(others))

    def _with_sequences(self, examples: Examples) -> Examples:
        """Return a frame of numbers alone as a matrix, each row of which is a sequence."""
        table = examples.table
        if self.sequence_feature_columns is not None or self._other_keys or table.matrix:
            return examples
        if any(table[name].ndim != 1 or table[name].dtype == object for name in table):
            return examples
        matrix = np.stack([np.asarray(table[name], np.float64) for name in table], axis=1)
        return replace(examples, table=fc.Table({ARRAY: matrix}, table.rows, True), names=None)

    def _sequence_columns(self, table: fc.Table) -> Columns:
        told = self.sequence_feature_columns
        return self._inferred("sequence", table) if told is None else tuple(told)

    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        context = columns["context"]
        return sequence_logits(
            fc.input_layer(inputs, columns["sequence"]),
            fc.input_layer(inputs, context) if context else None,
            inputs[_MASK],
            width,
            rnn=self._rnn_layers(),
        )

    def _rnn_layers(self) -> list[Any]:
        units, cell_type = self.units, self.cell_type
        if self.rnn_cell_fn is None:
            units = _UNITS if units is None else units
            usual = "simple_rnn" if self.compat == "tf" else "gru"
            cell_type = usual if cell_type is None else cell_type
        return rnn_layers(
            units, cell_type, self.rnn_cell_fn, return_sequences=self.return_sequences
        )

    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        made = make_optimizer(self.optimizer, 0.05, learning_rate=self.learning_rate)
        if not isinstance(self.optimizer, str):
            return made
        return type(made).from_config({**made.get_config(), "clipnorm": 5.0})


@dataclass(eq=False, repr=False)
class RNNClassifier(Stepwise, Classifier, Recurrent):
    """Classify sequences, or each of their steps, with a recurrent network.

    Features of the context are the same at all steps. Without columns, each row of a matrix or of a
    frame of numbers is a sequence. Sequences may have different lengths: they are filled up to
    powers of two, so that programs are compiled for few lengths, and what is filled up does not
    count.

    With `return_sequences` labels are lists with one for each step. `predict` then returns arrays
    of different lengths, predictions for an `input_fn` have an axis for the steps, and the key
    `sequence_mask` tells which of them there are.

    Args:
        sequence_feature_columns: dense columns of sequences; chosen by looking at the data if None.
        context_feature_columns: dense columns of what is the same at all steps.
        units: the size of the recurrent layer, or a list for several, one on the other; 32 if None.
        cell_type: `"simple_rnn"`, `"lstm"`, `"gru"` or a class of cells; `"gru"` if None.
        rnn_cell_fn: makes a cell, instead of `units` and `cell_type`.
        return_sequences: whether to classify each step.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        n_classes: how many classes there are; as many as there are in the labels if None.
        weight_column: the column of the data that holds the weights of rows.
        label_vocabulary: the labels in the order of their classes; learned if None.
        optimizer: an optimizer, its name, or a function that makes one; for a name the rate is
            0.05, and gradients longer than 5 are shortened.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        sequence_mask: the key of the mask in predictions.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        class_weight: a weight for each class by its label, or `"balanced"`; None for none.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators, feature_column as fc
        >>> words = fc.sequence_categorical_column_with_vocabulary_list("words")
        >>> model = estimators.experimental.RNNClassifier([fc.embedding_column(words, 4)], units=8)
        >>> text = {"words": [["so", "good"], ["bad"], ["good"], ["very", "very", "bad"]]}
        >>> _ = model.set_params(random_state=0).fit(text, ["+", "-", "+", "-"], steps=60)
        >>> model.predict({"words": [["so", "very", "good"]]}).tolist()
        ['+']
    """

    sequence_feature_columns: Any = None
    context_feature_columns: Any = None
    units: Any = None
    cell_type: Any = None
    rnn_cell_fn: Callable[[], Any] | None = None
    return_sequences: bool = False
    model_dir: str | None = None
    n_classes: int | None = None
    weight_column: str | None = None
    label_vocabulary: Any = None
    optimizer: Any = "Adagrad"
    loss_reduction: str = "sum_over_batch_size"
    sequence_mask: str = _MASK
    config: RunConfig | None = None
    warm_start_from: Any = None
    class_weight: Any = None


@dataclass(eq=False, repr=False)
class RNNEstimator(Stepwise, Headed, Recurrent):
    """Predict with a recurrent network what a head says of sequences, or of each of their steps.

    See `RNNClassifier` for sequences, and what `return_sequences` does.

    Args:
        head: what is predicted, and how the loss is made of logits.
        sequence_feature_columns: dense columns of sequences; chosen by looking at the data if None.
        context_feature_columns: dense columns of what is the same at all steps.
        units: the size of the recurrent layer, or a list for several, one on the other; 32 if None.
        cell_type: `"simple_rnn"`, `"lstm"`, `"gru"` or a class of cells; `"gru"` if None.
        rnn_cell_fn: makes a cell, instead of `units` and `cell_type`.
        return_sequences: whether to predict for each step.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        optimizer: an optimizer, its name, or a function that makes one; for a name the rate is
            0.05, and gradients longer than 5 are shortened.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        **base: the keyword arguments of `TabularEstimator`; with `standardize` a `RegressionHead`
            learns the scale of its targets.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        TypeError: in `fit`, if `head` is no head.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators, feature_column as fc
        >>> columns = [fc.sequence_numeric_column("pulse")]
        >>> head = estimators.RegressionHead()
        >>> model = estimators.experimental.RNNEstimator(head, columns, return_sequences=True)
        >>> data, seen = {"pulse": [[60, 70], [80, 90, 60]]}, [[1.0, 2.0], [3.0, 4.0, 1.0]]
        >>> [len(row) for row in model.fit(data, seen, steps=5).predict(data)]
        [2, 3]
    """

    head: Head
    sequence_feature_columns: Any = None
    context_feature_columns: Any = None
    units: Any = None
    cell_type: Any = None
    rnn_cell_fn: Callable[[], Any] | None = None
    return_sequences: bool = False
    model_dir: str | None = None
    optimizer: Any = "Adagrad"
    config: RunConfig | None = None
    warm_start_from: Any = None

    sequence_mask = _MASK


def sequence_column(table: fc.Table, name: str) -> Any:
    """Return a dense column for a column of the data that holds sequences; None if it holds none.

    Args:
        table: the data.
        name: of the column.
    """
    array = table[name]
    ragged = array.dtype == object and array.ndim == 1 and isinstance(array[0], list)
    if array.ndim < 2 and not ragged:
        return None
    flat = np.concatenate([np.asarray(row, object).ravel() for row in array])
    if any(isinstance(value, str) for value in flat):
        words = fc.sequence_categorical_column_with_vocabulary_list(name)
        return fc.embedding_column(words, min(50, round(1.6 * len(set(flat)) ** 0.56)))
    shape = array.shape[2:] if not ragged else np.shape(next((r[0] for r in array if r), 0.0))
    return fc.sequence_numeric_column(name, shape or (1,), normalizer="zscore")
