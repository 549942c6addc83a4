"""What a fresh process measures of one job: time to start, time of a step, of an answer, memory.

    python -m benchmarks.costs._probe layers 100

The last line that it prints is a JSON object.
"""

import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import deepkit
from benchmarks._probe import peak_mebibytes
from benchmarks.contenders import parts_of
from benchmarks.costs._axes import AXES, Job

_EPOCHS, _CALLS = 5, 50
# Seconds that the epochs of one call of `fit` take at least, and those of all calls at most.
_LEAST, _MOST = 0.1, 5.0


def measured(axis: str, size: int) -> dict[str, float]:
    """Return what one job takes.

    Args:
        axis: by name.
        size: on it.
    """
    for module in parts_of("deepkit"):
        importlib.import_module(module)
    before = held_mebibytes()
    start = time.perf_counter()
    job = AXES[axis].make(deepkit, size)
    _fit(job, 1)
    first = time.perf_counter() - start
    epoch = _epoch(job)
    # Both are differences, and stay above zero for logarithmic axes.
    return {
        "start": max(1e-3, first - epoch),
        "step": epoch / -(-len(job.x) // job.batch_size),
        "answer": _answer(job),
        "memory": max(1.0, peak_mebibytes() - before),
    }


def _epoch(job: Job) -> float:
    """Return the median of epochs, several in a call of `fit` where they are short."""
    once = _fit(job, 1)
    epochs = max(1, min(100, int(_LEAST / once)))
    calls = max(1, min(_EPOCHS, int(_MOST / (once * epochs))))
    return statistics.median(_fit(job, epochs) / epochs for _ in range(calls))


def _fit(job: Job, epochs: int) -> float:
    start = time.perf_counter()
    job.model.fit(job.x, job.y, batch_size=job.batch_size, epochs=epochs, verbose=0)
    return time.perf_counter() - start


def _answer(job: Job) -> float:
    row = job.x[:1]
    job.model.predict(row, verbose=0)
    start = time.perf_counter()
    for _ in range(_CALLS):
        job.model.predict(row, verbose=0)
    return (time.perf_counter() - start) / _CALLS


def held_mebibytes() -> float:
    """Return the memory that this process holds now, or its peak where that is not told."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_mebibytes()
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


def main(arguments: list[str]) -> None:
    axis, size = arguments
    found: dict[str, Any] = measured(axis, int(size))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
