"""Times of tasks that take turns, and ratios of times that were taken side by side."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Times = dict[str, list[float]]


def in_turns(tasks: Mapping[str, Callable[[], object]], rounds: int) -> Times:
    """Return the seconds of each task in each round: first, second, third; third, second, first...

    What slows the machine down for a while then slows all of them down.

    Args:
        tasks: by name; they should have run once before, to be warm.
        rounds: how often each is timed.
    """
    times: Times = {name: [] for name in tasks}
    for turn in range(rounds):
        for name in list(tasks)[:: -1 if turn % 2 else 1]:
            times[name].append(seconds(tasks[name]))
    return times


def seconds(task: Callable[[], object]) -> float:
    """Return how long a task takes, without the garbage that others left."""
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        start = time.perf_counter()
        task()
        return time.perf_counter() - start
    finally:
        if was_on:
            gc.enable()


def rounds_within(budget: float, round_takes: float, *, least: int, most: int) -> int:
    """Return how many rounds fit into a time.

    Args:
        budget: the time, in seconds.
        round_takes: seconds.
        least: the fewest rounds, though they take longer.
        most: the most, though there is time.
    """
    return max(least, min(most, int(budget / max(round_takes, 1e-9))))


class Ratio(NamedTuple):
    """How many times as much one thing takes as another, over rounds."""

    median: float
    low: float
    high: float
    best: float

    def __str__(self) -> str:
        return f"{self.median:.2f}x [{self.low:.2f} {self.high:.2f}]"


def ratio(other: Sequence[float], own: Sequence[float]) -> Ratio:
    """Return how many times as much `other` took as `own`.

    Args:
        other: of each round.
        own: of the same rounds.

    Returns:
        The median of the rounds' ratios, their lower and upper quartile, and the ratio of the
        smallest values.
    """
    ratios = [a / b for a, b in zip(other, own, strict=True)]
    if len(ratios) == 1:
        return Ratio(*ratios * 4)
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Ratio(median, low, high, min(other) / min(own))
