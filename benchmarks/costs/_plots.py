"""Plots of what was measured along an axis: small SVG files, the same for the same numbers."""

import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from benchmarks.costs._axes import AXES
from benchmarks.costs._tables import QUANTITIES

_STYLE = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "deepkit",
}


def draw(name: str, found: Mapping[str, Mapping[str, list[float]]], folder: Path) -> Path:
    """Draw one panel for each quantity, with logarithmic axes; return the path of the file.

    Args:
        name: of the axis.
        found: of `measure_costs`, for this axis.
        folder: where to.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(9.6, 2.4), layout="constrained")
        panels = figure.subplots(1, len(QUANTITIES))
        for panel, (key, quantity) in zip(panels, QUANTITIES.items(), strict=True):
            _panel(panel, found, key, quantity.factor)
            panel.set_title(f"{quantity.title}, {quantity.unit}", fontsize=9)
            panel.set_xlabel(AXES[name].unit)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.svg"
        figure.savefig(path, metadata={"Date": None, "Creator": None})
    return path


def _panel(
    panel: Any, found: Mapping[str, Mapping[str, list[float]]], key: str, factor: float
) -> None:
    sizes = [int(size) for size in found]
    values = [[value * factor for value in found[size][key]] for size in found]
    middle = [statistics.median(each) for each in values]
    spread = [
        [m - min(each) for m, each in zip(middle, values, strict=True)],
        [max(each) - m for m, each in zip(middle, values, strict=True)],
    ]
    panel.errorbar(sizes, middle, yerr=spread, fmt="o-", color="#3f51b5", capsize=2, ms=3, lw=1.2)
    panel.set(xscale="log", yscale="log")
    low, high = min(map(min, values)), max(map(max, values))
    center = (low * high) ** 0.5  # at least a decade, or noise would look like growth
    panel.set_ylim(min(low * 0.7, center / 3.2), max(high * 1.4, center * 3.2))
    panel.minorticks_off()
    marks = (1,) if high > 30 * low else (1, 2, 5)
    panel.yaxis.set_major_locator(LogLocator(subs=marks, numticks=8))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.12g}"))
    panel.grid(visible=True, which="major", color="#dddddd", lw=0.6)
