"""TensorFlow's names for the variables of canned models."""

import re
from collections.abc import Iterable

from deepkit.backend import Variable
from deepkit.models import Model

_DEEP = "dnn/input_from_feature_columns/input_layer/"
_RULES: tuple[tuple[str, str], ...] = (
    (r"linear_bias/bias", "linear/linear_model/bias_weights"),
    (r"linear_(.+)/(?:embeddings|kernel)", r"linear/linear_model/\1/weights"),
    (r"batchnorm_(\d+)/(.+)", r"dnn/hiddenlayer_\1/batchnorm_\1/\2"),
    (r"(hiddenlayer_\d+|logits)/(kernel|bias)", r"dnn/\1/\2"),
    (r"baseline_bias/bias", "baseline/bias"),
    (r"(.+)/embeddings", _DEEP + r"\1/embedding_weights"),
)


def named_variables(model: Model) -> dict[str, Variable]:
    """Return the weights of a model under the names that TensorFlow's estimators give them.

    Weights that those estimators do not have keep their own paths.

    Args:
        model: the model of an estimator.
    """
    return {tensorflow_name(variable.path): variable for variable in _weights(model)}


def _weights(model: Model) -> Iterable[Variable]:
    return (v for v in model.variables if not v.path.endswith("seed_generator_state"))


def tensorflow_name(path: str) -> str:
    """Return TensorFlow's name for the path of a variable.

    Args:
        path: such as `"hiddenlayer_0/kernel"`.

    Example:
        >>> from deepkit.estimators._variable_names import tensorflow_name
        >>> tensorflow_name("linear_age/kernel"), tensorflow_name("hiddenlayer_0/bias")
        ('linear/linear_model/age/weights', 'dnn/hiddenlayer_0/bias')
    """
    for pattern, name in _RULES:
        if match := re.fullmatch(pattern, path):
            return match.expand(name)
    return path
