"""A contender in a process of its own, so that its threads do not meet those of the others."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Self

import numpy as np


class Remote:
    """Do what a contender does, over a pipe.

    Args:
        factory: what makes the contender there; it travels by pickle.
    """

    def __init__(self, factory: Callable[[], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, factory), daemon=True)
        self._process.start()
        theirs.close()

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        return self.ask("fit", epochs=epochs, shuffle=shuffle)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        return self.ask("predict", x=x)

    def ask(self, method: str, **given: Any) -> Any:
        """Return what a method of the contender returns.

        Args:
            method: by name.
            **given: its arguments.
        """
        self._pipe.send((method, given))
        return self._pipe.recv()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pipe.close()
        self._process.join()


def _serve(pipe: Connection, factory: Callable[[], Any]) -> None:
    contender = factory()
    while True:
        try:
            method, given = pipe.recv()
        except EOFError:  # the other end was closed
            return
        pipe.send(getattr(contender, method)(**given))
