"""Schedules: learning rates that change with the step."""

from deepkit.optimizers.schedules._cosine import CosineDecay
from deepkit.optimizers.schedules._cosine_restarts import CosineDecayRestarts
from deepkit.optimizers.schedules._exponential import ExponentialDecay
from deepkit.optimizers.schedules._family import deserialize, serialize
from deepkit.optimizers.schedules._inverse_time import InverseTimeDecay
from deepkit.optimizers.schedules._piecewise import PiecewiseConstantDecay
from deepkit.optimizers.schedules._polynomial import PolynomialDecay
from deepkit.optimizers.schedules._schedule import LearningRateSchedule

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]
