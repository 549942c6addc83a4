"""Which head a classifier has, told by its labels."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from deepkit.errors import DataError, whole
from deepkit.estimators.heads._binary import BinaryClassHead
from deepkit.estimators.heads._labels import as_column, as_vocabulary
from deepkit.estimators.heads._multi_class import MultiClassHead
from deepkit.typing import Tensor


def classification_head(
    y: Any,
    n_classes: int | None = None,
    *,
    weight_column: str | None = None,
    label_vocabulary: Sequence[Any] | None = None,
    loss_reduction: str = "sum_over_batch_size",
    loss_fn: Callable[..., Tensor] | None = None,
    thresholds: Sequence[float] | None = None,
) -> BinaryClassHead | MultiClassHead:
    """Return the head of a classifier, which knows the labels of its classes.

    Args:
        y: labels.
        n_classes: how many classes there are; as many as there are labels in `y` if None, which
            then are the classes, sorted.
        weight_column: the feature that holds the weights of the rows.
        label_vocabulary: the labels of the classes.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`.
        loss_fn: see the heads.
        thresholds: see BinaryClassHead; nothing is measured at them for more classes.

    Raises:
        DataError: if the labels do not fit, or are no classes but measured numbers.
        ValueError: if there are fewer than two `n_classes`, or they are not those of the
            vocabulary.

    Example:
        >>> from deepkit.estimators.heads import classification_head
        >>> classification_head(["cat", "dog", "cat"]).classes_.tolist()
        ['cat', 'dog']
        >>> classification_head([3, 1, 2]).logits_dimension
        3
    """
    if n_classes is not None:
        whole(at_least=2, n_classes=n_classes)
    if label_vocabulary is None and n_classes is None:
        label_vocabulary = _found(as_column(y)).tolist()
    count = n_classes or len(as_vocabulary(label_vocabulary))
    given = {
        "weight_column": weight_column,
        "label_vocabulary": label_vocabulary,
        "loss_reduction": loss_reduction,
        "loss_fn": loss_fn,
    }
    if count > 2:
        return MultiClassHead(count, **given).learn(y)
    if n_classes == 2 and label_vocabulary is not None and len(label_vocabulary) != 2:
        raise ValueError(f"`label_vocabulary` must name 2 classes, got {len(label_vocabulary)}.")
    return BinaryClassHead(thresholds=thresholds, **given).learn(y)


def _found(labels: np.ndarray) -> np.ndarray:
    """Return the classes among labels, sorted."""
    if labels.dtype.kind == "f" and (labels != np.floor(labels)).any():
        shown = labels[labels != np.floor(labels)][0]
        raise DataError(
            f"Unknown label type: continuous numbers such as {float(shown)!r}. A classifier needs "
            "classes; use a regressor, or give `label_vocabulary`."
        )
    found = np.unique(labels)
    if not len(found):
        raise DataError("`labels` are empty, they have no classes.")
    return found
