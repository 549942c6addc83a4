"""The training of an estimator's model: so many steps, in segments, with somebody watching."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from deepkit.callbacks import Callback, CallbackList, EarlyStopping
from deepkit.data import ArraySource, Batch, Source
from deepkit.errors import DataError, one_of
from deepkit.estimators._segments import endless, lengths_until
from deepkit.estimators._steps_logger import StepsLogger
from deepkit.models import Model

# Batches of a stream that the compiled program takes in one call.
_CHUNK = 10

Curves = dict[str, list[float]]


class Supply(Protocol):
    """Where batches come from."""

    def source(self, start: int, steps: int | None, lengths: Sequence[int]) -> Source:
        """Return the batches from a step on, in segments."""
        ...


class Watcher(Callback):
    """Count the steps, and note the numbers of each segment.

    Args:
        count: tells how many steps were made so far.
        curves: is filled with the numbers by name, and the steps after which they were noted.
    """

    def __init__(self, count: Callable[[], int], curves: Curves) -> None:
        self._count, self._curves = count, curves
        self.step = count()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        _ = self.model  # brings the Variables up to date
        self.step = self._count()
        for name, value in {"step": self.step, **(logs or {})}.items():
            self._curves.setdefault(name, []).append(value)


def train_model(
    model: Model,
    supply: Supply,
    watcher: Watcher,
    *,
    steps: int | None,
    cadence: int,
    callbacks: Sequence[Callback] = (),
    verbose: int = 0,
    validation: Batch | None = None,
) -> None:
    """Train a compiled model.

    Args:
        model: the model.
        supply: where the batches come from.
        watcher: counts and notes.
        steps: how many steps to make; until the batches end if None.
        cadence: about how many steps lie between two looks.
        callbacks: watch besides.
        verbose: 1 for a progress bar, 2 for a line at each look, 0 for silence.
        validation: inputs, targets and weights to judge at each look.

    Raises:
        DataError: if there is no batch.
    """
    lengths = endless(cadence) if steps is None else lengths_until(steps, cadence)
    try:
        source = supply.source(watcher.step, steps, lengths)
    except StopIteration:
        raise DataError("There is no batch to train on: the input is empty.") from None
    watching = [watcher, *callbacks]
    watched = CallbackList(watching).wants_train_batches
    if one_of(("auto", 0, 1, 2), verbose=verbose) != 0:
        watching.append(StepsLogger(lambda: watcher.step, steps, 2 if verbose == 2 else 1))
    stacked = "auto" if isinstance(source, ArraySource) else _CHUNK
    model.steps_per_execution = 1 if watched else stacked
    model.fit(
        source,
        epochs=len(lengths),
        callbacks=watching,
        validation_data=validation,
        verbose=0,
    )


def early_stopping(patience: int | bool) -> list[Callback]:
    """Return what stops training when the validation loss no longer falls.

    Args:
        patience: looks without an improvement; True for 10, False for never.
    """
    if patience is False:
        return []
    looks = 10 if patience is True else patience
    return [EarlyStopping("val_loss", patience=looks, restore_best_weights=True)]
