"""What an estimator is worth with weights in fewer bits, judged on rows of the user's."""

from typing import Any

import numpy as np

from deepkit.data import Batch
from deepkit.estimators.heads import Head
from deepkit.export import rounded
from deepkit.models import Model


def cost_of_rounding(
    judge: Model, head: Head, batch: Batch, form: str, *, batch_size: int
) -> dict[str, float]:
    """Return what an evaluation finds, as `<measure>_before` and `<measure>`.

    Args:
        judge: the model that measures; its weights are as they were in the end.
        head: names what is measured.
        batch: all rows, with their labels.
        form: of the weights: `"int8"` or `"bfloat16"`.
        batch_size: rows to look at in one step.
    """

    def found() -> dict[str, float]:
        x, y, weights = batch
        told: dict[str, Any] = {"verbose": 0, "return_dict": True}
        return head.logs(judge.evaluate(x, y, batch_size=batch_size, sample_weight=weights, **told))

    weights = judge.weights
    exact, fewer, before = [w.numpy() for w in weights], rounded(weights, form), found()
    try:
        _assign(weights, fewer)
        after = found()
    finally:
        _assign(weights, exact)
    both = {f"{name}_before": value for name, value in before.items()} | after
    order = [key for name in after for key in (f"{name}_before", name)]
    return {key: float(both[key]) for key in order if np.isfinite(both[key])}


def _assign(weights: Any, values: Any) -> None:
    for weight, value in zip(weights, values, strict=True):
        weight.assign(value)
