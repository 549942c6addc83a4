"""Models that look at no feature: what any other must be better than."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.data import Batch
from deepkit.estimators._assembly import Columns
from deepkit.estimators._canned import Canned
from deepkit.estimators._direct import solved
from deepkit.estimators._faces import Classifier, Regressor
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._headed import Headed
from deepkit.estimators._recipes import make_optimizer
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators.heads import Head
from deepkit.estimators.linear_solver import make_design
from deepkit.feature_column import RowsColumn
from deepkit.layers import Bias
from deepkit.optimizers import Optimizer

_ROWS = RowsColumn()


@dataclass(kw_only=True, eq=False, repr=False)
class Baseline(Canned):
    """What models without features share: logits that are a bias, and nothing else."""

    warm_start_from = None

    def _declared(self) -> dict[str, Columns | None]:
        return {"baseline": (_ROWS,)}

    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        nothing = ops.repeat(inputs[_ROWS.name], width, axis=-1)
        return Bias(name="baseline_bias")(nothing)

    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        told = "Ftrl" if self.optimizer in ("auto", "direct") else self.optimizer
        return make_optimizer(told, 0.3, learning_rate=self.learning_rate)

    def _solve(self, fitted: Fitted, batch: Batch) -> bool:
        told = isinstance(self.optimizer, str) and self.optimizer
        if told not in ("auto", "direct") or self.compat == "tf" or self.learning_rate is not None:
            return False
        design = make_design([], rows=len(batch[0][_ROWS.name]))
        solution = solved(fitted.head, design, batch, l2=0.0, always=True)
        if solution is None:
            return False
        bias: Any = fitted.model.get_layer("baseline_bias")
        bias.set_weights([solution.bias.astype(np.float32)])
        fitted.solved_steps = max(1, solution.iterations)
        return True


@dataclass(eq=False, repr=False)
class BaselineClassifier(Classifier, Baseline):
    """Predict the same probabilities for each row: how often the classes are.

    What a classifier is worth shows beside this one. Features of any kind are accepted, and none is
    looked at.

    Args:
        model_dir: the folder of checkpoints; None for none.
        n_classes: how many classes there are; as many as there are labels if None.
        weight_column: the feature that holds the weights of the rows.
        label_vocabulary: the labels of the classes; learned if None.
        optimizer: `"auto"` counts, at once; an optimizer or its name (TensorFlow's is `"Ftrl"` with
            a rate of 0.3) trains on batches.
        config: a `RunConfig`.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`.
        class_weight: a weight for each class by its label, or `"balanced"`.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> job = ["cook", "clerk", "guard", "cook"]
        >>> model = estimators.BaselineClassifier().fit({"job": job}, ["no", "no", "yes", "no"])
        >>> model.predict_proba({"job": ["pilot"]}).round(2).tolist()
        [[0.75, 0.25]]
        >>> model.predict({"job": ["pilot"]}).tolist()
        ['no']
    """

    model_dir: str | None = None
    n_classes: int | None = None
    weight_column: str | None = None
    label_vocabulary: Any = None
    optimizer: Any = "auto"
    config: RunConfig | None = None
    loss_reduction: str = "sum_over_batch_size"
    class_weight: Any = None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags


@dataclass(eq=False, repr=False)
class BaselineRegressor(Regressor, Baseline):
    """Predict the same numbers for each row: the means of the targets.

    What a regressor is worth shows beside this one. Features of any kind are accepted, and none is
    looked at.

    Args:
        model_dir: the folder of checkpoints; None for none.
        label_dimension: how many numbers a row has.
        weight_column: the feature that holds the weights of the rows.
        optimizer: `"auto"` takes the mean, at once; an optimizer or its name (TensorFlow's is
            `"Ftrl"` with a rate of 0.3) trains on batches.
        config: a `RunConfig`.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> model = estimators.BaselineRegressor().fit({"rooms": [1, 2, 3]}, [10.0, 20.0, 60.0])
        >>> model.predict({"rooms": [9]}).tolist()
        [30.0]
    """

    model_dir: str | None = None
    label_dimension: int = 1
    weight_column: str | None = None
    optimizer: Any = "auto"
    config: RunConfig | None = None
    loss_reduction: str = "sum_over_batch_size"

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags


@dataclass(eq=False, repr=False)
class BaselineEstimator(Headed, Baseline):
    """Predict the same for each row, as a head says: its best constant.

    Args:
        head: what is predicted, such as `PoissonRegressionHead()`.
        model_dir: the folder of checkpoints; None for none.
        optimizer: `"auto"` finds the constant at once; an optimizer or its name (TensorFlow's is
            `"Ftrl"` with a rate of 0.3) trains on batches.
        config: a `RunConfig`.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        TypeError: in `fit`, if `head` is no head.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> head = estimators.MultiLabelHead()
        >>> tags = [["sun", "wind"], ["sun"], ["rain"]]
        >>> model = estimators.BaselineEstimator(head).fit({"day": [1, 2, 3]}, tags)
        >>> model.predict({"day": [4]}).tolist()
        [[0, 1, 0]]
    """

    head: Head
    model_dir: str | None = None
    optimizer: Any = "auto"
    config: RunConfig | None = None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        for own in (tags.classifier_tags, tags.regressor_tags):
            if own is not None:
                own.poor_score = True
        return tags
