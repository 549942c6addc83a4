"""Heads of models that predict what lies behind a link: expected counts, and probabilities."""

from typing import Any

import numpy as np

from deepkit.estimators.heads._labels import within
from deepkit.estimators.heads._links import Link
from deepkit.estimators.heads._regression import RegressionHead
from deepkit.estimators.heads._values import Values, poisson_deviances, sigmoid_cross_entropies


class PoissonRegressionHead(RegressionHead):
    """Predict expected counts `exp(x)`, at the cost `exp(x) - y x + log(y!)`.

    The last term, which does not depend on the model, is approximated by Stirling's formula
    `y log(y) - y + log(2 π y) / 2` for counts above 1.

    Args:
        label_dimension: how many counts a row has.
        weight_column: the feature that holds the weights of the rows.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`.
        compute_full_loss: whether to add the last term.
        name: what its metrics are told apart by.

    Shapes:
        labels: (n,) or (n, label_dimension), not below 0. logits: (n, label_dimension).

    Raises:
        ValueError: if an option is none of these.

    Example:
        >>> from deepkit.estimators.heads import PoissonRegressionHead
        >>> PoissonRegressionHead().predictions([[0.0]])["predictions"]
        array([[1.]], dtype=float32)
    """

    def __init__(
        self,
        label_dimension: int = 1,
        weight_column: str | None = None,
        loss_reduction: str = "sum_over_batch_size",
        compute_full_loss: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(label_dimension, weight_column, loss_reduction, name=name)
        self.compute_full_loss = compute_full_loss

    @property
    def link(self) -> Link:
        """From logits to predictions."""
        return "exp"

    def _checked(self, targets: np.ndarray) -> np.ndarray:
        return within(targets, 0.0, np.inf, "are below 0, and counts are not")

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        return poisson_deviances, {"full": self.compute_full_loss}


class LogisticRegressionHead(RegressionHead):
    """Predict probabilities `1 / (1 + exp(-x))` as numbers, at the cost of cross-entropy.

    Args:
        weight_column: the feature that holds the weights of the rows.
        loss_reduction: `"sum_over_batch_size"` or `"sum"`.
        name: what its metrics are told apart by.

    Shapes:
        labels: (n,) or (n, 1), from 0 to 1. logits: (n, 1).

    Raises:
        ValueError: if an option is none of these.

    Example:
        >>> from deepkit.estimators.heads import LogisticRegressionHead
        >>> LogisticRegressionHead().predictions([[0.0]])["predictions"]
        array([[0.5]], dtype=float32)
    """

    def __init__(
        self,
        weight_column: str | None = None,
        loss_reduction: str = "sum_over_batch_size",
        name: str | None = None,
    ) -> None:
        super().__init__(1, weight_column, loss_reduction, name=name)

    @property
    def link(self) -> Link:
        """From logits to predictions."""
        return "sigmoid"

    def _checked(self, targets: np.ndarray) -> np.ndarray:
        return within(targets, 0.0, 1.0, "are not between 0 and 1")

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        return sigmoid_cross_entropies, {}
