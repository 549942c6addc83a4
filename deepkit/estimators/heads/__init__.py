"""Heads: what the last numbers of a model mean - labels, losses, metrics and predictions."""

from deepkit.estimators.heads._binary import BinaryClassHead
from deepkit.estimators.heads._class_head import ClassHead
from deepkit.estimators.heads._classification import classification_head
from deepkit.estimators.heads._family import deserialize, serialize
from deepkit.estimators.heads._given_head import ALONE, GivenHead
from deepkit.estimators.heads._head import Head
from deepkit.estimators.heads._linked_regression import (
    LogisticRegressionHead,
    PoissonRegressionHead,
)
from deepkit.estimators.heads._multi_class import MultiClassHead
from deepkit.estimators.heads._multi_head import MultiHead
from deepkit.estimators.heads._multi_label import MultiLabelHead
from deepkit.estimators.heads._regression import RegressionHead
from deepkit.estimators.heads._sequential_head import SequentialHead, flattened_steps
from deepkit.estimators.heads._step_masks import WithSteps

__all__ = [
    "ALONE",
    "BinaryClassHead",
    "ClassHead",
    "GivenHead",
    "Head",
    "LogisticRegressionHead",
    "MultiClassHead",
    "MultiHead",
    "MultiLabelHead",
    "PoissonRegressionHead",
    "RegressionHead",
    "SequentialHead",
    "WithSteps",
    "classification_head",
    "deserialize",
    "flattened_steps",
    "serialize",
]
