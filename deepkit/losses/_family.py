"""The losses by name, and the ways to name one."""

from collections.abc import Mapping
from typing import Any

from deepkit.configurable import Family, custom_object_scope
from deepkit.losses._binary_crossentropy import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    binary_crossentropy,
    binary_focal_crossentropy,
)
from deepkit.losses._categorical_crossentropy import (
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from deepkit.losses._categorical_focal import (
    CategoricalFocalCrossentropy,
    categorical_focal_crossentropy,
)
from deepkit.losses._circle import Circle, circle
from deepkit.losses._cosine import CosineSimilarity, cosine_similarity
from deepkit.losses._ctc import CTC, ctc
from deepkit.losses._divergence import KLDivergence, Poisson, kl_divergence, poisson
from deepkit.losses._error import (
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from deepkit.losses._function import find_functions, name_functions
from deepkit.losses._generalized_crossentropy import (
    CategoricalGeneralizedCrossEntropy,
    categorical_generalized_cross_entropy,
)
from deepkit.losses._hinge import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from deepkit.losses._loss import Fn, Loss, LossFunctionWrapper
from deepkit.losses._overlap import Dice, Tversky, dice, tversky
from deepkit.losses._robust import Huber, LogCosh, huber, log_cosh
from deepkit.typing import Config

_CLASSES = (
    BinaryCrossentropy, BinaryFocalCrossentropy, CTC, CategoricalCrossentropy,
    CategoricalFocalCrossentropy, CategoricalGeneralizedCrossEntropy, CategoricalHinge, Circle,
    CosineSimilarity, Dice, Hinge, Huber, KLDivergence, LogCosh, Loss, LossFunctionWrapper,
    MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError,
    Poisson, SparseCategoricalCrossentropy, SquaredHinge, Tversky,
)  # fmt: skip
_FUNCTIONS = (
    binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy,
    categorical_focal_crossentropy, categorical_generalized_cross_entropy, categorical_hinge,
    circle, cosine_similarity, ctc, dice, hinge, huber, kl_divergence, log_cosh,
    mean_absolute_error, mean_absolute_percentage_error, mean_squared_error,
    mean_squared_logarithmic_error, poisson, sparse_categorical_crossentropy, squared_hinge,
    tversky,
)  # fmt: skip
_SHORT = {
    "bce": binary_crossentropy,
    "kld": kl_divergence,
    "mae": mean_absolute_error,
    "mape": mean_absolute_percentage_error,
    "mse": mean_squared_error,
    "msle": mean_squared_logarithmic_error,
}
FUNCTIONS = {fn.__name__: fn for fn in _FUNCTIONS}
FAMILY = Family(
    "loss",
    Loss,
    "keras.losses",
    {
        **{cls.__name__: cls for cls in _CLASSES},
        **FUNCTIONS,
        **_SHORT,
        **{name.upper(): fn for name, fn in _SHORT.items()},
    },
)


def get(identifier: Loss | Fn | str | Config | None) -> Any:
    """Return the loss that an instance, function, name or config stands for.

    Args:
        identifier: a loss or function (returned as it is), a class, a name such as `"mse"` or
            `"Huber"`, a serialized loss, or None.

    Raises:
        ValueError: if no loss has that name.
        TypeError: if it is of none of these kinds.

    Example:
        >>> from deepkit import losses
        >>> losses.get("mse") is losses.mean_squared_error
        True
        >>> losses.get({"class_name": "Huber", "config": {"delta": 2.0}}).name
        'huber_loss'
    """
    return FAMILY.get(find_functions(identifier, FUNCTIONS))


def serialize(loss: Loss | Fn) -> Config | str:
    """Return what stands for a loss in a file: its config, or the name of a function.

    Args:
        loss: a loss, or a function of this package or registered.

    Example:
        >>> from deepkit import losses
        >>> losses.serialize(losses.Huber(delta=2.0))["config"]["delta"]
        2.0
    """
    return name_functions(FAMILY.serialize(loss))


def deserialize(
    name: Config | str, custom_objects: Mapping[str, object] | None = None
) -> Loss | Fn:
    """Return the loss that `serialize` wrote down.

    Args:
        name: what `serialize` returned.
        custom_objects: further classes and functions by name.

    Raises:
        ValueError: if no loss, registered or given object has that name.

    Example:
        >>> from deepkit import losses
        >>> losses.deserialize(losses.serialize(losses.Huber(delta=2.0))).get_config()["delta"]
        2.0
    """
    with custom_object_scope(custom_objects or {}):
        return FAMILY.deserialize(find_functions(name, FUNCTIONS))
