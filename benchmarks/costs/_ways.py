"""The same steps and the same answers, asked for in several ways.

    python -m benchmarks.costs._ways

The last line that it prints is a JSON object.
"""

import json
import statistics
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

import deepkit
from benchmarks._report import Rows
from benchmarks._timing import in_turns
from benchmarks.costs._axes import AXES, Job

_ROWS, _CALLS, _MANY = 8_192, 100, 1_024
Seconds = dict[str, list[float]]


def measured_ways(*, rows: int = _ROWS, rounds: int = 7) -> dict[str, Seconds]:
    """Return the seconds of a step and of an answer, by the way in which they were asked for.

    Args:
        rows: of the data.
        rounds: how often each is timed.
    """
    job = AXES["rows"].make(deepkit, rows)
    return {"fit": _steps(job, rounds), "predict": _answers(job, rounds)}


def _steps(job: Job, rounds: int) -> Seconds:
    tasks = {name: make(job) for name, make in _FITS.items()}
    for task in tasks.values():
        task()
    steps = -(-len(job.x) // job.batch_size)
    times = in_turns(tasks, rounds)
    return {name: [taken / steps for taken in times[name]] for name in times}


def _fit(job: Job, *, steps_per_execution: int | str = "auto", **told: Any) -> Callable[[], Any]:
    """Return what trains for an epoch; each way has a model of its own, for it has own programs."""
    model = AXES["rows"].make(deepkit, job.batch_size).model
    model.compile("adam", "mse", steps_per_execution=steps_per_execution)
    options = {"batch_size": job.batch_size, "verbose": 0, **told}
    return partial(model.fit, job.x, job.y, **options)


def _from_dataset(job: Job) -> Callable[[], Any]:
    class Batches(deepkit.utils.PyDataset):
        """Cut batches out of arrays."""

        def __len__(self) -> int:
            return -(-len(job.x) // job.batch_size)

        def __getitem__(self, place: int) -> Any:
            rows = slice(place * job.batch_size, (place + 1) * job.batch_size)
            return job.x[rows], job.y[rows]

    model = _fit(job).func.__self__
    return partial(model.fit, Batches(), verbose=0)


def _from_generator(job: Job) -> Callable[[], Any]:
    model = _fit(job).func.__self__

    def batches() -> Iterator[Any]:
        for start in range(0, len(job.x), job.batch_size):
            rows = slice(start, start + job.batch_size)
            yield job.x[rows], job.y[rows]

    return lambda: model.fit(batches(), verbose=0)


def _watched(job: Job) -> Callable[[], Any]:
    watching = deepkit.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    return _fit(job, callbacks=[watching])


def _weighted(job: Job) -> Callable[[], Any]:
    return _fit(job, sample_weight=np.ones(len(job.x), "float32"))


_FITS: dict[str, Callable[[Job], Callable[[], Any]]] = {
    "arrays": _fit,
    "arrays, with sample weights": _weighted,
    "arrays, `profile=True`": partial(_fit, profile=True),
    "arrays, `steps_per_execution=16`": partial(_fit, steps_per_execution=16),
    "arrays, `steps_per_execution=1`": partial(_fit, steps_per_execution=1),
    "arrays, a callback that watches batches": _watched,
    "a `PyDataset`": _from_dataset,
    "a generator": _from_generator,
}


def _answers(job: Job, rounds: int) -> Seconds:
    row, many, model = job.x[:1], job.x[:_MANY], job.model
    tasks: dict[str, Callable[[], Any]] = {
        "`model.predict(row)`": partial(model.predict, row, verbose=0),
        "`model.predict_on_batch(row)`": partial(model.predict_on_batch, row),
        "`model(row)`": lambda: np.asarray(model(row)),
        f"`model.predict` of {len(many):,} rows, each row": partial(
            model.predict, many, batch_size=len(many), verbose=0
        ),
    }
    for task in tasks.values():
        task()
    times = in_turns({name: _repeated(task) for name, task in tasks.items()}, rounds)
    per_call = {name: [taken / _CALLS for taken in times[name]] for name in times}
    last = list(per_call)[-1]
    return {**per_call, last: [taken / len(many) for taken in per_call[last]]}


def _repeated(task: Callable[[], Any]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(_CALLS):
            task()

    return repeat


def way_rows(title: str, seconds: Mapping[str, list[float]]) -> Rows:
    """Return the microseconds of each way, and how many times as long it takes as the first.

    Args:
        title: of the column of ways.
        seconds: by way.
    """
    first = statistics.median(next(iter(seconds.values())))
    rows = [[title, "µs", "times the first"]]
    for name, taken in seconds.items():
        median = statistics.median(taken)
        times = median / first
        told = f"{times:.2f}" if times >= 0.1 else f"{times:.4f}"
        rows.append([name, f"{median * 1e6:,.1f}", told])
    return rows


if __name__ == "__main__":
    print(json.dumps(measured_ways()))
