"""The base of heads: what a model's last numbers mean, and how good they are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit import backend, ops
from deepkit.configurable import Configurable
from deepkit.errors import ShapeError, one_of, unknown
from deepkit.estimators._head_spec import HeadSpec
from deepkit.estimators._specs import ModeKeys
from deepkit.estimators.heads._metrics import BATCH_LOSS, BatchLoss
from deepkit.estimators.heads._values import (
    Values,
    check_loss_fn,
    given_values,
    in_files,
    needs_features,
)
from deepkit.layers import Layer
from deepkit.losses import Loss, LossFunctionWrapper
from deepkit.metrics import MeanMetricWrapper, Metric
from deepkit.typing import Logs, Tensor

REDUCTIONS = ("sum_over_batch_size", "sum")

Arrays = dict[Any, np.ndarray]


class Head(Configurable):
    """Give meaning to the last numbers of a model, its logits: labels, loss, metrics, predictions.

    A head never changes. `learn` returns one that knows what there is to know about the labels,
    as arguments of its constructor, so that its config makes an equal one.

    Args:
        weight_column: the feature that holds the weights of the rows.
        loss_reduction: `"sum_over_batch_size"` divides the weighted sum of a batch's losses by
            its number of rows, `"sum"` does not.
        loss_fn: `(labels, logits)`, which may also name `features` and `loss_reduction`; returns
            a loss for each row, before weights and reduction.
        name: what its metrics are told apart by, such as `"average_loss/<name>"`.

    Raises:
        ValueError: if an option is none of these.
    """

    whole_labels = False
    """Whether labels are numbers of classes."""

    def __init__(
        self,
        weight_column: str | None,
        loss_reduction: str,
        loss_fn: Callable[..., Tensor] | None,
        name: str | None,
    ) -> None:
        one_of(REDUCTIONS, loss_reduction=loss_reduction)
        check_loss_fn(loss_fn)
        if name is not None and not name:
            raise ValueError("`name` must not be empty.")
        self.weight_column, self.loss_reduction = weight_column, loss_reduction
        self.loss_fn, self.name = loss_fn, name

    @property
    def logits_dimension(self) -> int:
        """How many logits a row has."""
        raise NotImplementedError(f"{type(self).__name__} must define `logits_dimension`.")

    @property
    def inner(self) -> "Head":
        """The head that judges: this one, unless it lets another judge each step of a sequence."""
        return self

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head that knows what labels tell: the classes, or the scale of targets.

        Args:
            y: labels.
            sample_weight: what each row counts.

        Raises:
            DataError: if the labels do not fit the head.
        """
        del sample_weight
        self.encode_labels(y)
        return self

    def encode_labels(self, y: Any) -> Any:
        """Return labels as numbers, in the form that the losses take.

        Args:
            y: labels of shape (n,) or (n, d).

        Raises:
            DataError: if a label does not fit the head; it names the label and the row.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `encode_labels`.")

    def outputs(self, logits: Tensor) -> Any:
        """Return what the model returns, given its logits.

        Args:
            logits: symbolic or real.

        Raises:
            ShapeError: if there are not as many logits as the head has.
        """
        self._check_width(logits)
        return logits

    def training_loss(self) -> Loss:
        """Return the loss to be made small, for `model.compile(loss=...)`.

        Raises:
            ValueError: if `loss_fn` cannot do without features, which such a loss does not see.
        """
        if self.loss_fn is not None and needs_features(self.loss_fn):
            raise ValueError(
                "`loss_fn` asks for `features`, which a compiled loss does not see. Give them a "
                "default of None, or call the `loss` of the head in a `model_fn` of your own."
            )
        return self._loss(*self._training_values(None))

    def metrics(self) -> list[Metric]:
        """Return new metrics, for `model.compile(weighted_metrics=...)`; `logs` names them."""
        values, options = self._values(None)
        return [
            BatchLoss(self._loss(values, options)),
            MeanMetricWrapper(values, "average_loss", **options),
            *self._own_metrics(),
        ]

    def logs(self, evaluate_logs: Logs) -> dict[str, float]:
        """Return what `model.evaluate` measured under TensorFlow's names, in their order.

        `loss` is the mean over batches of their losses, in which all batches count the same: it
        depends on how the rows are cut into batches, `average_loss` does not.

        Args:
            evaluate_logs: what `model.evaluate(..., return_dict=True)` returned.
        """
        logs = dict(evaluate_logs)
        logs["loss"] = logs.pop(BATCH_LOSS, logs.get("loss", 0.0))
        return {self._called(key): logs[key] for key in sorted(logs)}

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
        rows = np.asarray(outputs, np.float32)
        self._check_width(rows)
        return chosen(self._prediction_table(rows, bytes_classes), keys)

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions that are numbers, in a compiled program.

        Args:
            outputs: what the model returns.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `tensors` to be exported.")

    def texts(self) -> dict[Any, tuple[str, np.ndarray]]:
        """Return for predictions that are text which tensor tells their place among which names."""
        return {}

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `signatures`.")

    def loss(
        self,
        labels: Any,
        logits: Tensor,
        features: Mapping[str, Any] | None = None,
        mode: str | None = None,
        regularization_losses: Sequence[Tensor] | None = None,
    ) -> Tensor:
        """Return the loss of a batch, for a `model_fn` of your own.

        Args:
            labels: labels; tensors are taken as encoded already.
            logits: of the model.
            features: hold the weights, if there is a `weight_column`.
            mode: accepted as in TensorFlow; the loss is the same in all of them.
            regularization_losses: added to it.

        Raises:
            ValueError: if the weights are not among the features.
        """
        del mode
        encoded = labels if is_encoded(labels) else self.encode_labels(labels)
        loss = self._loss(*self._training_values(features))
        total = loss(encoded, self.outputs(logits), sample_weight=self._weights(features))
        return sum(regularization_losses or (), total)

    def create_estimator_spec(
        self,
        features: Mapping[str, Any],
        mode: str,
        logits: Tensor,
        labels: Any = None,
        optimizer: Any = None,
        trainable_variables: Sequence[Any] | None = None,
        train_op_fn: Any = None,
        update_ops: Any = None,
        regularization_losses: Sequence[Tensor] | None = None,
    ) -> HeadSpec:
        """Return what a `model_fn` returns: the head makes loss, metrics and predictions of logits.

        Args:
            features: hold the weights, if there is a `weight_column`.
            mode: `"train"`, `"eval"` or `"infer"`.
            logits: of the model, symbolic.
            labels: as the model function was given them: the head sees those of the `input_fn`.
            optimizer: needed to train: an optimizer or its name.
            trainable_variables: those that are trained; all if None.
            train_op_fn: not supported; only None.
            update_ops: not needed; here for TensorFlow's sake.
            regularization_losses: added to the loss, besides those of the layers.

        Raises:
            ShapeError: if there are not as many logits as the head has.
            ValueError: if there is no optimizer to train with, or a `train_op_fn`.
        """
        del features, update_ops
        if train_op_fn is not None:
            raise ValueError("`train_op_fn` must be None: give `optimizer`.")
        if regularization_losses:
            logits = WithPenalties(name="penalties")([logits, *regularization_losses])
        told = {"head": self, "logits": logits, "trainable_variables": trainable_variables}
        return HeadSpec(ModeKeys(mode), optimizer=optimizer, labels=labels, **told)

    def _weights(self, features: Mapping[str, Any] | None) -> Any:
        if self.weight_column is None:
            return None
        if features is None or self.weight_column not in features:
            raise ValueError(f"`features` must hold the `weight_column` {self.weight_column!r}.")
        return features[self.weight_column]

    def _values(self, features: Any) -> tuple[Values, dict[str, Any]]:
        """Return the function that tells what each row costs, and its options."""
        if self.loss_fn is None:
            return self._own_values()
        told = {"whole": self.whole_labels, "loss_reduction": self.loss_reduction}
        return given_values, {"loss_fn": self.loss_fn, **told, "features": features}

    def _training_values(self, features: Any) -> tuple[Values, dict[str, Any]]:
        return self._values(features)

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        raise NotImplementedError(f"{type(self).__name__} must define a loss.")

    def _own_metrics(self) -> list[Metric]:
        return []

    def _prediction_table(self, rows: np.ndarray, as_bytes: bool) -> dict[str, Any]:
        raise NotImplementedError(f"{type(self).__name__} must define its predictions.")

    def _loss(self, values: Values, options: Mapping[str, Any]) -> Loss:
        name = self.name or "head_loss"
        return LossFunctionWrapper(values, self.loss_reduction, name, **options)

    def _called(self, key: str) -> str:
        return key if key == "loss" or not self.name else f"{key}/{self.name}"

    def _check_width(self, rows: Tensor) -> None:
        shape = tuple(rows.shape)
        if len(shape) < 2 or shape[-1] != self.logits_dimension:
            raise ShapeError(
                f"{type(self).__name__} needs logits of shape (n, {self.logits_dimension}), got "
                f"{shape}."
            )

    def _with(self, **changes: Any) -> Self:
        """Return this head with other arguments."""
        return type(self).from_config({**self.get_config(), **changes})


@in_files
class WithPenalties(Layer):
    """Return the first of its inputs, and add the others to the loss.

    Args:
        **base: the arguments of `Layer`.

    Shapes:
        `[(batch, ...), (), ...]` to the first.
    """

    supports_masking = True

    def call(self, inputs: list[Tensor]) -> Tensor:
        first, *penalties = inputs
        for penalty in penalties:
            self.add_loss(ops.sum(penalty))
        return first

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        del inputs
        return None if previous_mask is None else previous_mask[0]


def chosen(table: Mapping[Any, Callable[[], np.ndarray]], keys: Sequence[Any] | None) -> Arrays:
    """Return the values of these keys, of all if None; what nobody asks for is not computed."""
    for key in keys or ():
        if key not in table:
            raise unknown("prediction key", key, map(str, table))
    return {key: make() for key, make in table.items() if keys is None or key in keys}


def is_encoded(labels: Any) -> bool:
    """Tell whether labels are tensors, as a compiled step has them."""
    return backend.is_tensor(labels) and not isinstance(labels, np.ndarray)


def as_encoded_text(classes: np.ndarray, as_bytes: bool) -> np.ndarray:
    """Return text as it is, or as bytes."""
    return np.char.encode(classes, "utf-8") if as_bytes else classes


def split(logits: Tensor, sizes: Sequence[int]) -> list[Tensor]:
    """Return the pieces of logits along their last axis."""
    return ops.split(logits, np.cumsum(sizes)[:-1].tolist(), axis=-1)
