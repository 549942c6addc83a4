"""What every source of batches offers to the training loop."""

import warnings
from collections.abc import Iterator

from deepkit.data._packing import Batch


class Source:
    """Yield the batches of one epoch after another.

    Subclass it to feed `fit`, `evaluate` and `predict` from anything else: set `steps` and write
    `batches` and `peek`.

    Attributes:
        steps: batches in an epoch, or None if nobody knows before it ends.
        batch_size: rows in a full batch, or None if the data decides.
        rows: rows in all, or None if unknown.
        exhausted: whether no further batch will ever come.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import Source
        >>> class Noise(Source):
        ...     steps = 10
        ...     def batches(self, epoch, start=0):
        ...         random = np.random.default_rng(epoch)
        ...         for _ in range(start, self.steps):
        ...             yield random.normal(size=(32, 4)), None, None
        ...     def peek(self):
        ...         return next(self.batches(0))
        >>> Noise().peek()[0].shape
        (32, 4)
    """

    steps: int | None = None
    batch_size: int | None = None
    rows: int | None = None
    exhausted: bool = False

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Yield `(x, y, sample_weight)` for the steps of an epoch.

        Args:
            epoch: counted from 0; sources that shuffle do it anew for each.
            start: how many of the epoch's steps to leave out, to go on in its middle.
        """
        raise NotImplementedError

    def peek(self) -> Batch:
        """Return a batch to learn shapes and dtypes from, without taking it away."""
        raise NotImplementedError

    def has_more(self) -> bool:
        """Tell whether another epoch can start, and warn if not."""
        if self.exhausted:
            warn_of_end("No batch is left for the next epoch.")
        return not self.exhausted


def warn_of_end(detail: str) -> None:
    """Warn that there were fewer batches than asked for."""
    warnings.warn(
        f"Your input ran out of data; interrupting training. {detail} The data must give at least "
        "`steps_per_epoch * epochs` batches.",
        stacklevel=3,
    )
