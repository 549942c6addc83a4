"""Accuracy, precision and recall of probabilities at thresholds, and areas under curves."""

from collections.abc import Sequence

from deepkit.estimators.heads._metrics import Linked
from deepkit.metrics import AUC, BinaryAccuracy, Metric, Precision, Recall


def threshold_metrics(thresholds: Sequence[float]) -> list[Metric]:
    """Return three metrics for each threshold, named as in `accuracy/positive_threshold_0.3`."""
    found: list[Metric] = []
    for threshold in thresholds:
        for metric in (
            BinaryAccuracy("accuracy", threshold=threshold),
            Precision(threshold, name="precision"),
            Recall(threshold, name="recall"),
        ):
            name = f"{metric.name}/positive_threshold_{threshold:g}"
            found.append(Linked(metric, "sigmoid", name=name))
    return found


def area_metrics(name: str = "", class_id: int | None = None) -> list[Metric]:
    """Return the areas below both curves, of all classes or one that has this name."""
    areas = (AUC(name="auc"), AUC(curve="PR", name="auc_precision_recall"))
    ending = f"/{name}" if name else ""
    return [Linked(area, "sigmoid", class_id, name=f"{area.name}{ending}") for area in areas]
