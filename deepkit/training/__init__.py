"""What makes a callable with Variables learn: objective, compiled steps, loops."""

from deepkit.training._objective import Objective
from deepkit.training._predictor import Predictor
from deepkit.training._state import TrainState
from deepkit.training._trainer import Trainer

__all__ = ["Objective", "Predictor", "TrainState", "Trainer"]
