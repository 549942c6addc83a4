"""A data set whose batches are fetched by number."""

from collections.abc import Iterator
from itertools import count

from deepkit.typing import Tensor


class PyDataset:
    """Base of data sets whose batches are fetched by number, if need be by several workers.

    Write `__getitem__`, which returns a whole batch, and `__len__`, which returns how many there
    are. An endless data set sets `num_batches` to None instead. `fit` takes the batches in a new
    order for each epoch, unless `shuffle=False`.

    Args:
        workers: fetch with this many threads or processes at once; in the main thread if 1.
        use_multiprocessing: fetch in processes rather than threads. The data set is pickled into
            each of them, and a script must guard its start with `if __name__ == "__main__":`.
        max_queue_size: batches fetched ahead by the workers.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import PyDataset
        >>> class Squares(PyDataset):
        ...     def __len__(self):
        ...         return 3
        ...     def __getitem__(self, index):
        ...         x = np.full((2, 1), index, "float32")
        ...         return x, x**2
        >>> [float(y[0, 0]) for x, y in Squares(workers=2)]
        [0.0, 1.0, 4.0]
    """

    # Also here, so that a subclass need not call `super().__init__`.
    workers: int = 1
    use_multiprocessing: bool = False
    max_queue_size: int = 10

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Tensor:
        """Return batch `index`: `x`, `(x, y)` or `(x, y, sample_weight)`, or a dict of inputs."""
        raise NotImplementedError(f"{type(self).__name__} must define `__getitem__`.")

    @property
    def num_batches(self) -> int | None:
        """Batches in an epoch, or None if there is no end."""
        length = getattr(self, "__len__", None)
        if length is None:
            raise NotImplementedError(
                f"{type(self).__name__} must define `__len__`, or `num_batches` as a property."
            )
        return length()

    def __iter__(self) -> Iterator[Tensor]:
        batches = self.num_batches
        for index in count() if batches is None else range(batches):
            yield self[index]

    def on_epoch_begin(self) -> None:
        """Prepare an epoch; called before its first batch is fetched."""

    def on_epoch_end(self) -> None:
        """Clean up after an epoch, or change the data for the next."""
