"""What one row costs before weights and reduction, for each head; functions that files can name."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.configurable import register_keras_serializable
from deepkit.errors import ShapeError
from deepkit.estimators.heads._links import Link, linked
from deepkit.losses import paired, sparse_categorical_crossentropy
from deepkit.typing import Tensor

Values = Callable[..., Tensor]

in_files = register_keras_serializable("deepkit")


@in_files
def squared_errors(labels: Tensor, outputs: Tensor) -> Tensor:
    """Return `(labels - outputs)²`, element by element."""
    labels, outputs = paired(labels, outputs)
    return ops.square(outputs - labels)


@in_files
def sigmoid_cross_entropies(labels: Tensor, logits: Tensor) -> Tensor:
    """Return the cost of yes-or-no answers, element by element."""
    return ops.binary_crossentropy(*paired(labels, logits), from_logits=True)


@in_files
def mean_sigmoid_cross_entropy(labels: Tensor, logits: Tensor) -> Tensor:
    """Return the cost of yes-or-no answers, their mean over the classes."""
    return ops.mean(sigmoid_cross_entropies(labels, logits), axis=-1, keepdims=True)


@in_files
def softmax_cross_entropy(labels: Tensor, logits: Tensor) -> Tensor:
    """Return `-log(p)` of the right class."""
    return sparse_categorical_crossentropy(labels, logits, from_logits=True)


@in_files
def poisson_deviances(labels: Tensor, logits: Tensor, full: bool = True) -> Tensor:
    """Return `exp(x) - y x`, the cost of counts; if full with an approximate `log(y!)`."""
    labels, logits = paired(labels, logits)
    values = ops.exp(logits) - labels * logits
    if not full:
        return values
    many = ops.maximum(labels, 1.0)  # the logarithm of what is not used must be finite too
    stirling = many * ops.log(many) - many + 0.5 * ops.log(2.0 * math.pi * many)
    return values + ops.where(labels > 1.0, stirling, 0.0)


@in_files
def standardized(
    labels: Tensor,
    outputs: Tensor,
    values: Values,
    offset: Sequence[float],
    scale: Sequence[float],
    **options: Any,
) -> Tensor:
    """Return the cost of labels and outputs that are measured from `offset` in units of `scale`."""
    labels, outputs = paired(labels, outputs)
    start, unit = (np.asarray(x, str(outputs.dtype)) for x in (offset, scale))
    return values((labels - start) / unit, (outputs - start) / unit, **options)


@in_files
def given_values(
    labels: Tensor,
    outputs: Tensor,
    loss_fn: Values,
    whole: bool = False,
    features: Any = None,
    loss_reduction: str | None = None,
) -> Tensor:
    """Return what the user's function says, which is given the arguments that it names."""
    labels = ops.cast(labels, "int32") if whole else labels
    told = {"features": features, "loss_reduction": loss_reduction}
    named = parameters_of(loss_fn)
    values = loss_fn(labels, outputs, **{key: told[key] for key in told if key in named})
    if not len(values.shape):
        raise ShapeError(
            "`loss_fn` must return a value for each row, of shape (n, 1), got a single number. "
            "Leave the mean to the head."
        )
    return values


def check_loss_fn(loss_fn: Any) -> None:
    """Refuse what cannot be called as `loss_fn(labels, logits)`."""
    if loss_fn is not None and not callable(loss_fn):
        raise ValueError(f"`loss_fn` must be a function of labels and logits, got {loss_fn!r}.")


def needs_features(loss_fn: Values) -> bool:
    """Tell whether a function cannot be called without features."""
    parameter = parameters_of(loss_fn).get("features")
    return parameter is not None and parameter.default is parameter.empty


def parameters_of(loss_fn: Values) -> Mapping[str, inspect.Parameter]:
    """Return the parameters of a function by name; none for a built-in, which does not tell."""
    try:
        return inspect.signature(loss_fn).parameters
    except ValueError:
        return {}


@in_files
def labels_of(labels: Tensor, outputs: Tensor) -> Tensor:
    """Return the labels as floats."""
    return paired(labels, outputs)[0]


@in_files
def predictions_of(
    labels: Tensor, outputs: Tensor, link: Link = None, class_id: int | None = None
) -> Tensor:
    """Return what is predicted, for all classes or one."""
    del labels
    return linked(outputs if class_id is None else outputs[..., class_id], link)
