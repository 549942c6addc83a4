"""Print what TensorFlow itself makes of Adult's raw numbers, in several orders of the rows.

    python -m venv tf && tf/bin/pip install tensorflow-cpu==2.15.1 pandas
    tf/bin/python -m benchmarks.tensorflow_raw ../shared/data order.npy

Nothing of deepkit is imported: the environment needs TensorFlow 2.15, and so Python 3.11 at most.
The model is the DNNClassifier of `python -m benchmarks.tabular.tf_columns`, whose figures are to be
compared with these. The order of the rows in which TensorFlow's figures were found (a shuffle with
the seed 42) is written to a file, for `tf_columns --order order.npy` to take the rows in it.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import tensorflow as tf

from benchmarks._census import BUCKETS, COLUMNS, NUMBERS, VOCABULARIES

_HIDDEN, _STEPS, _SEED, _BATCH = [100, 75, 50, 25], 3000, 42, 100
_SUM = {"loss_reduction": tf.keras.losses.Reduction.SUM}
Rows = tuple[dict[str, Any], Any]


def rows_of(path: Path) -> Rows:
    """Return columns and labels."""
    table = pd.read_csv(path, names=COLUMNS, skipinitialspace=True, comment="|")
    rich = table["income"].str.startswith(">50K").to_numpy().astype("int32")
    numbers = {name: table[name].to_numpy("float32") for name in NUMBERS}
    words = {name: table[name].to_numpy(str) for name in (*VOCABULARIES, "occupation")}
    return {**numbers, **words}, rich


def columns() -> list[Any]:
    """Return the deep columns of TensorFlow's example."""
    made = tf.feature_column
    lists = [
        made.categorical_column_with_vocabulary_list(name, words)
        for name, words in VOCABULARIES.items()
    ]
    hashed = made.categorical_column_with_hash_bucket("occupation", BUCKETS)
    numbers = [made.numeric_column(name) for name in NUMBERS]
    return [*numbers, *map(made.indicator_column, lists), made.embedding_column(hashed, 8)]


def orders(count: int) -> dict[str, Callable[[Any], Any]]:
    """Return ways of batching rows: as they stand in the file, and shuffled."""
    ways = {"as in the file": lambda data: data.repeat().batch(_BATCH)}
    for seed in (_SEED, *range(4)):
        ways[f"shuffled, seed {seed}"] = lambda data, seed=seed: (
            data.shuffle(count, seed=seed).repeat().batch(_BATCH)
        )
    for seed in (0, 1, 42):
        ways[f"shuffled, batches end with each pass, seed {seed}"] = lambda data, seed=seed: (
            data.shuffle(count, seed=seed).batch(_BATCH).repeat()
        )
    return ways


def order_of_run(count: int) -> np.ndarray:
    """Return the rows in the order in which an estimator with the seed 42 takes them."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.compat.v1.set_random_seed(_SEED)
        data = orders(count)[f"shuffled, seed {_SEED}"](tf.data.Dataset.range(count))
        rows = tf.compat.v1.data.make_one_shot_iterator(data).get_next()
        return np.concatenate([session.run(rows) for _ in range(_STEPS)])


def figures(train: Rows, test: Rows, order: Callable[[Any], Any], options: dict[str, Any]) -> str:
    """Train once, and return accuracy, AUC and loss of the test rows."""
    slices = tf.data.Dataset.from_tensor_slices
    with tempfile.TemporaryDirectory() as folder:
        config = tf.estimator.RunConfig(folder, tf_random_seed=_SEED)
        model = tf.estimator.DNNClassifier(_HIDDEN, columns(), config=config, **options)
        model.train(lambda: order(slices(train)), steps=_STEPS)
        result = model.evaluate(lambda: slices(test).batch(_BATCH))
    return " / ".join(f"{result[name]:.4f}" for name in ("accuracy", "auc", "average_loss"))


def main() -> None:
    tf.get_logger().setLevel("ERROR")
    folder = Path(sys.argv[1])
    train, test = (rows_of(folder / f"adult-{part}.csv") for part in ("train", "test"))
    ways = orders(len(train[1]))
    np.save(sys.argv[2], order_of_run(len(train[1])))
    for name, order in ways.items():
        print(f"{name:55s} {figures(train, test, order, {})}", flush=True)
    print(f"{'as in the file, sum':55s} {figures(train, test, ways['as in the file'], _SUM)}")


if __name__ == "__main__":
    main()
