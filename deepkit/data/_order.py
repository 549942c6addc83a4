"""Which rows an epoch takes, and in which order: a pure function of the seed and the epoch."""

import numpy as np


def epoch_order(
    rows: int, size: int, *, seed: int, epoch: int, shuffle: bool | str = True, block: int = 1
) -> np.ndarray:
    """List the rows of one epoch.

    An epoch of fewer than all rows goes on where the last one stopped, so that every row is seen
    equally often.

    Args:
        rows: how many there are.
        size: how many one epoch takes, at most all.
        seed: two of them give two orders.
        epoch: counted from 0.
        shuffle: True for any order, `"batch"` to shuffle within blocks only.
        block: rows in a block.
    """
    if size >= rows:
        return _one_pass(rows, seed, epoch, shuffle, block)
    first = epoch * size
    passes = range(first // rows, (first + size - 1) // rows + 1)
    stream = np.concatenate([_one_pass(rows, seed, turn, shuffle, block) for turn in passes])
    skipped = first - passes[0] * rows
    return stream[skipped : skipped + size]


def _one_pass(rows: int, seed: int, turn: int, shuffle: bool | str, block: int) -> np.ndarray:
    order = np.arange(rows)
    if not shuffle:
        return order
    random = np.random.default_rng([seed, turn])
    if shuffle != "batch":
        return random.permutation(rows)
    whole = rows // block * block
    blocks = random.permuted(order[:whole].reshape(-1, block), axis=1)
    return np.concatenate([blocks.ravel(), random.permutation(order[whole:])])
