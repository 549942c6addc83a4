"""Print what exported models cost: memory when they are loaded, time of a call, size of programs.

python -m benchmarks.export                 all of it: a model of 500 MB, small ones, wide tables
python -m benchmarks.export --quick         tiny sizes: whether it works
python -m benchmarks.export --docs          and write the figures into docs/design/benchmarks.md
python -m benchmarks.export --read a.json --docs   the same from numbers of before
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import deepkit
from benchmarks._machine import machine
from benchmarks._pages import DOCS, fill, markdown
from benchmarks._report import Rows, heading, read, table, write
from benchmarks._timing import in_turns, ratio
from deepkit import estimators, export, layers
from deepkit.backend import jit, stateless

GOALS = {"copied": 0.05, "latency": 1.1, "program": 50 * 1024}

_PAGE = DOCS / "design" / "benchmarks.md"
_MEGA, _KIBI = 1e6, 1024

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
    """Return what loading a large model takes: seconds, and bytes copied and mapped of all."""
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
            "bytes": size,
            "seconds": told["seconds"],
            "copied": told["RssAnon"] / size,
            "mapped": told["RssFile"] / size,
        }
    return found


def small_models() -> dict[str, tuple[deepkit.Model, np.ndarray]]:
    """Return models of different kinds, each with one row."""
    random = np.random.default_rng(0)

    def stack(shape: tuple[int, ...], *inner: layers.Layer) -> tuple[deepkit.Model, np.ndarray]:
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


def latency(folder: Path, rounds: int, calls: int) -> dict[str, dict[str, list[float]]]:
    """Return seconds of one row in each round, also of the function under `jax.jit`.

    NumPy goes in, and comes out.
    """
    found = {}
    for name, (model, x) in small_models().items():
        model.export(folder / "model", overwrite=True)
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
        found[name] = {key: [one / calls for one in taken] for key, taken in times.items()}
    return found


def sizes(folder: Path, *, quick: bool) -> dict[str, int]:
    """Return the bytes of the files of programs, of deep models and of wide tables."""
    found: dict[str, int] = {}
    for count in (2, 4) if quick else (50, 200):
        dense = [layers.Dense(8, activation="relu") for _ in range(count)]
        model = deepkit.Sequential([deepkit.Input((8,)), *dense])
        report = model.export(folder / "model", overwrite=True)
        found[f"{count} dense layers"] = report.program_bytes["serving_default"]
    for count in (2, 4) if quick else (64, 200):
        for kind in ("numbers", "categories"):
            found[f"a table of {count} columns of {kind}"] = _table_size(folder, kind, count)
    return found


def _table_size(folder: Path, kind: str, count: int) -> int:
    random = np.random.default_rng(0)
    columns: dict[str, Any] = {}
    for i in range(count):
        words = [f"word {n}" for n in range(3 + i % 40)]  # as many in few columns
        numbers = random.normal(size=200)
        columns[f"x{i}"] = numbers if kind == "numbers" else random.choice(words, 200).tolist()
    one = estimators.LinearClassifier(steps=1, random_state=0)
    path = one.fit(columns, random.integers(0, 2, 200)).export_saved_model(folder / "table")
    manifest = export.open_manifest(path)
    return sum(manifest.files[program.file].bytes for program in manifest.programs.values())


def tables(found: Mapping[str, Any]) -> list[Rows]:
    """Return what was found as rows of tables, each with its goal.

    Args:
        found: by section.
    """
    megabytes = next(iter(found["loading"].values()))["bytes"] / _MEGA
    loaded = [[f"loading {megabytes:,.0f} MB", "seconds", "copied", "mapped", "goal of copied"]]
    for name, told in found["loading"].items():
        title = "with the golden outputs" if name == "verify" else name
        shares = [f"{told[key]:.1%}" for key in ("copied", "mapped")]
        loaded.append([title, f"{told['seconds']:.2f}", *shares, f"< {GOALS['copied']:.0%}"])
    called = [["a call for one row", "µs", "/ `jax.jit`", "goal"]]
    for name, taken in found["latency"].items():
        times = str(ratio(taken["exported"], taken["raw"]))
        micros = f"{statistics.median(taken['exported']) * 1e6:,.1f}"
        called.append([name, micros, times, f"<= {GOALS['latency']}"])
    sized = [["the program of", "KiB", "goal"]]
    for name, size in found["sizes"].items():
        sized.append([name, f"{size / _KIBI:,.1f}", f"<= {GOALS['program'] / _KIBI:,.0f}"])
    return [loaded, called, sized]


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure, print, and write down what was found."""
    given = _told(arguments)
    run = read(given.read) if given.read else _measured(quick=given.quick)
    print(heading(run["machine"]))
    for rows in tables(run["export"]):
        print(table(rows))
    if not given.read:
        print(f"All numbers: {write(run)}")
    if given.docs:
        text = [heading(run["machine"]).strip(), *map(markdown, tables(run["export"]))]
        fill(_PAGE, "exported models", "\n\n".join(text))


def _told(arguments: Iterable[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.export", description="What exports cost.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes")
    parser.add_argument("--docs", action="store_true", help="write the figures into docs/")
    parser.add_argument(
        "--read", nargs="+", type=Path, metavar="file", help="take these instead of measuring"
    )
    return parser.parse_args(None if arguments is None else list(arguments))


def _measured(*, quick: bool) -> dict[str, Any]:
    width, rounds, calls = (64, 2, 5) if quick else (7900, 15, 300)
    run: dict[str, Any] = {"machine": machine(), "quick": quick}
    with tempfile.TemporaryDirectory() as folder:
        run["export"] = {
            "loading": loading(Path(folder), width),
            "latency": latency(Path(folder), rounds, calls),
            "sizes": sizes(Path(folder), quick=quick),
        }
    return run


if __name__ == "__main__":
    main()
