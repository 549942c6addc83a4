"""Optimizers: pure rules of single arrays, and what turns them into the update of a model."""

from deepkit.optimizers import schedules
from deepkit.optimizers._adadelta import Adadelta
from deepkit.optimizers._adafactor import Adafactor
from deepkit.optimizers._adagrad import Adagrad
from deepkit.optimizers._adam import Adam
from deepkit.optimizers._adamax import Adamax
from deepkit.optimizers._adamw import AdamW
from deepkit.optimizers._ftrl import Ftrl
from deepkit.optimizers._lamb import Lamb
from deepkit.optimizers._lion import Lion
from deepkit.optimizers._lookup import deserialize, get, serialize
from deepkit.optimizers._loss_scale import LossScaleOptimizer
from deepkit.optimizers._multi_optimizer import MultiOptimizer
from deepkit.optimizers._nadam import Nadam
from deepkit.optimizers._optax import Optax
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._optimizer_map import OptimizerMap
from deepkit.optimizers._rmsprop import RMSprop
from deepkit.optimizers._row_gradient import RowGradient
from deepkit.optimizers._sgd import SGD

__all__ = [
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "MultiOptimizer",
    "Nadam",
    "Optax",
    "Optimizer",
    "OptimizerMap",
    "RMSprop",
    "RowGradient",
    "SGD",
    "deserialize",
    "get",
    "schedules",
    "serialize",
]
