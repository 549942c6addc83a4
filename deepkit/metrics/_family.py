"""The metrics by name, and the ways to name one."""

from collections.abc import Callable, Mapping
from typing import Any

from deepkit import losses
from deepkit.configurable import Family, custom_object_scope, snake_case
from deepkit.losses import find_functions, name_functions
from deepkit.metrics._accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
)
from deepkit.metrics._auc import AUC
from deepkit.metrics._condition_count import (
    FalseNegatives,
    FalsePositives,
    TrueNegatives,
    TruePositives,
)
from deepkit.metrics._correlation import (
    ConcordanceCorrelation,
    PearsonCorrelation,
    concordance_correlation,
    pearson_correlation,
)
from deepkit.metrics._fbeta import F1Score, FBetaScore
from deepkit.metrics._hinge import CategoricalHinge, Hinge, SquaredHinge
from deepkit.metrics._iou import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from deepkit.metrics._mean import Mean, MeanMetricWrapper, Sum
from deepkit.metrics._metric import Metric
from deepkit.metrics._operating_point import (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
)
from deepkit.metrics._precision import Precision, Recall
from deepkit.metrics._probabilistic import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
)
from deepkit.metrics._r2 import R2Score
from deepkit.metrics._regression import (
    CosineSimilarity,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    RootMeanSquaredError,
)
from deepkit.metrics._top_k import (
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from deepkit.typing import Config, Tensor

_CLASSES: tuple[type[Metric], ...] = (
    AUC, Accuracy, BinaryAccuracy, BinaryCrossentropy, BinaryIoU, CategoricalAccuracy,
    CategoricalCrossentropy, CategoricalHinge, ConcordanceCorrelation, CosineSimilarity, F1Score,
    FBetaScore, FalseNegatives, FalsePositives, Hinge, IoU, KLDivergence, LogCoshError, Mean,
    MeanAbsoluteError, MeanAbsolutePercentageError, MeanIoU, MeanMetricWrapper, MeanSquaredError,
    MeanSquaredLogarithmicError, Metric, OneHotIoU, OneHotMeanIoU, PearsonCorrelation, Poisson,
    Precision, PrecisionAtRecall, R2Score, Recall, RecallAtPrecision, RootMeanSquaredError,
    SensitivityAtSpecificity, SparseCategoricalAccuracy, SparseCategoricalCrossentropy,
    SparseTopKCategoricalAccuracy, SpecificityAtSensitivity, SquaredHinge, Sum,
    TopKCategoricalAccuracy, TrueNegatives, TruePositives,
)  # fmt: skip
_SHORT = {
    "bce": BinaryCrossentropy,
    "mae": MeanAbsoluteError,
    "mape": MeanAbsolutePercentageError,
    "mse": MeanSquaredError,
    "msle": MeanSquaredLogarithmicError,
}
_OWN = (
    binary_accuracy, categorical_accuracy, concordance_correlation, pearson_correlation,
    sparse_categorical_accuracy, sparse_top_k_categorical_accuracy, top_k_categorical_accuracy,
)  # fmt: skip
_LOSSES = (
    losses.binary_crossentropy, losses.binary_focal_crossentropy, losses.categorical_crossentropy,
    losses.categorical_focal_crossentropy, losses.categorical_hinge, losses.cosine_similarity,
    losses.hinge, losses.huber, losses.kl_divergence, losses.log_cosh, losses.mean_absolute_error,
    losses.mean_absolute_percentage_error, losses.mean_squared_error,
    losses.mean_squared_logarithmic_error, losses.poisson, losses.sparse_categorical_crossentropy,
    losses.squared_hinge,
)  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Tensor]] = {fn.__name__: fn for fn in (*_OWN, *_LOSSES)}
FAMILY = Family(
    "metric",
    Metric,
    "keras.metrics",
    {
        **FUNCTIONS,  # classes of the same name come before them, as in Keras
        **{cls.__name__: cls for cls in _CLASSES},
        **{snake_case(cls.__name__): cls for cls in _CLASSES},
        **_SHORT,
        **{name.upper(): cls for name, cls in _SHORT.items()},
    },
)


def get(identifier: Metric | Callable[..., Tensor] | str | Config | None) -> Any:
    """Return the metric that an instance, function, name or config stands for.

    Args:
        identifier: a metric or function (returned as it is), a class, a name such as `"mse"` or
            `"AUC"`, a serialized metric, or None.

    Raises:
        ValueError: if no metric has that name.
        TypeError: if it is of none of these kinds.

    Example:
        >>> from deepkit import metrics
        >>> metrics.get("mse").name
        'mean_squared_error'
        >>> metrics.get({"class_name": "AUC", "config": {"curve": "PR"}}).curve
        'PR'
    """
    return FAMILY.get(find_functions(identifier, FUNCTIONS))


def serialize(metric: Metric | Callable[..., Tensor]) -> Config | str:
    """Return what stands for a metric in a file: its config, or the name of a function.

    Args:
        metric: a metric, or a function of this package or registered.

    Example:
        >>> from deepkit import metrics
        >>> metrics.serialize(metrics.AUC(curve="PR"))["config"]["curve"]
        'PR'
    """
    return name_functions(FAMILY.serialize(metric))


def deserialize(
    config: Config | str, custom_objects: Mapping[str, object] | None = None
) -> Metric | Callable[..., Tensor]:
    """Return the metric that `serialize` wrote down.

    Args:
        config: what `serialize` returned.
        custom_objects: further classes and functions by name.

    Raises:
        ValueError: if no metric, registered or given object has that name.

    Example:
        >>> from deepkit import metrics
        >>> metrics.deserialize(metrics.serialize(metrics.AUC(curve="PR"))).curve
        'PR'
    """
    with custom_object_scope(custom_objects or {}):
        return FAMILY.deserialize(find_functions(config, FUNCTIONS))
