"""Statistics of data in one pass: a row of weight k counts as k rows, one of weight 0 as none."""

import numpy as np

from deepkit.columns import Entry

Rows = tuple[np.ndarray, np.ndarray]  # sorted numbers, and the weight of each

_EPSILON = 1e-12


class Moments:
    """The mean and the variance of each of d numbers, merged from block to block without loss.

    Source:
        Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
        Variances", 1979, eq. 2.1.
    """

    def __init__(self, size: int) -> None:
        self.weight, self.mean, self.squares = np.zeros((3, size))

    def update(self, numbers: np.ndarray, weight: np.ndarray) -> None:
        """Take in numbers (n, d), NaN for none, with the weights (n,)."""
        present = ~np.isnan(numbers)
        weights = present * weight[:, None]
        total = weights.sum(axis=0)
        new = np.where(total > 0, total, 1)
        mean = (weights * np.where(present, numbers, 0)).sum(axis=0) / new
        distance = np.where(present, numbers, 0) - mean
        squares = (weights * distance**2).sum(axis=0)
        shift, before = mean - self.mean, self.weight
        self.weight = before + total
        all_rows = np.where(self.weight > 0, self.weight, 1)
        self.mean = self.mean + shift * total / all_rows
        self.squares = self.squares + squares + shift**2 * before * total / all_rows

    @property
    def std(self) -> np.ndarray:
        """The standard deviation of the population; 1 where all numbers are the same."""
        std = np.sqrt(self.squares / np.where(self.weight > 0, self.weight, 1))
        return np.where(std <= _EPSILON * np.abs(self.mean), 1.0, std)


class Extremes:
    """The least and the largest of each of d numbers."""

    def __init__(self, size: int) -> None:
        self.least, self.largest = np.full(size, np.inf), np.full(size, -np.inf)

    def update(self, numbers: np.ndarray, weight: np.ndarray) -> None:
        """Take in numbers (n, d), NaN for none; all weights are above zero."""
        self.least = np.fmin(self.least, np.fmin.reduce(numbers, axis=0, initial=np.inf))
        self.largest = np.fmax(self.largest, np.fmax.reduce(numbers, axis=0, initial=-np.inf))


class Quantiles:
    """The quantiles of numbers; exact up to `capacity` different ones, else a close summary.

    Full blocks become `capacity` numbers of equal weight each, and two summaries of equally many
    blocks become one, so that a stream costs little memory and a number is moved by about
    log2(blocks) / (2 capacity) of all ranks at most.

    Source:
        Munro and Paterson, "Selection and sorting with limited storage", 1980,
        doi:10.1016/0304-3975(80)90061-4, section 2, without its random choice.
    """

    def __init__(self, capacity: int = 1 << 16) -> None:
        self.capacity = capacity
        self._block: list[Rows] = []
        self._summaries: dict[int, Rows] = {}

    def update(self, numbers: np.ndarray, weight: np.ndarray) -> None:
        """Take in numbers (n,), NaN for none, with the weights (n,)."""
        present = ~np.isnan(numbers)
        self._block.append((numbers[present], weight[present]))
        if sum(len(part[0]) for part in self._block) < 2 * self.capacity:
            return
        self._block = [_merged(self._block)]
        if len(self._block[0][0]) > self.capacity:
            self._raise(_condensed(self._block.pop(), self.capacity), 0)

    def at(self, levels: np.ndarray) -> np.ndarray:
        """Return the least numbers that at least these shares of all rows do not exceed.

        Where such a share is met exactly, it is the mean with the next number, so that the median
        of two is between them.
        """
        numbers, weights = _merged([*self._summaries.values(), *self._block])
        up_to = np.cumsum(weights)
        ranks = levels * up_to[-1]
        last = len(numbers) - 1
        low = np.minimum(np.searchsorted(up_to, ranks, side="left"), last)
        high = np.minimum(np.searchsorted(up_to, ranks, side="right"), last)
        return (numbers[low] + numbers[high]) / 2

    def above(self, number: float) -> np.ndarray:
        """Return the least number above this one, if there is any, as an array."""
        numbers, _ = _merged([*self._summaries.values(), *self._block])
        return numbers[numbers > number][:1]

    @property
    def empty(self) -> bool:
        """Whether there are no numbers."""
        return not self._summaries and not any(len(numbers) for numbers, _ in self._block)

    def _raise(self, summary: Rows, level: int) -> None:
        while level in self._summaries:
            summary = _condensed(_merged([summary, self._summaries.pop(level)]), self.capacity)
            level += 1
        self._summaries[level] = summary


class Counts:
    """How often each category was there."""

    def __init__(self) -> None:
        self.counts: dict[Entry, float] = {}

    def update(self, entries: np.ndarray, weight: np.ndarray) -> None:
        """Take in entries (n, k) with the weights (n,)."""
        values = entries.ravel().tolist()
        places = {value: place for place, value in enumerate(dict.fromkeys(values))}
        where = np.fromiter(map(places.__getitem__, values), np.int64, len(values))
        totals = np.bincount(where, np.repeat(weight, entries.shape[-1]), len(places))
        for value, total in zip(places, totals.tolist(), strict=True):
            if value not in ("", -1):
                self.counts[value] = self.counts.get(value, 0.0) + total


def _merged(parts: list[Rows]) -> Rows:
    """Sort numbers and add up the weights of equal ones."""
    numbers = np.concatenate([np.zeros(0), *(part[0] for part in parts)])
    weights = np.concatenate([np.zeros(0), *(part[1] for part in parts)])
    unique, places = np.unique(numbers, return_inverse=True)
    return unique, np.bincount(places, weights, len(unique))


def _condensed(rows: Rows, capacity: int) -> Rows:
    """Put `capacity` numbers of equal weight for more of them, if there are more."""
    numbers, weights = rows
    if len(numbers) <= capacity:
        return rows
    up_to = np.cumsum(weights)
    middles = (np.arange(capacity) + 0.5) * (up_to[-1] / capacity)
    chosen = np.minimum(np.searchsorted(up_to, middles), len(numbers) - 1)
    # The ends stay what they are: boundaries and ranks are cut off there.
    chosen[0], chosen[-1] = 0, len(numbers) - 1
    return numbers[chosen], np.full(capacity, up_to[-1] / capacity)
