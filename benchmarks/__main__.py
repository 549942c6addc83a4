"""Print ratios of deepkit against hand-written JAX, Keras and torch.

python -m benchmarks                    all of it, a quarter of an hour
python -m benchmarks --quick            few rounds: a look, not a measurement
python -m benchmarks fit mlp-small lstm one section, two workloads
"""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

# Keras reads it when it is imported; the measurements are about the same engine.
os.environ["KERAS_BACKEND"] = "jax"

from benchmarks._fit import measure_fit
from benchmarks._fresh import measure_first_epoch, measure_import
from benchmarks._machine import machine
from benchmarks._predict import measure_predict
from benchmarks._report import fit_table, heading, import_table, times_table, write
from benchmarks.contenders import installed
from benchmarks.workloads import WORKLOADS

# A fresh process takes seconds, so these sections look at some workloads only, if none is named.
_FRESH = ("mlp-small", "mlp", "transformer")
_PREDICT = ("mlp-small", "transformer")
_PEERS = ("keras", "torch")


class Plan(NamedTuple):
    """What a run was told: which workloads (the usual ones if none), beside whom, how thorough."""

    names: Sequence[str]
    peers: Sequence[str]
    quick: bool

    def rounds(self, usual: int) -> int:
        """Return how often to measure."""
        return max(1, usual // 4) if self.quick else usual


def _imports(plan: Plan) -> dict[str, Any]:
    result = measure_import(plan.peers, rounds=plan.rounds(7))
    print(import_table(result))
    return result


def _first(plan: Plan) -> dict[str, Any]:
    rounds = plan.rounds(5)
    results = {
        name: measure_first_epoch(name, plan.peers, rounds=rounds) for name in plan.names or _FRESH
    }
    for what, quantity, unit in (
        ("first epoch, without imports", "epoch", ("s", 1)),
        ("peak memory of fit", "mebibytes", ("MiB", 1)),
    ):
        print(times_table(what, {n: r[quantity] for n, r in results.items()}, unit))
    return results


def _fits(plan: Plan) -> dict[str, Any]:
    rounds = plan.rounds(12)
    results = {
        name: measure_fit(WORKLOADS[name], plan.peers, rounds=rounds)
        for name in plan.names or WORKLOADS
    }
    print(fit_table(results))
    return results


def _predictions(plan: Plan) -> dict[str, Any]:
    rounds = plan.rounds(16)
    results = {
        name: measure_predict(WORKLOADS[name], plan.peers, rounds=rounds)
        for name in plan.names or _PREDICT
    }
    seconds = {name: result["seconds"] for name, result in results.items()}
    print(times_table("predict of one row", seconds, ("µs", 1e6)))
    return results


# Fresh processes first: while this one is small and has no threads.
SECTIONS: dict[str, Callable[[Plan], dict[str, Any]]] = {
    "import": _imports,
    "first": _first,
    "fit": _fits,
    "predict": _predictions,
}


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser("benchmarks", description="Ratios of deepkit to its peers.")
    parser.add_argument("names", nargs="*", metavar="name", help="sections and workloads")
    parser.add_argument("--quick", action="store_true", help="few rounds: a look only")
    parser.add_argument("--without", action="append", choices=_PEERS, default=[])
    given = parser.parse_args(None if arguments is None else list(arguments))
    known = [*SECTIONS, *WORKLOADS]
    for name in given.names:
        if name not in known:
            parser.error(f"unknown name {name!r}; there are {', '.join(known)}")
    peers = [peer for peer in _PEERS if installed(peer) and peer not in given.without]
    plan = Plan([name for name in given.names if name in WORKLOADS], peers, given.quick)
    run: dict[str, Any] = {"machine": machine(), "quick": given.quick}
    print(heading(run["machine"]), flush=True)
    for name in [name for name in SECTIONS if name in given.names] or list(SECTIONS):
        run[name] = SECTIONS[name](plan)
    print(f"All numbers: {write(run)}")


if __name__ == "__main__":
    main()
