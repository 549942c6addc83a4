"""The parts of a run: what is measured in each, and the tables that tell it."""

import importlib
import statistics
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from benchmarks._fit import measure_fit
from benchmarks._fresh import measure_first_epoch, measure_import
from benchmarks._predict import measure_predict
from benchmarks._report import Rows, fit_rows, import_rows, times_rows
from benchmarks._timing import ratio
from benchmarks.contenders import installed
from benchmarks.workloads import WORKLOADS

# A fresh process takes seconds: one workload is told all about, of others the first epoch and
# the memory beside the JAX loop.
_FRESH, _ALSO_FRESH = "mlp-small", ("mlp", "transformer", "embedding")
_PREDICT = ("mlp-small", "transformer", "mlp-50")


class Plan(NamedTuple):
    """What a run was told: which workloads (the usual ones if none), beside whom, how thorough."""

    names: Sequence[str]
    peers: Sequence[str]
    quick: bool

    def rounds(self, usual: int) -> int:
        """Return how often to measure."""
        return max(1, usual // 4) if self.quick else usual


class Section(NamedTuple):
    """One part of a run."""

    measure: Callable[[Plan], dict[str, Any]]
    tables: Callable[[dict[str, Any]], list[Rows]]


def _measure_imports(plan: Plan) -> dict[str, Any]:
    return measure_import(plan.peers, rounds=plan.rounds(7))


def _measure_first(plan: Plan) -> dict[str, Any]:
    results = {}
    for name in plan.names or (_FRESH, *_ALSO_FRESH):
        is_whole = name == _FRESH or name in plan.names
        peers, rounds = (plan.peers, 7) if is_whole else ((), 3)
        results[name] = measure_first_epoch(name, peers, rounds=plan.rounds(rounds), warm=is_whole)
    return results


def _first_tables(results: dict[str, Any]) -> list[Rows]:
    epochs = {name: result["epoch"] for name, result in results.items()}
    memory = {name: result["mebibytes"] for name, result in results.items()}
    return [
        times_rows("first epoch, without imports", epochs, ("s", 1)),
        times_rows("first epoch, warm cache", epochs, ("s", 1), own="deepkit-warm"),
        times_rows("peak memory of fit", memory, ("MiB", 1)),
    ]


def _measure_fits(plan: Plan) -> dict[str, Any]:
    names, rounds = plan.names or WORKLOADS, plan.rounds(12)
    return {name: measure_fit(WORKLOADS[name], plan.peers, rounds=rounds) for name in names}


def _measure_predictions(plan: Plan) -> dict[str, Any]:
    names, rounds = plan.names or _PREDICT, plan.rounds(16)
    return {name: measure_predict(WORKLOADS[name], plan.peers, rounds=rounds) for name in names}


def _predict_tables(results: dict[str, Any]) -> list[Rows]:
    seconds = {name: result["seconds"] for name, result in results.items()}
    return [times_rows("predict of one row", seconds, ("µs", 1e6))]


def _measure_wide_deep(plan: Plan) -> dict[str, Any]:
    if "torch" not in plan.peers or not installed("sklearn"):
        return {}
    module = importlib.import_module("benchmarks.tabular._wide_deep")
    try:
        return module.measure_wide_deep(rounds=plan.rounds(8))
    except FileNotFoundError as missing:
        print(f"Wide & Deep is left out. {missing}\n")
        return {}


def _wide_deep_tables(result: dict[str, Any]) -> list[Rows]:
    if not result:
        return []
    title = f"Wide & Deep on Adult, {result['steps']} steps"
    rows = [[title, "seconds", "steps/s", "vs torch", "loss, test rows"]]
    for name, taken in result["seconds"].items():
        median = statistics.median(taken)
        speed, times = f"{result['steps'] / median:,.0f}", ratio(result["seconds"]["torch"], taken)
        rows.append([name, f"{median:.3f}", speed, str(times), f"{result['losses'][name]:.4f}"])
    return [rows]


# Fresh processes first: while this one is small and has no threads.
SECTIONS: dict[str, Section] = {
    "import": Section(_measure_imports, lambda result: [import_rows(result)]),
    "first": Section(_measure_first, _first_tables),
    "fit": Section(_measure_fits, lambda results: [fit_rows(results)]),
    "predict": Section(_measure_predictions, _predict_tables),
    "wide-deep": Section(_measure_wide_deep, _wide_deep_tables),
}
