"""Make a callback of functions."""

from collections.abc import Callable

from deepkit.callbacks._callback import HOOKS, Callback
from deepkit.errors import unknown


class LambdaCallback(Callback):
    """Call functions in place of the hooks of a callback.

    Functions for epochs take `(epoch, logs)`, for batches `(batch, logs)`, and for the start and
    the end `(logs)`.

    Args:
        on_epoch_begin: called before each epoch.
        on_epoch_end: called after each epoch.
        on_train_begin: called when `fit` starts.
        on_train_end: called when `fit` ends.
        on_train_batch_begin: called before each batch of `fit`.
        on_train_batch_end: called after each batch of `fit`.
        **kwargs: functions for any other hook of `Callback`, by its name.

    Raises:
        ValueError: if a name is no hook.
        TypeError: if a value is no function.

    Example:
        >>> from deepkit.callbacks import CallbackList, LambdaCallback
        >>> report = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs["loss"]))
        >>> CallbackList(report).on_epoch_end(0, {"loss": 0.5})
        0 0.5
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., object] | None = None,
        on_epoch_end: Callable[..., object] | None = None,
        on_train_begin: Callable[..., object] | None = None,
        on_train_end: Callable[..., object] | None = None,
        on_train_batch_begin: Callable[..., object] | None = None,
        on_train_batch_end: Callable[..., object] | None = None,
        **kwargs: Callable[..., object] | None,
    ) -> None:
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
        } | kwargs
        for name, function in functions.items():
            if name not in HOOKS:
                raise unknown("hook", name, HOOKS)
            if function is None:
                continue
            if not callable(function):
                raise TypeError(f"`{name}` must be a function, got {type(function).__name__}.")
            setattr(self, name, function)
