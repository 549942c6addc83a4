"""The generic estimators: linear, deep and joint models with a head of one's choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deepkit.estimators._combined import Combined
from deepkit.estimators._deep import Deep
from deepkit.estimators._headed import Headed
from deepkit.estimators._linear import Linear
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators.heads import Head


@dataclass(eq=False, repr=False)
class LinearEstimator(Headed, Linear):
    """Predict with a linear model what a head says: counts, several labels, several targets...

    `logits = sum_c x_c W_c + b`. Labels of a `MultiHead` are a dict or a frame by its heads' names,
    and so is what `predict` returns.

    Args:
        head: what is predicted, and how the loss is made of logits.
        feature_columns: dense and categorical columns; chosen by looking at the data if None.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        optimizer: `"auto"` solves for all rows at once where that is possible, and else trains with
            Ftrl, 0.2; `"direct"` insists on the first; or an optimizer, its name, or a function
            that makes one, to train on batches.
        config: a `RunConfig`.
        sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several categories of a
            row combine.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        **base: the keyword arguments of `TabularEstimator`; with `standardize` a `RegressionHead`
            learns the scale of its targets.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        TypeError: in `fit`, if `head` is no head.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> head = estimators.PoissonRegressionHead()
        >>> data = {"sky": ["blue", "blue", "gray", "gray"] * 5}
        >>> model = estimators.LinearEstimator(head, l2=0.0).fit(data, [1, 3, 6, 8] * 5)
        >>> model.predict({"sky": ["blue", "gray"]}).round(2).tolist()
        [2.0, 7.0]
    """

    head: Head
    feature_columns: Any = None
    model_dir: str | None = None
    optimizer: Any = "auto"
    config: RunConfig | None = None
    sparse_combiner: str = "sum"
    warm_start_from: Any = None


@dataclass(eq=False, repr=False)
class DNNEstimator(Headed, Deep):
    """Predict with a deep network what a head says.

    Labels of a `MultiHead` are a dict or a frame by its heads' names, and so is what `predict`
    returns.

    Args:
        head: what is predicted, and how the loss is made of logits.
        hidden_units: the sizes of the hidden layers.
        feature_columns: dense columns; chosen by looking at the data if None.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        optimizer: an optimizer, its name, or a function that makes one; `"auto"` is Adam, 0.001.
        activation_fn: of the hidden layers: a function, or its name.
        dropout: the share of units that is dropped in training, in [0, 1); None for none.
        config: a `RunConfig`.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        batch_norm: whether hidden layers are normalized over the batch.
        **base: the keyword arguments of `TabularEstimator`; with `standardize` a `RegressionHead`
            learns the scale of its targets.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        TypeError: in `fit`, if `head` is no head.
        ValueError: in `fit`, if an argument is out of its range.

    Example:
        >>> from deepkit import estimators
        >>> heads = estimators.BinaryClassHead(name="sold"), estimators.RegressionHead(name="price")
        >>> labels = {"sold": ["no", "yes"] * 8, "price": [10.0, 20.0] * 8}
        >>> model = estimators.DNNEstimator(estimators.MultiHead(heads), (8,), random_state=0)
        >>> _ = model.fit({"size": [1.0, 2.0] * 8}, labels, steps=200)
        >>> model.predict({"size": [2.0]})["sold"].tolist()
        ['yes']
    """

    head: Head
    hidden_units: Sequence[int] = (128, 64)
    feature_columns: Any = None
    model_dir: str | None = None
    optimizer: Any = "auto"
    activation_fn: str | Callable[..., Any] = "relu"
    dropout: float | None = None
    config: RunConfig | None = None
    warm_start_from: Any = None
    batch_norm: bool = False


@dataclass(eq=False, repr=False)
class DNNLinearCombinedEstimator(Headed, Combined):
    """Predict with a linear model and a deep one together what a head says: Wide & Deep.

    Labels of a `MultiHead` are a dict or a frame by its heads' names, and so is what `predict`
    returns.

    Args:
        head: what is predicted, and how the loss is made of logits.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        linear_feature_columns: columns of the linear part; chosen by looking at the data if None.
        linear_optimizer: an optimizer, its name, or a function that makes one; `"auto"` is Ftrl.
        dnn_feature_columns: columns of the deep part; chosen by looking at the data if None.
        dnn_optimizer: as `linear_optimizer`; `"auto"` is Adam, 0.001.
        dnn_hidden_units: the sizes of the hidden layers.
        dnn_activation_fn: of the hidden layers: a function, or its name.
        dnn_dropout: the share of units that is dropped in training, in [0, 1); None for none.
        config: a `RunConfig`.
        batch_norm: whether hidden layers are normalized over the batch.
        linear_sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several
            categories of a row combine.
        warm_start_from: a checkpoint, a folder of checkpoints or `WarmStartSettings` to take the
            first weights from.
        **base: the keyword arguments of `TabularEstimator`; with `standardize` a `RegressionHead`
            learns the scale of its targets.

    Raises:
        DataError: in `fit`, if the data cannot be used.
        TypeError: in `fit`, if `head` is no head.
        ValueError: in `fit`, if an argument is out of its range.

    Source:
        Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, arXiv:1606.07792,
        section 3.3.

    Example:
        >>> from deepkit import estimators
        >>> head = estimators.MultiClassHead()
        >>> data = {"sky": ["blue", "gray", "black"] * 8}
        >>> model = estimators.DNNLinearCombinedEstimator(head, random_state=0)
        >>> model.fit(data, ["sail", "stay", "sleep"] * 8, steps=100).predict(data)[:3].tolist()
        ['sail', 'stay', 'sleep']
    """

    head: Head
    model_dir: str | None = None
    linear_feature_columns: Any = None
    linear_optimizer: Any = "auto"
    dnn_feature_columns: Any = None
    dnn_optimizer: Any = "auto"
    dnn_hidden_units: Sequence[int] = (128, 64)
    dnn_activation_fn: str | Callable[..., Any] = "relu"
    dnn_dropout: float | None = None
    config: RunConfig | None = None
    batch_norm: bool = False
    linear_sparse_combiner: str = "sum"
    warm_start_from: Any = None
