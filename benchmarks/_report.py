"""A run as a text that people read and as a JSON file."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks._fit import SMALLER, TWIN
from benchmarks._timing import ratio
from benchmarks.workloads import WORKLOADS

RESULTS = Path(__file__).parent / "results"
_PEERS = {
    "jax": "JAX loop",
    "jax-warm": "JAX loop, warm",
    "jax-tuned": "tuned JAX",
    "keras": "Keras",
    "torch": "torch",
}
_NONE = "-"
# Sections that hold workloads or axes, which may come from several runs.
_MERGED = ("fit", "first", "predict", "costs")
Rows = list[list[str]]


def heading(machine: Mapping[str, Any]) -> str:
    """Return what was measured on, in two lines."""
    packages = ", ".join(f"{name} {v}" for name, v in machine["packages"].items() if v)
    return (
        f"{machine['date']}  {machine['processor']}, {machine['cores']} cores, "
        f"load {machine['load']}, Python {machine['python']}, commit {machine['commit']}\n"
        f"{packages}\n"
    )


def fit_rows(results: Mapping[str, Any]) -> Rows:
    """Return samples/s of `fit`, and how many times as fast it is as each peer."""
    peers = {peer: title for peer, title in _PEERS.items() if peer != "jax-warm"}
    titles = [f"vs {title}" for title in peers.values()]
    rows = [["fit", "samples/s", *titles, "JAX vs itself", "rounds"]]
    for name, result in results.items():
        times = result["seconds"]
        own = times["deepkit"]
        against = [str(ratio(times[p], own)) if p in times else _NONE for p in peers]
        speed = f"{result['rows'] / statistics.median(own):,.0f}"
        twin = str(ratio(times[TWIN], times["jax"]))
        rows.append([WORKLOADS[name].title, speed, *against, twin, str(len(own))])
        if SMALLER in times:
            smaller = WORKLOADS[name].smaller
            title = f"its time / that of {smaller.title}" if smaller else _NONE
            blanks = [_NONE] * (len(rows[0]) - 2)
            rows.append([title, str(ratio(own, times[SMALLER])), *blanks])
    return rows


def times_rows(
    what: str, results: Mapping[str, Any], unit: tuple[str, float], *, own: str = "deepkit"
) -> Rows:
    """Return a quantity of each contender, and how many times as much as deepkit's it is.

    Args:
        what: is measured.
        results: by workload, the values of each round by contender.
        unit: its name, and how many of it make one of what was measured.
        own: which of them is deepkit; workloads without it are left out.
    """
    results = {name: times for name, times in results.items() if own in times}
    peers = [peer for peer in _PEERS if any(peer in times for times in results.values())]
    rows = [[what, f"deepkit, {unit[0]}", *(f"{_PEERS[p]} / deepkit" for p in peers)]]
    for name, times in results.items():
        against = [str(ratio(times[p], times[own])) if p in times else _NONE for p in peers]
        amount = f"{statistics.median(times[own]) * unit[1]:,.2f}"
        rows.append([WORKLOADS[name].title, amount, *against])
    return rows


def import_rows(result: Mapping[str, Any]) -> Rows:
    """Return how long imports take, and how many times as long as that of jax."""
    rows = [["import", "seconds", "/ jax", "modules", "also brings"]]
    for name, taken in result["import"].items():
        brought = ", ".join(result["unwanted"][name][0]) or _NONE
        median, modules = statistics.median(taken), result["modules"][name][0]
        times = ratio(taken, result["import"]["jax"])
        rows.append([name, f"{median:.3f}", str(times), str(modules), brought])
    return rows


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines with columns side by side, the first to the left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]]) + "\n"


def write(run: Mapping[str, Any], folder: Path = RESULTS) -> Path:
    """Write all that was measured to a JSON file named for the time; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run['machine']['date'].replace(':', '')}.json"
    path.write_text(json.dumps(run, indent=1))
    return path


def read(paths: Sequence[Path]) -> dict[str, Any]:
    """Return what was written, as one run: what several files have is that of the last.

    Args:
        paths: of files that `write` made.
    """
    run: dict[str, Any] = {}
    for path in paths:
        for section, found in json.loads(path.read_text()).items():
            both = isinstance(run.get(section), dict) and section in _MERGED
            run[section] = {**run[section], **found} if both else found
    return run
