"""Models in a box for tabular data: one class each, with the protocols of two ecosystems."""

from deepkit.estimators import experimental, reports
from deepkit.estimators._added_metrics import add_metrics
from deepkit.estimators._baseline import (
    BaselineClassifier,
    BaselineEstimator,
    BaselineRegressor,
)
from deepkit.estimators._checkpoint_hooks import CheckpointSaverHook, CheckpointSaverListener
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._combined import DNNLinearCombinedClassifier, DNNLinearCombinedRegressor
from deepkit.estimators._csv_input import csv_input_fn
from deepkit.estimators._custom import Estimator
from deepkit.estimators._deep import DNNClassifier, DNNRegressor
from deepkit.estimators._estimator import TabularEstimator
from deepkit.estimators._exporters import BestExporter, Exporter, FinalExporter, LatestExporter
from deepkit.estimators._generic import (
    DNNEstimator,
    DNNLinearCombinedEstimator,
    LinearEstimator,
)
from deepkit.estimators._hooks import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from deepkit.estimators._input_functions import numpy_input_fn, pandas_input_fn
from deepkit.estimators._inputs import ArrayInput
from deepkit.estimators._linear import LinearClassifier, LinearRegressor
from deepkit.estimators._model_to_estimator import model_to_estimator
from deepkit.estimators._rnn import RNNClassifier, RNNEstimator
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators._saved_model import SavedModel
from deepkit.estimators._session_hooks import (
    FinalOpsHook,
    LoggingTensorHook,
    NanLossDuringTrainingError,
    NanTensorHook,
    StepCounterHook,
    SummarySaverHook,
)
from deepkit.estimators._specs import EstimatorSpec, EvalSpec, ModeKeys, TrainSpec
from deepkit.estimators._stopping_hooks import StopAtStepHook
from deepkit.estimators._timer import SecondOrStepTimer
from deepkit.estimators._train_and_evaluate import train_and_evaluate
from deepkit.estimators._warm_start import VocabInfo, WarmStartSettings
from deepkit.estimators.heads import (
    BinaryClassHead,
    Head,
    LogisticRegressionHead,
    MultiClassHead,
    MultiHead,
    MultiLabelHead,
    PoissonRegressionHead,
    RegressionHead,
)

__all__ = [
    "ArrayInput",
    "BaselineClassifier",
    "BaselineEstimator",
    "BaselineRegressor",
    "BestExporter",
    "BinaryClassHead",
    "CheckpointSaverHook",
    "CheckpointSaverListener",
    "Checkpoints",
    "DNNClassifier",
    "DNNEstimator",
    "DNNLinearCombinedClassifier",
    "DNNLinearCombinedEstimator",
    "DNNLinearCombinedRegressor",
    "DNNRegressor",
    "Estimator",
    "EstimatorSpec",
    "EvalSpec",
    "Exporter",
    "FinalExporter",
    "FinalOpsHook",
    "Head",
    "LatestExporter",
    "LinearClassifier",
    "LinearEstimator",
    "LinearRegressor",
    "LoggingTensorHook",
    "LogisticRegressionHead",
    "ModeKeys",
    "MultiClassHead",
    "MultiHead",
    "MultiLabelHead",
    "NanLossDuringTrainingError",
    "NanTensorHook",
    "PoissonRegressionHead",
    "RNNClassifier",
    "RNNEstimator",
    "RegressionHead",
    "RunConfig",
    "SavedModel",
    "SecondOrStepTimer",
    "SessionRunArgs",
    "SessionRunContext",
    "SessionRunHook",
    "SessionRunValues",
    "StepCounterHook",
    "StopAtStepHook",
    "SummarySaverHook",
    "TabularEstimator",
    "TrainSpec",
    "VocabInfo",
    "WarmStartSettings",
    "add_metrics",
    "csv_input_fn",
    "experimental",
    "model_to_estimator",
    "numpy_input_fn",
    "pandas_input_fn",
    "reports",
    "train_and_evaluate",
]
