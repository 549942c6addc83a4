"""The networks of the canned estimators, drawn on symbolic tensors."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from deepkit.errors import whole
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

    Raises:
        ValueError: if a size is no whole number >= 1, or dropout is not in [0, 1).
    """
    _check(hidden_units, dropout)
    for place, units in enumerate(hidden_units):
        x = Dense(units, activation=activation, name=f"hiddenlayer_{place}")(x)
        if dropout:
            x = Dropout(dropout, name=f"dropout_{place}")(x)
        if batch_norm:
            x = BatchNormalization(momentum=0.999, name=f"batchnorm_{place}")(x)
    return Dense(width, name="logits")(x)


def _check(hidden_units: Any, dropout: Any) -> None:
    if isinstance(hidden_units, str) or not isinstance(hidden_units, Iterable):
        raise ValueError(
            f"`hidden_units` must be a list of sizes of hidden layers, got {hidden_units!r}."
        )
    for units in hidden_units:
        whole(hidden_units=units)
    if dropout is not None and not (isinstance(dropout, int | float) and 0 <= dropout < 1):
        raise ValueError(f"`dropout` must be >= 0 and below 1, got {dropout!r}.")
