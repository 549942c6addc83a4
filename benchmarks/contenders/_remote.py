"""A contender in a process of its own, so that its threads do not meet those of the others."""

import multiprocessing
from multiprocessing.connection import Connection
from typing import Any, Self

import numpy as np

from benchmarks.contenders._contender import make
from benchmarks.workloads import Workload


class Remote:
    """Do what a contender does, over a pipe.

    Args:
        name: of the contender.
        workload: what to do.
    """

    def __init__(self, name: str, workload: Workload) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, name, workload), daemon=True)
        self._process.start()
        theirs.close()

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        return self._ask("fit", epochs=epochs, shuffle=shuffle)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        return self._ask("predict", x=x)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pipe.close()
        self._process.join()

    def _ask(self, method: str, **given: Any) -> Any:
        self._pipe.send((method, given))
        return self._pipe.recv()


def _serve(pipe: Connection, name: str, workload: Workload) -> None:
    contender = make(name, workload)
    while True:
        try:
            method, given = pipe.recv()
        except EOFError:  # the other end was closed
            return
        pipe.send(getattr(contender, method)(**given))
