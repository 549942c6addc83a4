"""Linear models: a weight for each number and each category."""

import math
from dataclasses import dataclass
from typing import Any

from deepkit.data import Batch
from deepkit.estimators._assembly import Columns
from deepkit.estimators._canned import Canned
from deepkit.estimators._coefficients import Coefficients
from deepkit.estimators._direct import assign, design_of, solved
from deepkit.estimators._faces import Classifier, Regressor
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._recipes import make_optimizer
from deepkit.estimators._run_config import RunConfig
from deepkit.feature_column import linear_model
from deepkit.optimizers import Optimizer


@dataclass(kw_only=True, eq=False, repr=False)
class Linear(Canned):
    """What linear models share.

    Args:
        l2: the penalty on squared weights of the direct solver, >= 0; numbers are penalized in
            units of their deviation.
    """

    l2: float = 1.0

    def _declared(self) -> dict[str, Columns | None]:
        return {"linear": self.feature_columns}

    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        return linear_model(
            inputs, columns["linear"], units=width, sparse_combiner=self.sparse_combiner
        )

    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        told = "Ftrl" if self.optimizer in ("auto", "direct") else self.optimizer
        rate = 0.2 if told is not None else min(0.2, 1 / math.sqrt(len(columns["linear"])))
        return make_optimizer(told or "Ftrl", rate, learning_rate=self.learning_rate)

    @property
    def _may_solve(self) -> bool:
        """Whether nothing that was asked for has a meaning for training on batches alone."""
        told = isinstance(self.optimizer, str) and self.optimizer == "auto"
        return told and self.compat is None and self.learning_rate is None

    def _solve(self, fitted: Fitted, batch: Batch) -> bool:
        told = isinstance(self.optimizer, str) and self.optimizer
        if told != "direct" and not self._may_solve:
            return False
        columns = [
            column for column in fitted.encoder.columns if column.name in fitted.parts["linear"]
        ]
        design = design_of(batch[0], tuple(columns), self.sparse_combiner)
        solution = None
        if design is not None:
            solution = solved(fitted.head, design, batch, l2=self.l2, always=told == "direct")
        if solution is None and told == "direct":
            raise ValueError(
                "`optimizer` must not be 'direct': there are columns or a loss that only training "
                "on batches can take. 'auto' does that where it must."
            )
        if solution is None:
            return False
        assign(fitted.model, solution)
        fitted.solved_steps = solution.iterations
        return True


@dataclass(eq=False, repr=False)
class LinearClassifier(Coefficients, Classifier, Linear):
    """Classify with a linear model.

    `logits = sum_c x_c W_c + b`, and their sigmoid or softmax are the probabilities.

    Args:
        feature_columns: dense and categorical columns; chosen by looking at the data if None.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        n_classes: how many classes there are; as many as there are in the labels if None.
        weight_column: the column of the data that holds the weights of rows.
        label_vocabulary: the labels in the order of their classes; learned if None.
        optimizer: `"auto"` solves for all rows at once where that is possible, and else trains with
            Ftrl, 0.2; `"direct"` insists on the first; or an optimizer, its name, or a function
            that makes one, to train on batches.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several categories of a
            row combine.
        class_weight: a weight for each class by its label, or `"balanced"`; None for none.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> data = {"wind": [1.0, 2.0, 8.0, 9.0], "sky": ["blue", "blue", "gray", "gray"]}
        >>> estimator = estimators.LinearClassifier().fit(data, ["sail", "sail", "stay", "stay"])
        >>> estimator.predict({"wind": [1.5], "sky": ["blue"]}).tolist()
        ['sail']
    """

    feature_columns: Any = None
    model_dir: str | None = None
    n_classes: int | None = None
    weight_column: str | None = None
    label_vocabulary: Any = None
    optimizer: Any = "auto"
    config: RunConfig | None = None
    warm_start_from: Any = None
    loss_reduction: str = "sum_over_batch_size"
    sparse_combiner: str = "sum"
    class_weight: Any = None


@dataclass(eq=False, repr=False)
class LinearRegressor(Coefficients, Regressor, Linear):
    """Predict numbers with a linear model.

    `y = sum_c x_c W_c + b`

    Args:
        feature_columns: dense and categorical columns; chosen by looking at the data if None.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        label_dimension: how many numbers a label has.
        weight_column: the column of the data that holds the weights of rows.
        optimizer: `"auto"` solves for all rows at once where that is possible, and else trains with
            Ftrl, 0.2; `"direct"` insists on the first; or an optimizer, its name, or a function
            that makes one, to train on batches.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`: how the losses of a batch become one.
        sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several categories of a
            row combine.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators, feature_column as fc
        >>> data = {"rooms": [1, 2, 3, 4], "zip": [7, 7, 9, 9]}
        >>> columns = [fc.numeric_column("rooms"), fc.categorical_column_with_identity("zip", 10)]
        >>> regressor = estimators.LinearRegressor(columns, l2=1e-6)
        >>> regressor = regressor.fit(data, [10.0, 20.0, 35.0, 45.0])
        >>> regressor.predict({"rooms": [3], "zip": [7]}).round(2).tolist()
        [30.0]
    """

    feature_columns: Any = None
    model_dir: str | None = None
    label_dimension: int = 1
    weight_column: str | None = None
    optimizer: Any = "auto"
    config: RunConfig | None = None
    warm_start_from: Any = None
    loss_reduction: str = "sum_over_batch_size"
    sparse_combiner: str = "sum"
