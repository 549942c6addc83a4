"""The head of models that say something at each step of a sequence."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit import metrics, ops
from deepkit.errors import DataError, unknown
from deepkit.estimators.heads._head import Arrays, Head
from deepkit.estimators.heads._metrics import BatchLoss
from deepkit.estimators.heads._multi_head import MultiHead
from deepkit.estimators.heads._step_masks import StepsOf
from deepkit.estimators.heads._values import in_files
from deepkit.losses import mask_of, merge_mask
from deepkit.metrics import Metric
from deepkit.typing import Logs, Tensor

_LOGITS = "logits"


class SequentialHead(Head):
    """Let a head judge each step of a sequence as if it was a row.

    Steps that are filled up do not count. The loss of a batch is divided by the number of its
    steps; a weight of a row counts for all its steps. Predictions have an axis for the steps after
    that of the rows, and tell which steps there are.

    Args:
        head: what each step is judged by.
        sequence_mask: the key under which predictions tell which steps there are.

    Shapes:
        labels: n lists of a label for each step. logits: (n, t, d). The mask travels with the
        logits.

    Raises:
        ValueError: if the head is made of several.

    Example:
        >>> from deepkit.estimators import heads
        >>> head = heads.SequentialHead(heads.BinaryClassHead()).learn([["no", "yes"], ["no"]])
        >>> head.encode_labels([["yes", "no"], ["yes"]])[..., 0].tolist()
        [[1.0, 0.0], [1.0, 0.0]]
    """

    def __init__(self, head: Head, sequence_mask: str = "sequence_mask") -> None:
        if isinstance(head, MultiHead):
            raise ValueError("`head` must be one head for each step, got a MultiHead.")
        super().__init__(head.weight_column, head.loss_reduction, None, head.name)
        self.head, self.sequence_mask = head, sequence_mask

    @property
    def inner(self) -> Head:
        """The head of each step."""
        return self.head

    @property
    def logits_dimension(self) -> int:
        """How many logits a step has."""
        return self.head.logits_dimension

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head that knows what the labels of all steps tell.

        Args:
            y: a list of labels for each row.
            sample_weight: what each row counts.

        Raises:
            DataError: if labels do not fit the head.
        """
        flat, lengths = flattened_steps(y)
        weights = None if sample_weight is None else np.repeat(np.ravel(sample_weight), lengths)
        return self._with(head=self.head.learn(flat, weights))

    def encode_labels(self, y: Any) -> np.ndarray:
        """Return the labels of steps as numbers, filled up with zeros to a power of two of steps.

        Args:
            y: a list of labels for each row.

        Raises:
            DataError: if a label does not fit the head.
        """
        flat, lengths = flattened_steps(y)
        encoded = self.head.encode_labels(flat)
        longest = 1 << (max(1, int(lengths.max(initial=1))) - 1).bit_length()
        spread = np.zeros((len(lengths), longest, *encoded.shape[1:]), encoded.dtype)
        spread[np.arange(longest) < lengths[:, None]] = encoded
        return spread

    def outputs(self, logits: Tensor) -> dict[str, Any]:
        """Return what the model returns: what the head makes of logits, and the mask of steps.

        Args:
            logits: symbolic or real, with a mask.

        Raises:
            ShapeError: if there are not as many logits as the head has.
        """
        mask = StepsOf(name="steps_there_are")(logits)
        return {_LOGITS: self.head.outputs(logits), self.sequence_mask: mask}

    def training_loss(self) -> Any:
        """Return the loss to be made small, for `model.compile(loss=...)`."""
        return {_LOGITS: self.head.training_loss()}

    def metrics(self) -> Any:
        """Return new metrics, for `model.compile(weighted_metrics=...)`."""
        own = self.head.metrics()
        return {_LOGITS: [m if isinstance(m, BatchLoss) else OfSteps(m, m.name) for m in own]}

    def logs(self, evaluate_logs: Logs) -> dict[str, float]:
        """Return what `model.evaluate` measured under TensorFlow's names, in their order.

        Args:
            evaluate_logs: what `model.evaluate(..., return_dict=True)` returned.
        """
        prefix = f"{_LOGITS}_"
        return self.head.logs({key.removeprefix(prefix): v for key, v in evaluate_logs.items()})

    def predictions(
        self, outputs: Any, keys: Sequence[Any] | None = None, *, bytes_classes: bool = False
    ) -> Arrays:
        """Return what the outputs of a model mean, under TensorFlow's keys.

        Args:
            outputs: what the model returned, in NumPy.
            keys: which of them; all if None.
            bytes_classes: whether classes are bytes, as in TensorFlow, and not text.

        Raises:
            ValueError: if there is no such key.
            ShapeError: if there are not as many outputs as the head has.
        """
        found = self.head.predictions(outputs[_LOGITS], bytes_classes=bytes_classes)
        found[self.sequence_mask] = np.asarray(outputs[self.sequence_mask], bool)
        for key in keys or ():
            if key not in found:
                raise unknown("prediction key", key, map(str, found))
        return {key: value for key, value in found.items() if keys is None or key in keys}

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions that are numbers, in a compiled program.

        Args:
            outputs: what the model returns.
        """
        mask = ops.cast(outputs[self.sequence_mask], "bool")
        return {**self.head.tensors(outputs[_LOGITS]), self.sequence_mask: mask}

    def texts(self) -> dict[Any, tuple[str, np.ndarray]]:
        """Return for predictions that are text which tensor tells their place among which names."""
        return self.head.texts()

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        mask = {self.sequence_mask: predictions[self.sequence_mask]}
        found = self.head.signatures(predictions)
        return {name: {**arrays, **mask} for name, arrays in found.items()}


@in_files
class OfSteps(Metric):
    """Let a metric see each step of a sequence as a row, without those that are masked.

    Args:
        metric: the metric.
        name: in logs and files.
        dtype: of the result.
    """

    def __init__(self, metric: Any, name: str | None = None, dtype: Any = None) -> None:
        self.metric: Metric = metrics.get(metric)
        super().__init__(name=name or self.metric.name, dtype=dtype)

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Let the metric see a batch.

        Args:
            y_true: labels of steps.
            y_pred: outputs for steps, with a mask.
            sample_weight: what each row counts.
        """
        mask = mask_of(y_pred)
        if mask is None:
            mask = ops.ones_like(y_pred[..., 0])
        weight = merge_mask(sample_weight, mask, self.sum_dtype)
        rows = [ops.reshape(x, (-1, x.shape[-1])) for x in (y_true, y_pred)]
        self.metric.update_state(*rows, sample_weight=ops.reshape(weight, (-1,)))

    def result(self) -> Any:
        """Return the value of the metric."""
        return self.metric.result()


def flattened_steps(y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the labels of all steps one after the other, and the number of steps of each row.

    Args:
        y: a list, or an array, of labels for each row.

    Raises:
        DataError: if a row is no list, or no row has a step.
    """
    rows = [row.tolist() if hasattr(row, "tolist") else row for row in y]
    for place, row in enumerate(rows):
        if not isinstance(row, list | tuple):
            raise DataError(
                f"`labels` must be a list of steps in each row, got {row!r} in row {place}."
            )
    lengths = np.array([len(row) for row in rows], int)
    flat = [label for row in rows for label in row]
    if not flat:
        raise DataError("`labels` must have at least one step, all rows are empty.")
    return np.array(flat), lengths
