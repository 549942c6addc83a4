"""Set the learning rate of each epoch by a function."""

import inspect
from collections.abc import Callable

import numpy as np

from deepkit.callbacks._callback import Callback
from deepkit.callbacks._console import say
from deepkit.callbacks._learning_rate import log_rates, optimizers, rate
from deepkit.typing import Logs, Tensor


class LearningRateScheduler(Callback):
    """Set the learning rate before each epoch to `schedule(epoch, learning_rate)`.

    The learning rate appears in the logs and the `History` as `learning_rate`.

    Args:
        schedule: takes the epoch, counted from 0, and the learning rate so far, and returns the
            learning rate of the epoch as a float; it may take the epoch alone.
        verbose: 1 to say what is set, 0 to be silent.

    Raises:
        TypeError: if `schedule` cannot be called.
        ValueError: in `fit`, if it does not return a float.

    Example:
        >>> from deepkit.callbacks import LearningRateScheduler
        >>> scheduler = LearningRateScheduler(lambda epoch, lr: lr if epoch < 10 else lr * 0.9)
        >>> scheduler.schedule(20, 0.1)
        0.09
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        if not callable(schedule):
            raise TypeError(f"`schedule` must be a function, got {type(schedule).__name__}.")
        self.schedule = schedule
        self.verbose = verbose
        self._takes_rate = _takes_two(schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        for name, optimizer in optimizers(self.model).items():
            so_far = (rate(optimizer),) if self._takes_rate else ()
            optimizer.learning_rate = _checked(self.schedule(epoch, *so_far))
            if self.verbose > 0:
                say(f"\nEpoch {epoch + 1}: setting {name} to {rate(optimizer):.6g}.")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        log_rates(self.model, logs)


def _takes_two(schedule: Callable[..., float]) -> bool:
    try:
        inspect.signature(schedule).bind(0, 0.0)
    except TypeError:
        return False
    except ValueError:  # written in C, without a signature
        return True
    return True


def _checked(value: Tensor) -> float:
    array = np.asarray(value)
    if array.ndim == 0 and array.dtype.kind in "fiu" and np.isfinite(array) and array >= 0:
        return float(array)
    raise ValueError(f"The output of `schedule` must be a float >= 0, got {value!r}.")
