"""What grows, and the job at each size of it."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

_ROWS = 2_048
_COLUMNS, _WIDTH = 26, 16


class Job(NamedTuple):
    """A compiled model and its data."""

    model: Any
    x: np.ndarray
    y: np.ndarray
    batch_size: int


class Axis(NamedTuple):
    """One thing that grows while all else stays as it is.

    `make` takes deepkit and a size. Its module is told, so that drawing needs no deepkit.
    """

    title: str
    unit: str
    job: str
    sizes: Sequence[int]
    make: Callable[[ModuleType, int], Job]


def _mlp(k: ModuleType, rows: int, sizes: Sequence[int]) -> Job:
    inputs, *hidden = sizes
    dense = [k.layers.Dense(units, activation="relu") for units in hidden]
    model = k.Sequential([k.Input((inputs,)), *dense, k.layers.Dense(1)])
    model.compile("adam", "mse")
    return _job(model, np.random.default_rng(0).normal(size=(rows, inputs)), 32)


def _job(model: Any, x: np.ndarray, batch_size: int) -> Job:
    y = np.random.default_rng(1).normal(size=(len(x), 1)).astype("float32")
    return Job(model, x if x.dtype.kind == "i" else x.astype("float32"), y, batch_size)


def _variables(k: ModuleType, count: int) -> Job:
    class Parts(k.layers.Layer):
        """Add the mean of as many small vectors."""

        def build(self, input_shape: Any) -> None:
            self.parts = [self.add_weight((8,), name=f"part_{i}") for i in range(count)]

        def call(self, x: Any) -> Any:
            return x + k.ops.mean(k.ops.concatenate(self.parts))

    model = k.Sequential([k.Input((32,)), Parts(), k.layers.Dense(1)])
    model.compile("adam", "mse")
    return _job(model, np.random.default_rng(0).normal(size=(_ROWS, 32)), 32)


def _table(k: ModuleType, words: int, optimizer: str) -> Job:
    layers = [k.layers.Embedding(words, _WIDTH), k.layers.Flatten(), k.layers.Dense(1)]
    model = k.Sequential([k.Input((_COLUMNS,), dtype="int32"), *layers])
    model.compile(optimizer, "mse")
    ids = np.random.default_rng(0).integers(words, size=(_ROWS, _COLUMNS)).astype("int32")
    return _job(model, ids, 128)


_DECADES = (1_000, 10_000, 100_000, 1_000_000)
_TABLE = f"Embedding(n, {_WIDTH}), {_COLUMNS} ids a row, batch 128"

AXES: dict[str, Axis] = {
    "rows": Axis(
        "rows",
        "rows",
        "32-64-32-1, batch 32, Adam",
        _DECADES,
        lambda k, n: _mlp(k, n, (32, 64, 32)),
    ),
    "features": Axis(
        "features",
        "features",
        "n-64-1, batch 32, Adam, 2,048 rows",
        (10, 100, 1_000, 10_000),
        lambda k, n: _mlp(k, _ROWS, (n, 64)),
    ),
    "layers": Axis(
        "layers",
        "dense layers",
        "n layers of 64 units, batch 32, Adam, 2,048 rows",
        (1, 10, 100, 1_000),
        lambda k, n: _mlp(k, _ROWS, (64,) * n),
    ),
    "variables": Axis(
        "variables",
        "variables",
        "n vectors of 8, batch 32, Adam, 2,048 rows",
        (1, 10, 100, 1_000),
        _variables,
    ),
    "vocabulary": Axis(
        "rows of a table",
        "rows of the table",
        f"{_TABLE}, Adagrad: rows that a batch looks up",
        (*_DECADES, 10_000_000),
        lambda k, n: _table(k, n, "adagrad"),
    ),
    "vocabulary-adam": Axis(
        "rows of a table, all of which move",
        "rows of the table",
        f"{_TABLE}, Adam: every row moves in every step",
        _DECADES,
        lambda k, n: _table(k, n, "adam"),
    ),
}
