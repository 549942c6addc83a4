"""What TensorFlow kept under `tf.estimator.experimental`, under the same name."""

from deepkit.estimators._early_stopping import (
    make_early_stopping_hook,
    stop_if_higher_hook,
    stop_if_lower_hook,
    stop_if_no_decrease_hook,
    stop_if_no_increase_hook,
)
from deepkit.estimators._rnn import RNNClassifier, RNNEstimator
from deepkit.estimators._session_hooks import InMemoryEvaluatorHook
from deepkit.estimators._stopping_hooks import make_stop_at_checkpoint_step_hook

__all__ = [
    "InMemoryEvaluatorHook",
    "RNNClassifier",
    "RNNEstimator",
    "make_early_stopping_hook",
    "make_stop_at_checkpoint_step_hook",
    "stop_if_higher_hook",
    "stop_if_lower_hook",
    "stop_if_no_decrease_hook",
    "stop_if_no_increase_hook",
]
