"""Where the batches of training come from: rows that are at hand, or a stream."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from deepkit.data import Batch, Source
from deepkit.estimators._examples import Examples
from deepkit.estimators._segments import RowSegments, Segments

Encode = Callable[[Examples], Batch]


class Rows:
    """Batches of rows in memory, encoded once.

    Args:
        batch: all rows, encoded.
        orders: yields the rows of one batch after the other, from a step on.
    """

    def __init__(self, batch: Batch, orders: Callable[[int], Iterator[np.ndarray]]) -> None:
        self.batch, self._orders = batch, orders

    def source(self, start: int, steps: int | None, lengths: Sequence[int]) -> Source:
        """Return the batches from a step on, in segments.

        Args:
            start: steps that were made before.
            steps: how many to make; until the batches end if None.
            lengths: of the segments.

        Raises:
            StopIteration: if there is no batch.
        """
        return RowSegments(self.batch, islice(self._orders(start), steps), lengths)


class Stream:
    """Batches that come one by one, each encoded when it comes.

    Args:
        open_stream: starts the stream.
        encode: turns examples into a batch.
    """

    def __init__(self, open_stream: Callable[[], Iterator[Examples]], encode: Encode) -> None:
        self._open, self._encode = open_stream, encode

    def source(self, start: int, steps: int | None, lengths: Sequence[int]) -> Source:
        """Return the batches in segments; from the first, whatever was made before.

        Args:
            start: steps that were made before.
            steps: how many to make; until the batches end if None.
            lengths: of the segments.

        Raises:
            StopIteration: if there is no batch.
        """
        del start
        return Segments(islice(map(self._encode, self._open()), steps), lengths)


def first_examples(stream: Iterator[Examples], limit: int) -> Iterator[Examples]:
    """Yield the examples of a stream until so many rows have come.

    Args:
        stream: examples.
        limit: rows after which no further examples are taken.
    """
    rows = 0
    for examples in stream:
        yield examples
        rows += examples.table.rows
        if rows >= limit:
            return


def joined(examples: list[Examples]) -> tuple[Any, np.ndarray | None]:
    """Return the labels and the weights of examples as those of all their rows.

    Args:
        examples: the examples.
    """
    labels: Any = [part.labels for part in examples]
    if isinstance(labels[0], dict):
        labels = {name: np.concatenate([part[name] for part in labels]) for name in labels[0]}
    else:
        labels = np.concatenate(labels)
    weights = [part.weights for part in examples if part.weights is not None]
    return labels, np.concatenate(weights) if weights else None
