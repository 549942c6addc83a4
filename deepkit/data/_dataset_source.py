"""Draw batches from a data set that is asked for them by number."""

from collections.abc import Callable, Iterator

from deepkit.data._fetch import fetch
from deepkit.data._order import epoch_order
from deepkit.data._packing import Batch
from deepkit.data._source import Source, warn_of_end
from deepkit.errors import DataError
from deepkit.typing import Tensor


class DatasetSource(Source):
    """Draw batches from a `PyDataset`, or anything that answers `dataset[index]` with a batch.

    Args:
        dataset: tells its number of batches by `num_batches` or `len`; None is without end.
        steps: batches in an epoch; all there are if None. With fewer, an epoch goes on where the
            last one stopped.
        shuffle: whether to take the batches of each epoch in a new order.
        seed: of the orders; epoch e of seed s is always the same.
        prepare: turns what the data set returns into `(x, y, sample_weight)` of numpy arrays.

    Raises:
        DataError: if it has no batches, or has no end and `steps` is None.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import PyDataset, choose
        >>> class Five(PyDataset):
        ...     def __len__(self):
        ...         return 5
        ...     def __getitem__(self, index):
        ...         return np.full((2, 1), index)
        >>> source = choose(Five(), shuffle=False)
        >>> [int(x[0, 0]) for x, y, sample_weight in source.batches(epoch=0)]
        [0, 1, 2, 3, 4]
    """

    def __init__(
        self,
        dataset: Tensor,
        *,
        steps: int | None,
        shuffle: bool | str,
        seed: int,
        prepare: Callable[[Tensor], Batch],
    ) -> None:
        self._dataset = dataset
        self._prepare = prepare
        self._shuffle = bool(shuffle)
        self._seed = seed
        self._limit = steps
        self._began = False
        there = self._count()
        if there is None and steps is None:
            raise DataError(
                f"`x` is a {type(dataset).__name__} without end: an epoch needs "
                "`steps_per_epoch`, an evaluation or prediction `steps`."
            )
        if there == 0:
            raise DataError(f"`x` is a {type(dataset).__name__} of 0 batches.")
        if there is not None and steps is not None and steps > there:
            warn_of_end(f"An epoch of {steps} steps was asked for, and has only {there}.")
        self.steps = there if steps is None else min(steps, there or steps)

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        self._begin()
        try:
            for batch in fetch(self._dataset, self._indices(epoch)[start:]):
                yield self._prepare(batch)
        finally:
            self._began = False
            getattr(self._dataset, "on_epoch_end", _nothing)()

    def peek(self) -> Batch:
        self._begin()
        return self._prepare(self._dataset[0])

    def _begin(self) -> None:
        if not self._began:
            self._began = True
            getattr(self._dataset, "on_epoch_begin", _nothing)()

    def _count(self) -> int | None:
        if hasattr(self._dataset, "num_batches"):
            return self._dataset.num_batches
        return len(self._dataset)

    def _indices(self, epoch: int) -> list[int]:
        there = self._count()
        if there is None:
            size = self.steps or 0
            return list(range(epoch * size, (epoch + 1) * size))
        size = self.steps = min(self._limit or there, there)  # it may have changed since
        order = epoch_order(there, size, seed=self._seed, epoch=epoch, shuffle=self._shuffle)
        return order.tolist()


def _nothing() -> None:
    """Stand in for a hook that the data set does not have."""
