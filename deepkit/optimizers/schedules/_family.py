"""Schedules by their names and configs."""

from collections.abc import Mapping
from typing import Any

from deepkit.configurable import Family
from deepkit.optimizers.schedules._cosine import CosineDecay
from deepkit.optimizers.schedules._cosine_restarts import CosineDecayRestarts
from deepkit.optimizers.schedules._exponential import ExponentialDecay
from deepkit.optimizers.schedules._inverse_time import InverseTimeDecay
from deepkit.optimizers.schedules._piecewise import PiecewiseConstantDecay
from deepkit.optimizers.schedules._polynomial import PolynomialDecay
from deepkit.optimizers.schedules._schedule import LearningRateSchedule
from deepkit.typing import Config

_MEMBERS = (
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay,
    PolynomialDecay,
)  # fmt: skip
_family = Family(
    "learning rate schedule",
    LearningRateSchedule,
    "keras.optimizers.schedules",
    {member.__name__: member for member in _MEMBERS},
)


def serialize(learning_rate_schedule: LearningRateSchedule) -> Config:
    """Return what stands for a schedule in a file.

    Args:
        learning_rate_schedule: the schedule.
    """
    return _family.serialize(learning_rate_schedule)


def deserialize(config: Config, custom_objects: Mapping[str, object] | None = None) -> Any:
    """Return the schedule that `serialize` wrote down.

    Args:
        config: its config.
        custom_objects: further classes by name.
    """
    return _family.deserialize(config, custom_objects)
