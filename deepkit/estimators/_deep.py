"""Deep models: dense layers on numbers, embeddings and indicators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deepkit.estimators._assembly import Columns
from deepkit.estimators._canned import Canned
from deepkit.estimators._faces import Classifier, Regressor
from deepkit.estimators._loss_curve import LossCurve
from deepkit.estimators._networks import tower
from deepkit.estimators._recipes import make_optimizer
from deepkit.estimators._run_config import RunConfig
from deepkit.feature_column import Table, infer_columns, input_layer
from deepkit.optimizers import Optimizer


@dataclass(kw_only=True, eq=False, repr=False)
class Deep(LossCurve, Canned):
    """What deep models share."""

    def _declared(self) -> dict[str, Columns | None]:
        return {"dnn": self.feature_columns}

    def _inferred(self, part: str, table: Table) -> Columns:
        return infer_columns(table, kind="deep", exclude=self._other_keys)

    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        return tower(
            input_layer(inputs, columns["dnn"]),
            self.hidden_units,
            width,
            activation=self.activation_fn,
            dropout=self.dropout,
            batch_norm=self.batch_norm,
        )

    @property
    def _anneals(self) -> bool:
        return self.optimizer == "auto" and self.compat is None

    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        told = self.optimizer
        if told == "auto":
            told = "Adagrad" if self.compat == "tf" else "Adam"
        # Keras's rate for each name, as TensorFlow's deep models took it.
        rate = 0.01 if isinstance(told, str) and told.lower() == "sgd" else 0.001
        return make_optimizer(told, rate, learning_rate=self.learning_rate)


@dataclass(eq=False, repr=False)
class DNNClassifier(Classifier, Deep):
    """Classify with a deep network.

    `logits = W_k h_k + b_k`, `h_i = activation(W_i h_{i-1} + b_i)`; columns make `h_0` of a row.

    Args:
        hidden_units: the sizes of the hidden layers.
        feature_columns: dense columns; chosen by looking at the data if None.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        n_classes: how many classes there are; as many as there are in the labels if None.
        weight_column: the column of the data that holds the weights of rows.
        label_vocabulary: the labels in the order of their classes; learned if None.
        optimizer: an optimizer, its name, or a function that makes one; `"auto"` is Adam, 0.001,
            whose rate falls to 0 in the course of `fit`.
        activation_fn: the activation of the hidden layers, a name or a function.
        dropout: the share of hidden units dropped in training, in [0, 1); None for none.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        batch_norm: whether hidden layers are normalized over the batch.
        class_weight: a weight for each class by its label, or `"balanced"`; None for none.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> data = {"x": [0.0, 1.0, 2.0, 3.0] * 5}
        >>> estimator = estimators.DNNClassifier(hidden_units=(8,), steps=300, learning_rate=0.05)
        >>> estimator = estimator.fit(data, ["low", "low", "high", "high"] * 5)
        >>> estimator.predict({"x": [0.0, 3.0]}).tolist()
        ['low', 'high']
    """

    hidden_units: Sequence[int] = (128, 64)
    feature_columns: Any = None
    model_dir: str | None = None
    n_classes: int | None = None
    weight_column: str | None = None
    label_vocabulary: Any = None
    optimizer: Any = "auto"
    activation_fn: str | Callable[..., Any] = "relu"
    dropout: float | None = None
    config: RunConfig | None = None
    warm_start_from: Any = None
    loss_reduction: str = "sum_over_batch_size"
    batch_norm: bool = False
    class_weight: Any = None


@dataclass(eq=False, repr=False)
class DNNRegressor(Regressor, Deep):
    """Predict numbers with a deep network.

    `y = W_k h_k + b_k`, `h_i = activation(W_i h_{i-1} + b_i)`; `h_0` is what columns make of a row.

    Args:
        hidden_units: the sizes of the hidden layers.
        feature_columns: dense columns; chosen by looking at the data if None.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        label_dimension: how many numbers a label has.
        weight_column: the column of the data that holds the weights of rows.
        optimizer: an optimizer, its name, or a function that makes one; `"auto"` is Adam, 0.001,
            whose rate falls to 0 in the course of `fit`.
        activation_fn: the activation of the hidden layers, a name or a function.
        dropout: the share of hidden units dropped in training, in [0, 1); None for none.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        batch_norm: whether hidden layers are normalized over the batch.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> data = {"x": [0.0, 1.0, 2.0, 3.0] * 5}
        >>> estimator = estimators.DNNRegressor(hidden_units=(8,), steps=300, learning_rate=0.05)
        >>> estimator.fit(data, [0.0, 1.0, 4.0, 9.0] * 5).predict({"x": [0.0, 3.0]}).shape
        (2,)
    """

    hidden_units: Sequence[int] = (128, 64)
    feature_columns: Any = None
    model_dir: str | None = None
    label_dimension: int = 1
    weight_column: str | None = None
    optimizer: Any = "auto"
    activation_fn: str | Callable[..., Any] = "relu"
    dropout: float | None = None
    config: RunConfig | None = None
    warm_start_from: Any = None
    loss_reduction: str = "sum_over_batch_size"
    batch_norm: bool = False
