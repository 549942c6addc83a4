"""Wide & Deep on Adult beside an equal program of pandas and torch, columns included."""

import importlib
import time
from functools import partial
from typing import Any

import numpy as np

from benchmarks._timing import in_turns
from benchmarks.contenders import Remote
from benchmarks.tabular._data import Split, adult
from benchmarks.tabular._speed import BATCH, networks

# The first weights and the orders of the rows differ; what is learned from them is about the same.
_LARGEST_DIFFERENCE = 0.02


def measure_wide_deep(
    split: Split | None = None, *, rounds: int, steps: int = 3000
) -> dict[str, Any]:
    """Return the seconds from a data frame in memory to a trained model, by contender.

    All is timed: columns look at the rows, rows are encoded, a model is drawn and trained. The
    program of deepkit is compiled before, and what the first `fit` took with it is told.

    Args:
        split: of Adult; read from its files if None.
        rounds: how often each is timed.
        steps: of 100 rows.

    Raises:
        RuntimeError: if the contenders do not learn the same.
    """
    rows, make = split or adult(), networks()["Wide & Deep, TF's columns"]
    models = []
    start = time.perf_counter()
    models.append(make(steps).fit(rows.x, rows.y))
    first = time.perf_counter() - start
    with Remote(partial(_torch, split)) as remote:
        threads = remote.ask("choose_threads", steps=min(steps, 300))
        tasks = {
            "deepkit": lambda: make(steps).fit(rows.x, rows.y),
            "torch": partial(remote.ask, "fit", steps=steps, batch_size=BATCH),
        }
        times = in_turns(tasks, rounds)
        losses = {"deepkit": _held_out_loss(models[0], rows), "torch": remote.ask("held_out_loss")}
    if abs(losses["deepkit"] - losses["torch"]) > _LARGEST_DIFFERENCE:
        raise RuntimeError(f"Wide & Deep does not learn the same: losses of test rows {losses}.")
    return {
        "steps": steps,
        "first": first,
        "threads": threads,
        "losses": losses,
        "seconds": times,
    }


def _torch(split: Split | None) -> Any:
    # Imported only in the process that it is for: threads of torch would disturb this one.
    module = importlib.import_module("benchmarks.tabular._torch_wide_deep")
    return module.TorchWideDeep(split)


def _held_out_loss(model: Any, split: Split) -> float:
    chances = np.asarray(model.predict_proba(split.test_x), np.float64)[:, 1]
    chosen = np.where(split.test_y == 1, chances, 1 - chances)
    return float(-np.log(np.maximum(chosen, 1e-7)).mean())
