"""What an exported model costs: memory when it is loaded, time per call beside raw JAX, size.

python -m benchmarks.export           all of it: a model of 500 MB, and four small ones
python -m benchmarks.export --quick   tiny sizes, to see that it works
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import deepkit
from benchmarks._machine import machine
from benchmarks._timing import in_turns
from deepkit import export, layers
from deepkit.backend import jit, stateless

GOALS = {"copied": 0.05, "latency": 1.1, "program": 50 * 1024}

# Measured in a process of its own: after a small model, so that JAX itself is in memory already.
_LOAD = """
import json, sys, time
from deepkit import export
def memory():
    lines = open("/proc/self/status").read().splitlines()
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    return {k: int(told[k].split()[0]) * 1024 for k in ("RssAnon", "RssFile")}
export.load(sys.argv[1])
before, start = memory(), time.perf_counter()
model = export.load(sys.argv[2], verify=sys.argv[3] == "verify")
seconds, after = time.perf_counter() - start, memory()
print(json.dumps({"seconds": seconds, **{k: after[k] - before[k] for k in after}}))
"""


def loading(folder: Path, width: int) -> dict[str, dict[str, float]]:
    """Return what loading a large model takes: bytes copied, bytes mapped, seconds."""
    small = deepkit.Sequential([deepkit.Input((8,)), layers.Dense(8), layers.Dense(2)])
    large = deepkit.Sequential(
        [deepkit.Input((width,)), layers.Dense(width), layers.Dense(width - 1), layers.Dense(10)]
    )
    small.export(folder / "small")
    size = large.export(folder / "large").weight_bytes
    found = {}
    for verify in ("without the golden outputs", "verify"):
        command = [sys.executable, "-c", _LOAD, *map(str, (folder / "small", folder / "large"))]
        done = subprocess.run([*command, verify], check=True, capture_output=True, text=True)
        told = json.loads(done.stdout)
        found[verify] = {
            "megabytes": size / 1e6,
            "seconds": told["seconds"],
            "copied": told["RssAnon"] / size,
            "mapped": told["RssFile"] / size,
        }
    return found


def small_models() -> dict[str, tuple[deepkit.Model, np.ndarray]]:
    """Return models of different kinds, each with one row."""
    random = np.random.default_rng(0)

    def stack(shape, *inner):
        model = deepkit.Sequential([deepkit.Input(shape), *inner, layers.Dense(10)])
        return model, random.normal(size=(1, *shape)).astype("float32")

    return {
        "dense 784-512-256-10": stack(
            (784,), layers.Dense(512, activation="relu"), layers.Dense(256, activation="relu")
        ),
        "convolution": stack(
            (28, 28, 1), layers.Conv2D(16, 3), layers.MaxPooling2D(), layers.Flatten()
        ),
        "lstm": stack((20, 8), layers.LSTM(32)),
        "dense 16-16-10": stack((16,), layers.Dense(16, activation="relu")),
    }


def latency(folder: Path, rounds: int, calls: int) -> dict[str, dict[str, float]]:
    """Return how long one row takes beside the same function under `jax.jit`, NumPy to NumPy."""
    found = {}
    for name, (model, x) in small_models().items():
        report = model.export(folder / "model", overwrite=True)
        signature = export.load(folder / "model").signature()
        pure = stateless(lambda x, model=model: model(x, training=False), model.variables)
        raw, weights = (
            jit(lambda w, x, pure=pure: pure(w, x)[0]),
            [v.value for v in model.variables],
        )
        tasks = {
            "raw": lambda raw=raw, w=weights, x=x: [np.asarray(raw(w, x)) for _ in range(calls)],
            "exported": lambda s=signature, x=x: [s(x) for _ in range(calls)],
        }
        for task in tasks.values():
            task()
        times = in_turns(tasks, rounds)
        ratios = [e / r for e, r in zip(times["exported"], times["raw"], strict=True)]
        found[name] = {
            "raw_microseconds": statistics.median(times["raw"]) / calls * 1e6,
            "latency": statistics.median(ratios),
            "program": report.program_bytes["serving_default"],
        }
    return found


def main(arguments: list[str] | None = None) -> dict[str, object]:
    """Measure, print, and return what was found."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.export")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--output", help="a JSON file for the results")
    told = parser.parse_args(arguments)
    width, rounds, calls = (64, 2, 5) if told.quick else (7900, 15, 300)
    with tempfile.TemporaryDirectory() as folder:
        results = {
            "machine": machine(),
            "goals": GOALS,
            "loading": loading(Path(folder), width),
            "latency": latency(Path(folder), rounds, calls),
        }
    text = json.dumps(results, indent=1)
    if told.output:
        Path(told.output).write_text(text + "\n", encoding="utf-8")
    print(text)
    return results


if __name__ == "__main__":
    main()
