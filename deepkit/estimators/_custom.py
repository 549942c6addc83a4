"""The estimator whose model is a function of the user's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from deepkit.estimators._drawn_estimator import DrawnEstimator
from deepkit.estimators._own_models import HeadedModel
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators._specs import EstimatorSpec
from deepkit.estimators.heads import Head
from deepkit.models import Model


@dataclass(eq=False, repr=False)
class Estimator(DrawnEstimator):
    """Train, evaluate, predict and export a model that a function of your own draws.

    `model_fn(features, labels, mode, params, config)` may name any of these; `features` is a must.
    It is called once in each mode (`"train"`, `"eval"`, `"infer"`), on symbolic tensors: it draws a
    graph of deepkit's layers and ops, and returns an `EstimatorSpec`. Layers of the same names
    share their weights; those without names are named in the order in which they are made.

    * A spec of its own has `loss`, one number; `predictions`, a dict; `optimizer`; and
      `eval_metric_ops`, `{name: (metric, (labels, predictions))}`. Labels must be numbers.
      Penalties of layers are added to the loss.
    * `head.create_estimator_spec(features, mode, logits, labels, optimizer)` leaves the rest to a
      head: labels of text, classes, weights, metrics, TensorFlow's predictions.

    Features are arrays as the `input_fn` gives them, by name: float32, int32 or bool; text is left
    out. With `feature_columns`, ours or in `params`, they are what the columns encode, for
    `feature_column.input_layer(features, params["feature_columns"])`: the function finds the
    columns there with all that was learned.

    Args:
        model_fn: the function.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        config: a `RunConfig`.
        params: hyperparameters for `model_fn` and `input_fn`, such as a dict.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        feature_columns: columns that encode the features.
        standardize: whether columns of numbers become z-scores, and a `RegressionHead` learns the
            scale of its targets, as in the other estimators.
        **base: the keyword arguments of `TabularEstimator`.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        TypeError: in `fit`, if `model_fn` returns no spec.
        ValueError: in `fit`, if what it returns does not fit together.

    Example:
        >>> from deepkit import estimators, layers, ops
        >>> def model_fn(features, labels, mode):
        ...     found = layers.Dense(1, name="line")(features["x"])
        ...     if mode == "infer":
        ...         return estimators.EstimatorSpec(mode, predictions={"y": found})
        ...     loss = ops.mean(ops.square(found - labels))
        ...     return estimators.EstimatorSpec(mode, loss=loss, optimizer="sgd")
        >>> estimator = estimators.Estimator(model_fn, learning_rate=0.1, random_state=0)
        >>> data = {"x": [[0.0], [1.0], [2.0]]}, [[1.0], [3.0], [5.0]]
        >>> _ = estimator.train(lambda: data, steps=500)
        >>> [row["y"].round(1).tolist() for row in estimator.predict(lambda: {"x": [[10.0]]})]
        [[21.0]]
    """

    model_fn: Callable[..., EstimatorSpec]
    model_dir: str | None = None
    config: RunConfig | None = None
    params: Any = None
    warm_start_from: Any = None
    feature_columns: Any = None
    standardize: bool = field(default=False, kw_only=True)

    weight_column = None

    @classmethod
    def from_model(
        cls,
        model: Model,
        head: Head,
        feature_columns: Any = None,
        *,
        optimizer: Any = None,
        **options: Any,
    ) -> Self:
        """Return an estimator for a model written by hand, whose outputs are the logits of a head.

        Each fit begins with the weights that the model has; the model itself stays as it is.

        Args:
            model: a functional or Sequential model. Its inputs are called as what `feature_columns`
                encode; or it has one input, and is given what `input_layer` makes of the columns.
                Without columns its inputs are called as columns of the data, whose arrays it takes.
            head: what is predicted; for a `MultiHead` the model has a dict of outputs by the names
                of its heads, or all logits side by side.
            feature_columns: columns that encode the features.
            optimizer: an optimizer or its name; that of a compiled model, or else Adam, if None.
            **options: of `Estimator`, such as `model_dir`.

        Raises:
            TypeError: if the model is none of deepkit's, or the head is none.

        Example:
            >>> import deepkit
            >>> from deepkit import estimators
            >>> model = deepkit.Sequential([deepkit.Input((2,), name="x"), deepkit.layers.Dense(1)])
            >>> head = estimators.BinaryClassHead()
            >>> estimator = estimators.Estimator.from_model(model, head, random_state=0)
            >>> x, y = [[0.0, 1.0], [1.0, 0.0]] * 20, ["right", "left"] * 20
            >>> estimator.fit(x, y, steps=300).predict([[0.1, 0.9]]).tolist()
            ['right']
        """
        return cls(HeadedModel(model, head, optimizer), feature_columns=feature_columns, **options)
