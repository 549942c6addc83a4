"""Print how good and how fast estimators are on real tables, beside scikit-learn.

python -m benchmarks.tabular              all of it
python -m benchmarks.tabular --quick      one seed, few rounds: a look, not a measurement
python -m benchmarks.tabular adult speed  some sections
"""

import argparse
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks._machine import machine
from benchmarks._report import heading, table, write
from benchmarks._timing import ratio
from benchmarks.tabular import (
    CLASSIFIERS,
    REGRESSORS,
    adult,
    diamonds,
    measure_answers,
    measure_quality,
    measure_steps,
    measure_training,
)


def quality_table(what: str, results: Mapping[str, Any]) -> str:
    """Return the mean figures of each contender, with the spread of seeds and the goals.

    Args:
        what: the data.
        results: of `measure_quality`.
    """
    names = list(next(iter(results.values()))["figures"])
    goals = [name for name in names if any(name in r["goal"] for r in results.values())]
    rows = [[what, *names, *(f"{name} >=" for name in goals)]]
    for title, result in results.items():
        figures = [_spread(result["figures"][name]) for name in names]
        wanted = [str(result["goal"].get(name, "-")) for name in goals]
        rows.append([title, *figures, *wanted])
    return table(rows)


def _spread(values: Sequence[float]) -> str:
    mean = statistics.mean(values)
    text = f"{mean:.4f}" if abs(mean) < 10 else f"{mean:.1f}"
    return f"{text} ±{statistics.stdev(values):.4f}" if len(values) > 1 else text


def training_table(result: Mapping[str, Any]) -> str:
    """Return rows/s of training, and how many times as fast it is as scikit-learn.

    Args:
        result: of `measure_training`.
    """
    threads = f"deepkit is faster by (sklearn with BLAS threads: {result['threads']})"
    rows = [["fit, batches of 100", "rows/s", threads]]
    own = result["seconds"]["deepkit"]
    for name, taken in result["seconds"].items():
        speed = f"{result['rows'] / statistics.median(taken):,.0f}"
        rows.append([name, speed, str(ratio(taken, own))])
    return table(rows)


def steps_table(results: Mapping[str, Any]) -> str:
    """Return steps/s of whole runs and of running ones.

    Args:
        results: of `measure_steps`.
    """
    rows = [["training, batches of 100", "steps/s, in all", "steps/s, running"]]
    for title, speeds in results.items():
        rows.append([title, *(f"{statistics.median(s):,.0f}" for s in speeds.values())])
    return table(rows)


def answers_table(result: Mapping[str, Any]) -> str:
    """Return how long the prediction of one row takes.

    Args:
        result: of `measure_answers`.
    """
    rows = [["predict of one row", "µs, median", "µs, best round"]]
    for title, taken in result["seconds"].items():
        rows.append([title, *(f"{of(taken) * 1e6:,.0f}" for of in (statistics.median, min))])
    return table(rows)


def _quality(data: str, quick: bool) -> Any:
    split, contenders = (adult, CLASSIFIERS) if data == "adult" else (diamonds, REGRESSORS)
    results = measure_quality(contenders, split(), range(1 if quick else 5))
    print(quality_table(data, results), flush=True)
    return results


def _speed(quick: bool) -> Any:
    split, rounds = adult(), 2 if quick else 7
    training = measure_training(split, rounds=rounds)
    print(training_table(training), flush=True)
    steps = measure_steps(split, rounds=rounds)
    print(steps_table(steps), flush=True)
    answers = measure_answers(split, rounds=rounds)
    print(answers_table(answers), flush=True)
    return {"training": training, "steps": steps, "answers": answers}


SECTIONS: dict[str, Callable[[bool], Any]] = {
    "speed": _speed,
    "adult": lambda quick: _quality("adult", quick),
    "diamonds": lambda quick: _quality("diamonds", quick),
}


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        "benchmarks.tabular", description="Estimators beside scikit-learn."
    )
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="one seed, few rounds: a look only")
    given = parser.parse_args(None if arguments is None else list(arguments))
    for name in given.sections:
        if name not in SECTIONS:
            parser.error(f"unknown section {name!r}; there are {', '.join(SECTIONS)}")
    run: dict[str, Any] = {"machine": machine(), "quick": given.quick}
    print(heading(run["machine"]), flush=True)
    for name in given.sections or SECTIONS:
        run[name] = SECTIONS[name](given.quick)
    print(f"All numbers: {write(run)}")


if __name__ == "__main__":
    main()
