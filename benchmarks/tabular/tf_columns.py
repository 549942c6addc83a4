"""Print what the models of TensorFlow's example make of Adult, beside TensorFlow's own figures.

python -m benchmarks.tabular.tf_columns           five runs of each model, some minutes
python -m benchmarks.tabular.tf_columns --quick   one run
python -m benchmarks.tabular.tf_columns --order order.npy    the rows as TensorFlow's runs took them

TensorFlow's figures are of one run each, with a seed of 42. What such a run comes to hangs on the
weights that it starts from, which are known: they follow from the seed. So there are figures here
from these weights and from deepkit's own, the rows shuffled in another way in each run, and of one
run from TensorFlow's weights in which the rows come as they stand in the file.

Where numbers are as they are (raw) they reach 99,999, and two of the 32,561 rows turn the model
round for some ten steps: gains of 41,310 dollars, and little income. The losses of TensorFlow are
what they are within such steps. Few orders end there, but that of the file does, and that of
TensorFlow's runs, which `python -m benchmarks.tensorflow_raw` writes down.
"""

import argparse
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks._machine import machine
from benchmarks._report import heading, table
from benchmarks.tabular._columns import deep_columns, wide_columns
from benchmarks.tabular._data import Split, adult
from benchmarks.tabular._first_weights import first_weights
from benchmarks.tabular._peers import HIDDEN
from deepkit import estimators, optimizers

Figures = tuple[float, float, float]
NAMES = ("accuracy", "auc", "average_loss")
SEED, STEPS = 42, 3000


class Case(NamedTuple):
    """A model, and what TensorFlow 2.15 made of it: accuracy, AUC and loss of the test rows."""

    title: str
    name: str
    options: Mapping[str, Any]
    theirs: Figures


def _linear(**options: Any) -> dict[str, Any]:
    return {"feature_columns": wide_columns(), **options}


def _deep(normalizer: str | None, **options: Any) -> dict[str, Any]:
    return {"feature_columns": deep_columns(normalizer), "hidden_units": HIDDEN, **options}


def _both(normalizer: str | None, **options: Any) -> dict[str, Any]:
    return {
        "linear_feature_columns": wide_columns(),
        "dnn_feature_columns": deep_columns(normalizer),
        "dnn_hidden_units": HIDDEN,
        **options,
    }


def cases() -> list[Case]:
    """Return the models that there are figures of."""
    linear, deep, both = "LinearClassifier", "DNNClassifier", "DNNLinearCombinedClassifier"
    fast = optimizers.Adagrad(0.05)
    two = {"linear_optimizer": optimizers.Ftrl(0.2), "dnn_optimizer": fast}
    added = {"loss_reduction": "sum"}
    return [
        Case("linear", linear, _linear(), (0.8387, 0.8861, 0.3483)),
        Case("linear, sum", linear, _linear(**added), (0.8340, 0.8817, 0.3542)),
        Case("deep, z-scores", deep, _deep("zscore"), (0.8433, 0.8929, 0.3392)),
        Case(
            "deep, z-scores, Adagrad 0.05",
            deep,
            _deep("zscore", optimizer=fast),
            (0.8565, 0.9105, 0.3088),
        ),
        Case("Wide & Deep, z-scores", both, _both("zscore"), (0.8453, 0.8961, 0.3370)),
        Case(
            "Wide & Deep, z-scores, 0.2 and 0.05",
            both,
            _both("zscore", **two),
            (0.8565, 0.9111, 0.3077),
        ),
        Case("deep, raw", deep, _deep(None), (0.7886, 0.8109, 0.7818)),
        Case("deep, raw, sum", deep, _deep(None, **added), (0.8224, 0.8701, 0.6607)),
        Case("Wide & Deep, raw", both, _both(None), (0.8234, 0.8663, 0.6933)),
        Case("Wide & Deep, raw, sum", both, _both(None, **added), (0.8332, 0.8807, 0.6284)),
    ]


def figures(case: Case, split: Split, order: int | np.ndarray, weights: Any = None) -> Figures:
    """Return the figures of one run.

    Args:
        case: the model.
        split: the rows to learn from and those to be asked about.
        order: the seed of the order of the rows, and of the model's own first weights; or the rows
            in their order, gone through again and again.
        weights: the first weights; the model's own if None.
    """
    options = {"warm_start_from": weights, "compat": "tf"}
    make = getattr(estimators, case.name)
    if isinstance(order, int):
        model = make(**case.options, **options, random_state=order)
        model.fit(split.x, split.y, steps=STEPS)
    else:
        model = make(**case.options, **options)
        x = {name: split.x[name].to_numpy()[order] for name in split.x}
        given = estimators.numpy_input_fn(x, split.y[order], 100, None, shuffle=False)
        model.train(given, steps=STEPS)
    found = model.evaluate(split.test_x, split.test_y)
    accuracy, auc, loss = (found[name] for name in NAMES)
    return accuracy, auc, loss


def their_weights() -> estimators.WarmStartSettings:
    """Return what TensorFlow's deep models of these columns start from; the rest is zero."""
    encoded, embedding = 43, 8  # numbers and categories that each row has
    sizes = (encoded + embedding, *HIDDEN, 1)
    weights = first_weights(SEED, ("occupation_embedding", 1000, embedding), sizes)
    return estimators.WarmStartSettings(weights, "dnn/.*(kernel|embedding_weights)")


def comparison(split: Split, runs: int, order: np.ndarray | None = None) -> str:
    """Return the table.

    Args:
        split: the rows.
        runs: how many of those with shuffled rows.
        order: the rows in the order in which TensorFlow's runs took them, if it is known.
    """
    weights, seeds = their_weights(), range(runs)
    in_file = np.arange(len(split.y))
    rows = [["3000 steps of 100", "", *NAMES]]
    for case in cases():
        begins_at_zero = case.name == "LinearClassifier"
        theirs = None if begins_at_zero else weights
        kinds = {
            "TensorFlow 2.15": [case.theirs],
            "its weights": [figures(case, split, seed, theirs) for seed in seeds],
            "its weights, rows as in the file": [figures(case, split, in_file, theirs)],
        }
        if order is not None:
            kinds["its weights, its order of rows"] = [figures(case, split, order, theirs)]
        if not begins_at_zero:
            kinds["own weights"] = [figures(case, split, seed) for seed in seeds]
        for kind, found in kinds.items():
            title = case.title if kind == "TensorFlow 2.15" else ""
            rows.append([title, kind, *map(_spread, zip(*found, strict=True))])
    return table(rows)


def _spread(values: Sequence[float]) -> str:
    text = f"{statistics.mean(values):.4f}"
    return f"{text} ±{statistics.stdev(values):.4f}" if len(values) > 1 else text


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table.

    Args:
        arguments: of the command line.
    """
    parser = argparse.ArgumentParser("benchmarks.tabular.tf_columns", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run of each model")
    parser.add_argument("--order", help="a file of benchmarks.tensorflow_raw: rows in their order")
    given = parser.parse_args(None if arguments is None else list(arguments))
    order = None if given.order is None else np.load(given.order)
    print(heading(machine()), flush=True)
    print(comparison(adult(), 1 if given.quick else 5, order))


if __name__ == "__main__":
    main()
