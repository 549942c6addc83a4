"""What an estimator with a model function of the user's has learned."""

from dataclasses import replace
from typing import Any

import numpy as np

from deepkit.columns import Arrangement
from deepkit.data import Batch
from deepkit.errors import DataError
from deepkit.estimators._drawing import LABEL, Drawn
from deepkit.estimators._examples import Examples, row_weights
from deepkit.estimators._fitted import Fitted, Parts
from deepkit.estimators._headed import weight_column_of
from deepkit.feature_column import Encoder
from deepkit.models import Model


class DrawnFitted(Fitted):
    """Columns, labels, and the models of a model function.

    Args:
        encoder: the columns with what was learned of them.
        drawn: the models.
        parts: the names of the columns of each part of the model.
        **told: of `Fitted`.
    """

    def __init__(self, encoder: Encoder, drawn: Drawn, parts: Parts, **told: Any) -> None:
        super().__init__(encoder, drawn.head, parts, drawn.model, drawn.trainer, **told)
        self.drawn = drawn
        names = set(drawn.model.input_names)
        self._asked = Encoder(tuple(c for c in encoder.columns if names & set(specs_of(c))))

    @property
    def asked(self) -> Encoder:
        """The columns that predictions need."""
        return self._asked

    @property
    def whole(self) -> Model:
        """The model that has all weights: that which is trained."""
        return self.trainer

    def batch(self, examples: Examples, class_weight: Any = None) -> Batch:
        """Return examples as the model's inputs, targets and weights.

        Args:
            examples: rows with labels.
            class_weight: must be None.

        Raises:
            DataError: if there are no labels, or weights that nobody would look at.
        """
        inputs = self.encoder.encode(self.fitting(examples.table))
        if examples.labels is None:
            raise DataError("There are no labels: `y` must be given, or come with the features.")
        targets = self.head.encode_labels(examples.labels)
        weights = examples.weights
        if self.drawn.in_graph:
            if weights is not None:
                raise DataError(
                    "A model function that makes its own loss sees no sample weights. Put them "
                    "into a column of the features, and weigh the loss by it."
                )
            return {**inputs, **label_arrays(targets)}, None, None
        weights = row_weights(examples.table, weights, weight_column_of(self.head))
        return inputs, targets, None if weights is None else weights.astype(np.float32)

    @property
    def arrangement(self) -> Arrangement:
        """What the training data was like; a matrix stands for the one column that there is."""
        return replace(super().arrangement, alone=True)


def specs_of(column: Any) -> dict[str, Any]:
    """Return what the encoded arrays of a column are like.

    Args:
        column: has nothing left to learn.
    """
    return Encoder((column,)).specs


def label_arrays(targets: Any) -> dict[str, np.ndarray]:
    """Return labels by the names of the inputs that stand for them.

    Args:
        targets: an array, or a dict of arrays.
    """
    if not isinstance(targets, dict):
        return {LABEL: targets}
    return {f"{LABEL}{name}": array for name, array in targets.items()}
