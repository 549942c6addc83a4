"""Print samples/s and the share of the peak of deepkit, a loop on JAX and Keras, in bfloat16.

python -m benchmarks.accelerator                    on a GPU or TPU all of it, ten minutes
python -m benchmarks.accelerator --size tiny        a minute: whether it runs at all
python -m benchmarks.accelerator gpt-2-small --batch 8 --peak 312

Where JAX sees no accelerator the sizes are tiny, and the figures say nothing.
"""

import argparse
import dataclasses
import os
import statistics
from collections.abc import Iterable, Mapping
from typing import Any

# Keras reads it when it is imported; the measurements are about the same engine.
os.environ["KERAS_BACKEND"] = "jax"

import jax

from benchmarks._machine import machine
from benchmarks._report import Rows, heading, table, write
from benchmarks._timing import ratio
from benchmarks.accelerator import JOBS, TINY, measure_job, peak_of
from benchmarks.accelerator._measure import TWIN
from benchmarks.contenders import installed

_GOALS = {"jax": 0.97, "keras": 1.05}
_TITLES = {"deepkit": "deepkit", "jax": "JAX loop", TWIN: "JAX loop again", "keras": "Keras"}


def main(arguments: Iterable[str] | None = None) -> None:
    given = _told(arguments)
    device = jax.devices()[0]
    is_full = given.size == "full" or (given.size == "auto" and device.platform != "cpu")
    peak = given.peak * 1e12 if given.peak else peak_of(device.device_kind)
    peers = ["keras"] if installed("keras") and not given.without else []
    told = {"device": device.device_kind, "peak": peak, "size": "full" if is_full else "tiny"}
    run: dict[str, Any] = {"machine": machine(), **told}
    print(f"{heading(run['machine'])}{_device(told)}\n", flush=True)
    for name in given.names or JOBS:
        job = (JOBS if is_full else TINY)[name]
        if given.batch:
            job = dataclasses.replace(job, batch_size=given.batch)
        run[name] = measure_job(job, peers, rounds=given.rounds)
        print(table(job_rows(job.title, run[name], peak)), flush=True)
    print(f"All numbers: {write(run)}")


def _told(arguments: Iterable[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.accelerator", description="Large models.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(JOBS))
    parser.add_argument("--size", choices=("auto", "tiny", "full"), default="auto")
    parser.add_argument("--batch", type=int, help="samples in a batch")
    parser.add_argument("--rounds", type=int, default=6, help="epochs of each contender")
    parser.add_argument("--peak", type=float, help="TFLOP/s of the device, if it is not known")
    parser.add_argument("--without", choices=("keras",), help="who is left out")
    given = parser.parse_args(None if arguments is None else list(arguments))
    for name in given.names:
        if name not in JOBS:
            parser.error(f"unknown name {name!r}; there are {', '.join(JOBS)}")
    return given


def _device(told: Mapping[str, Any]) -> str:
    peak = f"{told['peak'] / 1e12:,.0f} TFLOP/s" if told["peak"] else "unknown: see --peak"
    return f"{told['device']}, peak {peak}, {told['size']} sizes"


def job_rows(title: str, result: Mapping[str, Any], peak: float | None) -> Rows:
    """Return the speed of each contender, its share of the peak, and deepkit over it.

    Args:
        title: of the job.
        result: of `measure_job`.
        peak: operations a second of the device; None if it is not known.
    """
    head = [f"{title}, batch {result['batch_size']}", "samples/s", "TFLOP/s", "of the peak"]
    rows = [[*head, "deepkit is faster by", "wanted"]]
    own = result["seconds"]["deepkit"]
    for name, taken in result["seconds"].items():
        speed = result["samples"] / statistics.median(taken)
        work = speed * result["flops"]
        share = f"{work / peak:.1%}" if peak else "-"
        wanted = f">= {_GOALS[name]:.2f}" if name in _GOALS else ""
        figures = [f"{speed:,.1f}", f"{work / 1e12:,.2f}", share, str(ratio(taken, own)), wanted]
        rows.append([_TITLES[name], *figures])
    return rows


if __name__ == "__main__":
    main()
