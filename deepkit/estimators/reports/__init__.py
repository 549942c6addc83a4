"""What a person wants to know of an estimator: what it learned, and how well."""

from deepkit.estimators.reports._calibration import CalibrationCurve, calibration_curve
from deepkit.estimators.reports._confusion import ConfusionMatrix, confusion_matrix
from deepkit.estimators.reports._description import describe
from deepkit.estimators.reports._history import plot_history
from deepkit.estimators.reports._integrated_gradients import Attributions, integrated_gradients
from deepkit.estimators.reports._judged import Judged, judged
from deepkit.estimators.reports._permutation import PermutationImportance, permutation_importance
from deepkit.estimators.reports._summary import summary
from deepkit.estimators.reports._thresholds import (
    PrecisionRecallCurve,
    ROCCurve,
    precision_recall_curve,
    roc_curve,
)

__all__ = [
    "Attributions",
    "CalibrationCurve",
    "ConfusionMatrix",
    "Judged",
    "PermutationImportance",
    "PrecisionRecallCurve",
    "ROCCurve",
    "calibration_curve",
    "confusion_matrix",
    "describe",
    "integrated_gradients",
    "judged",
    "permutation_importance",
    "plot_history",
    "precision_recall_curve",
    "roc_curve",
    "summary",
]
