"""The networks of the canned estimators, drawn on symbolic tensors."""

from collections.abc import Callable, Sequence
from typing import Any

from deepkit.layers import BatchNormalization, Dense, Dropout


def tower(
    x: Any,
    hidden_units: Sequence[int],
    width: int,
    *,
    activation: str | Callable[..., Any] = "relu",
    dropout: float | None = None,
    batch_norm: bool = False,
) -> Any:
    """Return the logits of a deep network: dense layers of these sizes, and one for the logits.

    Each hidden layer is Dense, then Dropout, then BatchNormalization, as in TensorFlow.

    Args:
        x: of shape (batch, features).
        hidden_units: the sizes of the hidden layers.
        width: the number of logits.
        activation: of the hidden layers.
        dropout: the share of units that is dropped in training, in [0, 1); None for none.
        batch_norm: whether hidden layers are normalized over the batch.
    """
    for place, units in enumerate(hidden_units):
        x = Dense(units, activation=activation, name=f"hiddenlayer_{place}")(x)
        if dropout:
            x = Dropout(dropout, name=f"dropout_{place}")(x)
        if batch_norm:
            x = BatchNormalization(momentum=0.999, name=f"batchnorm_{place}")(x)
    return Dense(width, name="logits")(x)
