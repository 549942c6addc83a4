"""What an estimator has learned: columns, labels and a model, put to use on tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deepkit.backend import map_structure
from deepkit.columns import Arrangement
from deepkit.data import Batch
from deepkit.errors import DataError
from deepkit.estimators._examples import Examples
from deepkit.estimators.heads import Head
from deepkit.feature_column import Encoder, Table
from deepkit.models import Model
from deepkit.training import Predictor
from deepkit.typing import Config

# Rows of a predicted batch. XLA's sums depend on the shape in their last bits: with one shape for
# all, a row has the same prediction whatever rows come with it.
_ROWS = 256

Parts = dict[str, tuple[str, ...]]


class Fitted:
    """Columns, labels and a model that go together.

    Args:
        encoder: the columns with what was learned of them.
        head: the labels with what was learned of them.
        parts: the names of the columns of each part of the model.
        model: the model.
        trainer: the model to train: it shares the layers, and its targets are scaled.
        names: the names of the columns of the training data; None for an array.
        width: the number of those columns.
        rank: the number of axes of the labels.
        solved_steps: how many steps were made before those of the optimizer: by a direct solver, or
            by another optimizer.
        missing: the share of the training rows that lacked a value, by column, where some did.
        allowed: the names that columns of data may have; None for any.
        labels: the columns of the labels, where a model of the user's sees them, as their encoder
            writes them down.
        numbers: the names of the columns that held numbers.
    """

    def __init__(
        self,
        encoder: Encoder,
        head: Head,
        parts: Parts,
        model: Model,
        trainer: Model,
        *,
        names: Sequence[str] | None,
        width: int,
        rank: int = 1,
        solved_steps: int = 0,
        missing: Mapping[str, float] | None = None,
        allowed: Sequence[str] | None = None,
        labels: Config | None = None,
        numbers: Sequence[str] = (),
    ) -> None:
        self.encoder, self.head, self.parts = encoder, head, parts
        self.model, self.trainer = model, trainer
        self.names = None if names is None else tuple(names)
        self.width, self.rank = width, rank
        self.solved_steps = solved_steps
        self.missing = dict(missing or {})
        self.allowed = None if allowed is None else tuple(allowed)
        self.labels, self.numbers = labels, tuple(numbers)
        self.curves: dict[str, list[float]] = {}
        self._predictor: Predictor | None = None
        self.made_with: dict[str, Any] = {}  # the estimator's parameters when the model was drawn
        self.has_cleared = False  # whether older checkpoints gave way to it
        self.kept: dict[Any, Any] = {}  # what reports make of the model once, such as programs

    @property
    def like(self) -> dict[str, Any]:
        """What the training data was like, in plain values."""
        names = None if self.names is None else list(self.names)
        return {
            "names": names,
            "width": self.width,
            "rank": self.rank,
            "solved_steps": self.solved_steps,
            "missing": self.missing,
            "allowed": None if self.allowed is None else list(self.allowed),
            "labels": self.labels,
            "numbers": list(self.numbers),
        }

    @property
    def asked(self) -> Encoder:
        """The columns that predictions need."""
        return self.encoder

    @property
    def whole(self) -> Model:
        """The model that has all weights."""
        return self.model

    @property
    def step(self) -> int:
        """How many steps were made, by a direct solver and on batches."""
        optimizer = self.trainer.optimizer
        assert optimizer is not None  # trainers are compiled with one
        return self.solved_steps + int(optimizer.iterations.numpy())

    def batch(self, examples: Examples, class_weight: Any = None) -> Batch:
        """Return examples as the model's inputs, targets and weights.

        Args:
            examples: rows with labels.
            class_weight: a weight for each class by its label, or `"balanced"`.
        """
        inputs = self.encoder.encode(self.fitting(examples.table))
        if examples.labels is None:
            raise DataError("There are no labels: `y` must be given, or come with the features.")
        targets = self.head.encode_labels(examples.labels)
        weights = examples.weights
        if class_weight is not None:
            factors = class_factors(self.head, targets, class_weight, weights)
            weights = factors if weights is None else weights * factors
        return inputs, targets, None if weights is None else weights.astype(np.float32)

    def outputs(self, table: Table, model: Model | None = None) -> Any:
        """Return the outputs of the model for the rows of a table, as NumPy arrays.

        Args:
            table: the columns.
            model: the model to ask; this one's own if None.
        """
        inputs = self.asked.encode(self.fitting(table))
        rows, extra = table.rows, -table.rows % _ROWS
        if extra:
            inputs = {name: _padded(array, extra) for name, array in inputs.items()}
        if rows > _ROWS or (model is not None and model is not self.model):
            outputs = (model or self.model).predict(inputs, batch_size=_ROWS, verbose=0)
        else:  # the same program, without the checks of data that comes from anywhere
            self._predictor = self._predictor or Predictor(self.model)
            outputs = self._predictor(inputs)
        return map_structure(lambda array: array[:rows], outputs)

    @property
    def arrangement(self) -> Arrangement:
        """What the training data was like."""
        return Arrangement(self.names, self.width, self.encoder.keys, self.model.name)

    def fitting(self, table: Table) -> Table:
        """Return a table with the columns that this one learned from, given as a matrix or not.

        Args:
            table: the columns.

        Raises:
            DataError: if there are more or fewer columns.
        """
        return self.arrangement.fit(table)

    def refuse_unknown(self, table: Table) -> None:
        """Refuse columns that were not there in training, where all of them were looked at.

        Args:
            table: the columns.

        Raises:
            DataError: if there are some; they are named.
        """
        if self.allowed is None or table.matrix:
            return
        unknown = [name for name in table.names if name not in self.allowed]
        if unknown:
            raise DataError(
                f"The data has unknown columns: {', '.join(map(repr, unknown[:10]))}. The feature "
                "names should match those that were passed during fit. Leave the others out, or "
                "say by `feature_columns` which ones matter."
            )


def _padded(array: np.ndarray, extra: int) -> np.ndarray:
    """Return an array with its last row repeated."""
    return np.concatenate([array, np.repeat(array[-1:], extra, axis=0)])


def class_factors(
    head: Head, targets: np.ndarray, class_weight: Any, weights: np.ndarray | None
) -> np.ndarray:
    """Return the weight of the class of each row.

    Args:
        head: knows the classes.
        targets: the numbers of the classes, as the head encodes labels.
        class_weight: a weight for each class by its label (1 for those that are missing), or
            `"balanced"` for weights inversely proportional to how often classes occur.
        weights: the weights of the rows, for counting.

    Raises:
        DataError: if there are no classes, or a label in `class_weight` is none.
    """
    classes = getattr(head, "classes_", None)
    if classes is None:
        raise DataError("`class_weight` is for classifiers; give `sample_weight` instead.")
    ids = np.asarray(targets).reshape(len(targets)).astype(int)
    factors = np.ones(len(classes))
    if isinstance(class_weight, Mapping):
        known = {label: place for place, label in enumerate(np.asarray(classes).tolist())}
        for label, factor in class_weight.items():
            if label not in known:
                raise DataError(
                    f"`class_weight` has the label {label!r}, which is not among the classes "
                    f"{list(known)}."
                )
            factors[known[label]] = factor
    elif class_weight == "balanced":
        counts = np.bincount(ids, weights, len(classes))
        factors = counts.sum() / (len(classes) * np.where(counts > 0, counts, 1))
    else:
        raise DataError(f"`class_weight` must be a dict or 'balanced', got {class_weight!r}.")
    return factors[ids]
