"""Call the hooks of many callbacks, and none that nobody wrote."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from deepkit.callbacks._callback import HOOKS, Callback, ModelLike, overrides
from deepkit.callbacks._history import History
from deepkit.callbacks._progbar_logger import ProgbarLogger
from deepkit.typing import Logs, Nested, Tensor

Hook = Callable[..., None]


class CallbackList(Callback):
    """Call the hooks of all callbacks, in order.

    A hook that no callback overrides costs nothing: ask `wants_train_batches`,
    `wants_test_batches` and `wants_predict_batches` before making logs for it.

    Args:
        callbacks: a callback, or a nested list of them.
        add_history: whether to add a `History` at the end if there is none.
        add_progbar: whether to add a `ProgbarLogger` after it if there is none.
        model: the model that callbacks see.
        **params: what callbacks see as `params`: `verbose`, `epochs`, `steps`.

    Raises:
        TypeError: if something in the list is not a callback.

    Example:
        >>> from deepkit.callbacks import CallbackList
        >>> callbacks = CallbackList(add_history=True)
        >>> callbacks.on_train_begin()
        >>> callbacks.on_epoch_end(0, {"loss": 0.5})
        >>> callbacks.history.history
        {'loss': [0.5]}
        >>> callbacks.wants_train_batches
        False
    """

    def __init__(
        self,
        callbacks: Callback | Sequence[Nested] | None = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: ModelLike | None = None,
        **params: Tensor,
    ) -> None:
        self.callbacks = _flatten(callbacks)
        if add_history and self.history is None:
            self.callbacks.append(History())
        if add_progbar and not any(isinstance(each, ProgbarLogger) for each in self.callbacks):
            self.callbacks.append(ProgbarLogger())
        self._wrap: Callable[[Callback, Hook], Hook] | None = None
        self._collect()
        if model is not None:
            self.set_model(model)
        if params:
            self.set_params(params)

    @property
    def history(self) -> History | None:
        """The `History` in the list, if there is one."""
        return next((each for each in self.callbacks if isinstance(each, History)), None)

    @property
    def wants_train_batches(self) -> bool:
        """Whether a callback acts at batches of `fit`."""
        return self._acts("train_batch")

    @property
    def wants_test_batches(self) -> bool:
        """Whether a callback acts at batches of `evaluate`."""
        return self._acts("test_batch")

    @property
    def wants_predict_batches(self) -> bool:
        """Whether a callback acts at batches of `predict`."""
        return self._acts("predict_batch")

    @property
    def wants_batches(self) -> bool:
        """Whether a callback acts at any batch."""
        return self.wants_train_batches or self.wants_test_batches or self.wants_predict_batches

    def watching_each(self, phase: str) -> list[Callback]:
        """Return the callbacks that must be shown each batch of a phase when it is done.

        The hooks of all others, which are `async_safe`, may be called for several batches at once.

        Args:
            phase: `"train"`, `"test"` or `"predict"`.
        """
        hooks = [f"on_{phase}_batch_begin", f"on_{phase}_batch_end"]
        return [
            each
            for each in self.callbacks
            if not getattr(each, "async_safe", False)
            and any(overrides(each, name) for name in hooks)
        ]

    def append(self, callback: Callback) -> None:
        """Add a callback at the end."""
        self.callbacks += _flatten(callback)
        self._collect()

    @contextmanager
    def wrapped(self, wrap: Callable[[Callback, Hook], Hook]) -> Generator[None]:
        """Call other functions in place of the hooks within the block, to measure them.

        Args:
            wrap: returns what to call for a callback and one of its hooks.
        """
        self._wrap = wrap
        self._collect()
        try:
            yield
        finally:
            self._wrap = None
            self._collect()

    def set_model(self, model: ModelLike) -> None:
        self._model = model
        if self.history is not None:
            model.history = self.history  # pyright: ignore[reportAttributeAccessIssue]
        for callback in self.callbacks:
            callback.set_model(model)

    def set_params(self, params: dict[str, Tensor]) -> None:
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._call("on_train_begin", logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._call("on_train_end", logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_begin", logs, epoch)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._call("on_epoch_end", logs, epoch)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_begin", logs, batch)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_end", logs, batch)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_begin", logs, batch)

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_end", logs, batch)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        self._call("on_test_begin", logs)

    def on_test_end(self, logs: Logs | None = None) -> None:
        self._call("on_test_end", logs)

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_test_batch_begin", logs, batch)

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_test_batch_end", logs, batch)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        self._call("on_predict_begin", logs)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        self._call("on_predict_end", logs)

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_predict_batch_begin", logs, batch)

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_predict_batch_end", logs, batch)

    def _collect(self) -> None:
        self._hooks: dict[str, list[Hook]] = {
            name: [self._hook(each, name) for each in self.callbacks if overrides(each, name)]
            for name in HOOKS
        }

    def _hook(self, callback: Callback, name: str) -> Hook:
        hook = getattr(callback, name)
        return hook if self._wrap is None else self._wrap(callback, hook)

    def _acts(self, phase: str) -> bool:
        return bool(self._hooks[f"on_{phase}_begin"] or self._hooks[f"on_{phase}_end"])

    def _call(self, name: str, logs: Logs | None, *place: int) -> None:
        logs = {} if logs is None else logs
        for hook in self._hooks[name]:
            # By position for epochs and phases, by name for batches: what Keras's users rely on.
            hook(*place, logs=logs) if "batch" in name else hook(*place, logs)


def _flatten(callbacks: Nested) -> list[Callback]:
    if callbacks is None:
        return []
    if isinstance(callbacks, list | tuple):
        return [callback for part in callbacks for callback in _flatten(part)]
    if isinstance(callbacks, type) or not hasattr(callbacks, "set_model"):
        what, cure = type(callbacks).__name__, "Wrap functions in `LambdaCallback`."
        if isinstance(callbacks, type):
            what, cure = f"the class {callbacks.__name__}", "Did you forget its parentheses?"
        raise TypeError(f"`callbacks` must hold Callback objects, got {what}. {cure}")
    return [callbacks]
