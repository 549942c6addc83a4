"""Stop training when the loss is no longer a number."""

import math

from deepkit.callbacks._callback import Callback
from deepkit.callbacks._console import say
from deepkit.typing import Logs


class TerminateOnNaN(Callback):
    """Stop `fit` when the loss of a batch is NaN or infinite.

    It looks at the loss after each call of a program, so that training waits for it: at each batch
    where steps are calls of their own, and at the last of some hundred where small ones are one
    call. The loss is the mean of the epoch so far, so that none is missed, but all batches of the
    call are learned from. Compile with `steps_per_execution=1` to stop at the first.

    Args:
        raise_error: whether to raise an error, which leaves out the `on_train_end` of all
            callbacks, instead of setting `model.stop_training`.

    Raises:
        RuntimeError: in `fit`, if the loss is not finite and `raise_error` is True.

    Example:
        >>> from deepkit.callbacks import TerminateOnNaN
        >>> TerminateOnNaN(raise_error=True).on_batch_end(3, {"loss": float("nan")})
        Traceback (most recent call last):
        RuntimeError: The loss of batch 3 is nan. ...
    """

    async_safe = True

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(
                f"The loss of batch {batch} is {loss}. Try a smaller learning rate or `clipnorm`, "
                "and look for extreme values in the data."
            )
        say(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
