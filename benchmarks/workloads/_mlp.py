"""Dense layers, one after the other."""

import itertools
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.workloads._torch import linear
from benchmarks.workloads._weights import Maker, pairs
from benchmarks.workloads._workload import Arrays, Workload

# Sizes up to which a title lists them all.
_MOST_NAMED = 6


@dataclass(frozen=True)
class Mlp(Workload):
    """Dense layers with relu between them.

    Args:
        sizes: the number of inputs, then the units of each layer.
    """

    sizes: tuple[int, ...] = (784, 512, 512, 10)

    @property
    def title(self) -> str:
        if len(self.sizes) > _MOST_NAMED:
            return f"MLP, {len(self.sizes) - 1} layers of {self.sizes[1]}"
        return f"MLP {'-'.join(map(str, self.sizes))}"

    @property
    def outputs(self) -> int:
        return self.sizes[-1]

    def inputs(self, random: np.random.Generator) -> np.ndarray:
        return random.normal(size=(self.rows, self.sizes[0])).astype("float32")

    def weights(self) -> Arrays:
        make = Maker()
        shapes = itertools.pairwise(self.sizes)
        return [w for shape in shapes for w in make.dense(*shape, gain=2)]

    def keras_model(self, k: ModuleType) -> Any:
        first, *hidden, last = self.sizes
        dense = [k.layers.Dense(units, activation="relu") for units in hidden]
        return k.Sequential([k.Input((first,)), *dense, k.layers.Dense(last)])

    def jax_forward(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        *hidden, last = pairs(weights)
        for kernel, bias in hidden:
            x = jax.nn.relu(x @ kernel + bias)
        kernel, bias = last
        return x @ kernel + bias

    def torch_module(self, torch: ModuleType, weights: Arrays) -> Any:
        layers = []
        for kernel, bias in pairs(weights):
            layers += [linear(torch, kernel, bias), torch.nn.ReLU()]
        return torch.nn.Sequential(*layers[:-1])
