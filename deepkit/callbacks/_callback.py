"""The hooks through which code takes part in training, evaluation and prediction."""

from typing import Protocol, cast

import numpy as np

from deepkit.typing import Logs, Tensor


class ModelLike(Protocol):
    """What callbacks know of a model."""

    stop_training: bool
    optimizer: Tensor

    def get_weights(self) -> list[np.ndarray]: ...
    def set_weights(self, weights: list[np.ndarray]) -> None: ...
    def save(self, filepath: str) -> None: ...
    def save_weights(self, filepath: str) -> None: ...


class Callback:
    """Base of objects that `fit`, `evaluate` and `predict` call at each stage.

    Override the hooks you need. In a hook, `self.model` is the model, whose variables are up to
    date, and `self.params` holds `verbose`, `epochs` and `steps`. `self.model.stop_training = True`
    ends `fit` after the batch or the epoch.

    `logs` maps names to floats. At the end of an epoch it is one dict that all callbacks share, so
    that what one adds reaches the later ones and the `History`. At the end of a batch it holds the
    means over the epoch so far, fetched from the device when somebody looks: a hook that looks at
    every batch makes training wait for every batch.

    Attributes:
        async_safe: set it to True in a class whose batch hooks reach the model through
            `self.model` alone and may be called for several batches at once, with the index of the
            last. It spares `fit` the work of bringing the variables up to date for each batch.

    Example:
        >>> from deepkit.callbacks import Callback, CallbackList
        >>> class Announce(Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print(f"epoch {epoch}: loss {logs['loss']}")
        >>> CallbackList([Announce()]).on_epoch_end(0, {"loss": 0.5})
        epoch 0: loss 0.5
    """

    async_safe: bool = False
    # Defaults of the class, so that a subclass need not call `super().__init__`.
    params: dict[str, Tensor] | None = None
    _model: Tensor = None

    @property
    def model(self) -> ModelLike:
        """The model, its variables brought up to date if training has lent them out."""
        synchronize = getattr(self._model, "jax_state_sync", None)
        if synchronize is not None:
            synchronize()
        return cast("ModelLike", self._model)

    def set_model(self, model: ModelLike) -> None:
        """Take the model before the first hook is called."""
        self._model = model

    def set_params(self, params: dict[str, Tensor]) -> None:
        """Take `verbose`, `epochs` and `steps` before the first hook is called."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Act when `fit` starts."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Act when `fit` ends, with the logs of the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Act before an epoch of `fit`, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Act after an epoch of `fit` and its validation, whose values are named `val_...`."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Act before a batch of `fit`, counted from 0 in its epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Act after a batch of `fit`."""
        self.on_batch_end(batch, logs=logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Act before a batch of `fit`: another name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Act after a batch of `fit`: another name of `on_train_batch_end`."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Act when `evaluate`, or the validation within `fit`, starts."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Act when `evaluate`, or the validation within `fit`, ends."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Act before a batch of `evaluate` or of the validation within `fit`."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Act after a batch of `evaluate` or of the validation within `fit`."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Act when `predict` starts."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Act when `predict` ends."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Act before a batch of `predict`."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Act after a batch of `predict`."""


HOOKS = tuple(name for name in vars(Callback) if name.startswith("on_"))
"""The names of all hooks."""

_ALIASES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


def overrides(callback: Callback, hook: str) -> bool:
    """Tell whether a callback does anything in a hook, by its class or an attribute of its own."""
    default = getattr(Callback, hook)
    own = hook in vars(callback) or getattr(type(callback), hook, default) is not default
    return own or (hook in _ALIASES and overrides(callback, _ALIASES[hook]))
