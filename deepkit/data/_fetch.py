"""Fetch the batches of a data set with several workers, and hand them out in order."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

from deepkit.typing import Tensor

# A worker process keeps its copy here, so that a task carries a number instead of the data set.
_held: list[Tensor] = []


def fetch(dataset: Tensor, indices: Iterable[int]) -> Iterator[Tensor]:
    """Yield `dataset[index]` for each index, in this order, fetched by the workers it asks for."""
    workers = getattr(dataset, "workers", 1)
    in_processes = getattr(dataset, "use_multiprocessing", False)
    if workers < 1 or (workers == 1 and not in_processes):
        for index in indices:
            yield dataset[index]
        return
    ahead = max(getattr(dataset, "max_queue_size", 10), workers)
    pool = _processes(dataset, workers) if in_processes else ThreadPoolExecutor(workers)
    get = _get_held if in_processes else dataset.__getitem__
    pending: deque[Future[Tensor]] = deque()
    try:
        for index in indices:
            pending.append(pool.submit(get, index))
            if len(pending) > ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _processes(dataset: Tensor, workers: int) -> Executor:
    # Never a plain fork: the child would inherit JAX's locks without the threads that hold them.
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    return ProcessPoolExecutor(workers, context, initializer=_hold, initargs=(dataset,))


def _hold(dataset: Tensor) -> None:
    _held.append(dataset)


def _get_held(index: int) -> Tensor:
    return _held[0][index]
