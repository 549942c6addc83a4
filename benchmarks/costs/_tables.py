"""What was measured along an axis as rows of a table."""

import statistics
from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks._report import Rows
from benchmarks.costs._axes import AXES


class Quantity(NamedTuple):
    """Something that is measured, its unit, and how many of them make one of what was written."""

    title: str
    unit: str
    factor: float


QUANTITIES: dict[str, Quantity] = {
    "step": Quantity("a step", "µs", 1e6),
    "start": Quantity("build and compile", "s", 1),
    "answer": Quantity("predict of one row", "µs", 1e6),
    "memory": Quantity("memory", "MiB", 1),
}


def axis_rows(name: str, found: Mapping[str, Mapping[str, list[float]]]) -> Rows:
    """Return a row for each size: the median of each quantity and, in brackets, its range.

    Args:
        name: of the axis.
        found: of `measure_costs`, for this axis.
    """
    titles = [f"{quantity.title}, {quantity.unit}" for quantity in QUANTITIES.values()]
    rows = [[AXES[name].unit, *titles]]
    for size, values in found.items():
        told = [_told(values[key], q.factor) for key, q in QUANTITIES.items() if key in values]
        rows.append([f"{int(size):,}", *told])
    return rows


def _told(values: list[float], factor: float) -> str:
    low, middle, high = (_digits(of(values) * factor) for of in (min, statistics.median, max))
    return middle if low == high else f"{middle} [{low} {high}]"


def _digits(value: float) -> str:
    """Return three digits that count, or all of those before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def growth(found: Mapping[str, Mapping[str, Any]], quantity: str) -> float:
    """Return how many times as much the largest size takes as the smallest.

    Args:
        found: of `measure_costs`, for one axis.
        quantity: by name.
    """
    values = list(found.values())
    first, last = (statistics.median(values[place][quantity]) for place in (0, -1))
    return last / first
