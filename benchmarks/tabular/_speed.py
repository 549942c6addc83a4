"""How fast estimators learn, beside scikit-learn at equal work, and how long an answer takes."""

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from benchmarks._machine import cores
from benchmarks._timing import Times, in_turns
from benchmarks.tabular import _peers as peers
from benchmarks.tabular._columns import deep_columns, wide_columns
from benchmarks.tabular._data import Split
from deepkit import estimators

BATCH = 100


def measure_training(split: Split, *, rounds: int, epochs: int = 10) -> dict[str, Any]:
    """Return the seconds of `fit` of the same network on the same matrix, from nothing to trained.

    BLAS may lose more by threads than it gains, above all where others use the machine too:
    scikit-learn gets the number of them with which it is faster.

    Args:
        split: the rows; encoded once, outside of what is measured.
        rounds: how often each is timed.
        epochs: passes over the rows, by Adam at 0.001 with batches of 100.
    """
    x = np.asarray(peers.one_hot().fit_transform(split.x), np.float32)
    threads = _best_threads(x, split.y)
    tasks: dict[str, Callable[[], object]] = {
        "deepkit": partial(_deepkit_mlp, x, split.y, epochs),
        "sklearn": partial(_sklearn_mlp, x, split.y, epochs, threads),
    }
    tasks["deepkit"]()
    return {"rows": len(x) * epochs, "threads": threads, "seconds": in_turns(tasks, rounds)}


def _best_threads(x: np.ndarray, y: np.ndarray) -> int:
    """Return how many BLAS threads suit scikit-learn, by the best of three tries in turns."""
    tries = {str(n): partial(_sklearn_mlp, x, y, 1, n) for n in (1, cores())}
    times = in_turns(tries, 3)
    return int(min(times, key=lambda n: min(times[n])))


def measure_steps(split: Split, *, rounds: int, steps: int = 3000) -> dict[str, Any]:
    """Return steps/s of training at batch 100: in all, and once it runs.

    A short run and a long one take turns; what the long one takes more is for its steps alone.

    Args:
        split: of Adult.
        rounds: how often each is timed.
        steps: of the long run.
    """
    results = {}
    for title, make in networks().items():
        short = steps // 3
        tasks = {str(n): partial(_steps, make, split, n) for n in (short, steps)}
        for task in tasks.values():
            task()
        times: Times = in_turns(tasks, rounds)
        pairs = zip(times[str(steps)], times[str(short)], strict=True)
        running = [(steps - short) / max(long - brief, 1e-9) for long, brief in pairs]
        results[title] = {
            "in all": [steps / taken for taken in times[str(steps)]],
            "running": running,
        }
    return results


def measure_answers(split: Split, *, rounds: int, calls: int = 200) -> dict[str, Any]:
    """Return the seconds of the prediction of one row, by contender and form of the row.

    Args:
        split: the rows to learn from.
        rounds: how often each is timed.
        calls: predictions in a round.
    """
    frame = split.test_x[:1]
    columns = {name: np.asarray(frame[name]) for name in frame}
    wide_deep = estimators.DNNLinearCombinedClassifier(steps=20, random_state=0)
    linear = estimators.LinearClassifier(random_state=0)
    tasks = {}
    for title, model in (
        ("Wide & Deep", wide_deep),
        ("LinearClassifier", linear),
        ("sklearn LogisticRegression", peers.logistic_regression(0)),
    ):
        model.fit(split.x, split.y)
        forms = {"frame": frame}
        if not title.startswith("sklearn"):
            forms["dict"] = columns
        for form, row in forms.items():
            tasks[f"{title}, {form}"] = partial(_repeat, model.predict, row, calls)
    for task in tasks.values():
        task()
    times = in_turns(tasks, rounds)
    return {"seconds": {name: [t / calls for t in taken] for name, taken in times.items()}}


def networks() -> dict[str, Callable[[int], Any]]:
    """Return what makes a model that trains for so many steps, by the columns that it has."""
    hidden = peers.HIDDEN

    def example(steps: int) -> Any:
        return estimators.DNNLinearCombinedClassifier(
            linear_feature_columns=wide_columns(),
            dnn_feature_columns=deep_columns("zscore"),
            dnn_hidden_units=hidden,
            compat="tf",
            steps=steps,
            batch_size=BATCH,
            random_state=0,
        )

    def inferred(steps: int) -> Any:
        return estimators.DNNLinearCombinedClassifier(
            dnn_hidden_units=hidden, steps=steps, batch_size=BATCH, random_state=0
        )

    return {"Wide & Deep, TF's columns": example, "Wide & Deep, inferred columns": inferred}


def _steps(make: Callable[[int], Any], split: Split, steps: int) -> None:
    make(steps).fit(split.x, split.y)


def _deepkit_mlp(x: np.ndarray, y: np.ndarray, epochs: int) -> None:
    estimators.DNNClassifier(
        peers.HIDDEN, optimizer="Adam", batch_size=BATCH, epochs=epochs, random_state=0
    ).fit(x, y)


def _sklearn_mlp(x: np.ndarray, y: np.ndarray, epochs: int, threads: int) -> None:
    with warnings.catch_warnings(), threadpool_limits(threads):
        warnings.simplefilter("ignore", ConvergenceWarning)
        MLPClassifier(
            peers.HIDDEN,
            batch_size=BATCH,
            max_iter=epochs,
            alpha=0.0,
            tol=0.0,
            n_iter_no_change=epochs + 1,
            random_state=0,
        ).fit(x, y)


def _repeat(predict: Callable[[Any], object], row: Any, calls: int) -> None:
    for _ in range(calls):
        predict(row)
