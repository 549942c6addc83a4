"""Wide & Deep: a linear model and a deep one, trained jointly."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deepkit import ops
from deepkit.estimators._assembly import Columns
from deepkit.estimators._canned import Canned
from deepkit.estimators._faces import Classifier, Regressor
from deepkit.estimators._loss_curve import LossCurve
from deepkit.estimators._networks import tower
from deepkit.estimators._recipes import make_optimizer
from deepkit.estimators._run_config import RunConfig
from deepkit.feature_column import Table, infer_columns, input_layer, linear_model
from deepkit.optimizers import MultiOptimizer, Optimizer


@dataclass(kw_only=True, eq=False, repr=False)
class Combined(LossCurve, Canned):
    """What Wide & Deep models share."""

    def _declared(self) -> dict[str, Columns | None]:
        told = {"linear": self.linear_feature_columns, "dnn": self.dnn_feature_columns}
        if None in told.values() and any(told.values()):
            # Who names the columns of one part wants no others in the other.
            return {part: columns or () for part, columns in told.items()}
        return told

    def _inferred(self, part: str, table: Table) -> Columns:
        kind = "linear" if part == "linear" else "deep"
        return infer_columns(table, kind=kind, exclude=self._other_keys)

    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        parts = []
        if columns["dnn"]:
            parts.append(
                tower(
                    input_layer(inputs, columns["dnn"]),
                    self.dnn_hidden_units,
                    width,
                    activation=self.dnn_activation_fn,
                    dropout=self.dnn_dropout,
                    batch_norm=self.batch_norm,
                )
            )
        if columns["linear"]:
            parts.append(
                linear_model(
                    inputs,
                    columns["linear"],
                    units=width,
                    sparse_combiner=self.linear_sparse_combiner,
                )
            )
        return ops.add(*parts) if len(parts) == 2 else parts[0]

    @property
    def _anneals(self) -> bool:
        return self.dnn_optimizer == "auto" and self.compat is None

    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        wide, deep = self.linear_optimizer, self.dnn_optimizer
        rate = min(0.005, 1 / math.sqrt(max(1, len(columns["linear"]))))
        if wide == "auto" and self.compat is None:
            rate = 0.05
        if deep == "auto":
            deep = "Adagrad" if self.compat == "tf" else "Adam"
        wide = "Ftrl" if wide == "auto" else wide
        return MultiOptimizer(
            [
                ("^linear", make_optimizer(wide, rate, learning_rate=self.learning_rate)),
                ("", make_optimizer(deep, 0.001, learning_rate=self.learning_rate)),
            ]
        )


@dataclass(eq=False, repr=False)
class DNNLinearCombinedClassifier(Classifier, Combined):
    """Classify with a linear model and a deep one together: Wide & Deep.

    The logits of both are added, and both are trained on the sum.

    Args:
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        linear_feature_columns: columns of the linear part; if both this and the other are None,
            they are chosen by looking at the data.
        linear_optimizer: of the linear part; `"auto"` is Ftrl, 0.05.
        dnn_feature_columns: columns of the deep part, all dense.
        dnn_optimizer: of the deep part; `"auto"` is Adam, 0.001, whose rate falls to 0 in `fit`.
        dnn_hidden_units: the sizes of the hidden layers.
        dnn_activation_fn: the activation of the hidden layers, a name or a function.
        dnn_dropout: the share of each hidden layer that is dropped in training; None for none.
        n_classes: how many classes there are; as many as there are in the labels if None.
        weight_column: the column of the data that holds the weights of rows.
        label_vocabulary: the labels in the order of their classes; learned if None.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        batch_norm: whether hidden layers are normalized over the batch.
        linear_sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several
            categories of a row combine.
        class_weight: a weight for each class by its label, or `"balanced"`; None for none.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Source:
        Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, arXiv:1606.07792; there,
        too, the linear part is trained with Ftrl.

    Example:
        >>> from deepkit import estimators
        >>> data = {"x": [0.0, 1.0, 2.0, 3.0] * 5, "color": ["red", "blue"] * 10}
        >>> estimator = estimators.DNNLinearCombinedClassifier(
        ...     dnn_hidden_units=(8,), steps=300, random_state=0
        ... )
        >>> estimator.fit(data, [0, 1, 0, 1] * 5).predict(data).shape
        (20,)
    """

    model_dir: str | None = None
    linear_feature_columns: Any = None
    linear_optimizer: Any = "auto"
    dnn_feature_columns: Any = None
    dnn_optimizer: Any = "auto"
    dnn_hidden_units: Sequence[int] = (128, 64)
    dnn_activation_fn: str | Callable[..., Any] = "relu"
    dnn_dropout: float | None = None
    n_classes: int | None = None
    weight_column: str | None = None
    label_vocabulary: Any = None
    config: RunConfig | None = None
    warm_start_from: Any = None
    loss_reduction: str = "sum_over_batch_size"
    batch_norm: bool = False
    linear_sparse_combiner: str = "sum"
    class_weight: Any = None


@dataclass(eq=False, repr=False)
class DNNLinearCombinedRegressor(Regressor, Combined):
    """Predict numbers with a linear model and a deep one together: Wide & Deep.

    The outputs of both are added, and both are trained on the sum.

    Args:
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        linear_feature_columns: columns of the linear part; if both this and the other are None,
            they are chosen by looking at the data.
        linear_optimizer: of the linear part; `"auto"` is Ftrl, 0.05.
        dnn_feature_columns: columns of the deep part, all dense.
        dnn_optimizer: of the deep part; `"auto"` is Adam, 0.001, whose rate falls to 0 in `fit`.
        dnn_hidden_units: the sizes of the hidden layers.
        dnn_activation_fn: the activation of the hidden layers, a name or a function.
        dnn_dropout: the share of each hidden layer that is dropped in training; None for none.
        label_dimension: how many numbers a label has.
        weight_column: the column of the data that holds the weights of rows.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        batch_norm: whether hidden layers are normalized over the batch.
        linear_sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several
            categories of a row combine.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Source:
        Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, arXiv:1606.07792; there,
        too, the linear part is trained with Ftrl.

    Example:
        >>> from deepkit import estimators
        >>> data = {"x": [0.0, 1.0, 2.0, 3.0] * 5, "color": ["red", "blue"] * 10}
        >>> estimator = estimators.DNNLinearCombinedRegressor(
        ...     dnn_hidden_units=(8,), steps=300, random_state=0
        ... )
        >>> estimator.fit(data, [0.0, 1.0, 4.0, 9.0] * 5).predict(data).shape
        (20,)
    """

    model_dir: str | None = None
    linear_feature_columns: Any = None
    linear_optimizer: Any = "auto"
    dnn_feature_columns: Any = None
    dnn_optimizer: Any = "auto"
    dnn_hidden_units: Sequence[int] = (128, 64)
    dnn_activation_fn: str | Callable[..., Any] = "relu"
    dnn_dropout: float | None = None
    label_dimension: int = 1
    weight_column: str | None = None
    config: RunConfig | None = None
    warm_start_from: Any = None
    loss_reduction: str = "sum_over_batch_size"
    batch_norm: bool = False
    linear_sparse_combiner: str = "sum"
