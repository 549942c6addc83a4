"""Rows of a large table, looked up by whole numbers, and a dense layer on them."""

import dataclasses
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Self

import numpy as np

from benchmarks.workloads._torch import filled, linear
from benchmarks.workloads._weights import Maker
from benchmarks.workloads._workload import Arrays, Workload


@dataclass(frozen=True)
class Lookup(Workload):
    """An embedding of several columns in one table, trained by Adagrad.

    Numbers are drawn evenly from the whole table: all but a few of a batch differ.

    Args:
        words: the rows of the table.
        fewer: the rows of the smaller table, on which a step should take as long.
        columns: whole numbers in a row of the data.
        width: of the table.
    """

    optimizer: ClassVar = "adagrad"
    learning_rate: ClassVar = 0.05
    loop: ClassVar = "jax-rows"

    words: int = 1_000_000
    fewer: int = 10_000
    columns: int = 26
    width: int = 16

    @property
    def title(self) -> str:
        return f"embedding {self.words:,} x {self.width}"

    @property
    def outputs(self) -> int:
        return 1

    @property
    def smaller(self) -> Self | None:
        return dataclasses.replace(self, words=self.fewer) if self.words > self.fewer else None

    def inputs(self, random: np.random.Generator) -> np.ndarray:
        return random.integers(self.words, size=(self.rows, self.columns)).astype("int32")

    def weights(self) -> Arrays:
        make = Maker()
        table = make.matrix(self.words, self.width, fan_in=self.width)
        return [table, *make.dense(self.columns * self.width, self.outputs)]

    def keras_model(self, k: ModuleType) -> Any:
        return k.Sequential(
            [
                k.Input((self.columns,), dtype="int32"),
                k.layers.Embedding(self.words, self.width),
                k.layers.Flatten(),
                k.layers.Dense(self.outputs),
            ]
        )

    def jax_forward(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        table, *others = weights
        return self.jax_of_rows(jax, table[x], others)

    def jax_of_rows(self, jax: ModuleType, rows: Any, others: list[Any]) -> Any:
        """Return the outputs of rows that were looked up, in the form of the inputs."""
        kernel, bias = others
        return rows.reshape(len(rows), -1) @ kernel + bias

    def torch_module(self, torch: ModuleType, weights: Arrays) -> Any:
        table, *last = weights
        embedding = torch.nn.Embedding(*table.shape, sparse=True)
        filled(torch, embedding, weight=table)
        return torch.nn.Sequential(embedding, torch.nn.Flatten(), linear(torch, *last))
