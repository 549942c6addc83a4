"""Masks that a function puts on its values, for whoever asked for them."""

from collections.abc import Callable
from typing import Any

from deepkit import backend
from deepkit.typing import Tensor


def masked_values(fn: Callable[..., Tensor], *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
    """Return what a function returns, and the mask that it put on it or None.

    Args:
        fn: a loss or metric function, such as one that ignores a class.
        *args: its arguments.
        **kwargs: its arguments by name.

    Example:
        >>> from deepkit import losses
        >>> y_true, y_pred = [1, -1], [[0.0, 0.0], [0.0, 0.0]]
        >>> fn = losses.sparse_categorical_crossentropy
        >>> losses.masked_values(fn, y_true, y_pred, from_logits=True, ignore_class=-1)[1].tolist()
        [True, False]
    """
    outer = backend.current_call()
    with backend.call_context(outer.training if outer else None) as call:
        values = fn(*args, **kwargs)
        return values, call.mask_of(values)


def mask_of(x: Tensor) -> Tensor | None:
    """Return the mask that travels with an array in the call around us, or None.

    Args:
        x: an array, such as the predictions of a model.

    Example:
        >>> from deepkit import backend, losses, ops
        >>> x = ops.ones((2, 3))
        >>> with backend.call_context() as call:
        ...     call.set_mask(x, [True, False])
        ...     losses.mask_of(x)
        [True, False]
    """
    call = backend.current_call()
    return call.mask_of(x) if call else None


def with_mask(values: Tensor, mask: Tensor) -> Tensor:
    """Return the values, and let a mask travel with them to the loss that asked for them."""
    call = backend.current_call()
    if call is not None:
        call.set_mask(values, mask)
    return values
