"""Callbacks: code that takes part in training, evaluation and prediction."""

from deepkit.callbacks._callback import Callback
from deepkit.callbacks._callback_list import CallbackList
from deepkit.callbacks._console import (
    disable_interactive_logging,
    enable_interactive_logging,
    is_interactive_logging_enabled,
    say,
)
from deepkit.callbacks._csv_logger import CSVLogger
from deepkit.callbacks._early_stopping import EarlyStopping
from deepkit.callbacks._fit_profile import FitProfile
from deepkit.callbacks._history import History
from deepkit.callbacks._lambda_callback import LambdaCallback
from deepkit.callbacks._learning_rate_scheduler import LearningRateScheduler
from deepkit.callbacks._logs import LazyLogs
from deepkit.callbacks._model_checkpoint import ModelCheckpoint
from deepkit.callbacks._profiler import Profiler
from deepkit.callbacks._progbar_logger import ProgbarLogger
from deepkit.callbacks._reduce_lr_on_plateau import ReduceLROnPlateau
from deepkit.callbacks._terminate_on_nan import TerminateOnNaN

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "FitProfile",
    "History",
    "LambdaCallback",
    "LazyLogs",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "Profiler",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
    "disable_interactive_logging",
    "enable_interactive_logging",
    "is_interactive_logging_enabled",
    "say",
]
