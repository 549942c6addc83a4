"""Tell from the name of a metric whether more of it is better."""

import re
from collections.abc import Iterable

from deepkit.typing import Tensor

_MORE = re.compile(
    r"(^|_)(acc|accuracy|auc|precision|recall|sensitivity|specificity|f1|f1score|fbeta|iou|io_u|r2"
    r"|dice|jaccard|map|ndcg|mrr|bleu|psnr|ssim|similarity|correlation|true_positives"
    r"|true_negatives)(_|$)"
)
_LESS = re.compile(
    r"(^|_)(loss|error|mse|mae|mape|msle|rmse|crossentropy|ce|bce|nll|hinge|divergence|kld|poisson"
    r"|logcosh|log_cosh|perplexity|false_positives|false_negatives)(_|$)"
)


def more_is_better(monitor: str, metrics: Iterable[Tensor] = ()) -> bool | None:
    """Tell whether a metric is to rise (True) or to fall (False); None if nobody can tell.

    A metric object of that name may say so by a `direction` of `"up"` or `"down"`.
    """
    name = monitor.removeprefix("val_")
    for metric in metrics:
        told = getattr(metric, "direction", getattr(metric, "_direction", None))
        if told in ("up", "down") and name == getattr(metric, "name", None):
            return told == "up"
    if _LESS.search(name.lower()):  # first: "accuracy_loss" is a loss
        return False
    return True if _MORE.search(name.lower()) else None
