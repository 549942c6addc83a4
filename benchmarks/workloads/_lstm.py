"""An LSTM over a sequence, and a dense layer on its last state."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.workloads._torch import filled, linear
from benchmarks.workloads._weights import Maker, zeros
from benchmarks.workloads._workload import Arrays, Workload


@dataclass(frozen=True)
class Lstm(Workload):
    """One LSTM layer.

    Args:
        steps: the length of a sequence.
        features: numbers at each step.
        units: the size of the state.
        classes: the number of labels.
    """

    steps: int = 80
    features: int = 32
    units: int = 128
    classes: int = 2

    @property
    def title(self) -> str:
        return f"LSTM {self.units} over {self.steps} steps"

    @property
    def outputs(self) -> int:
        return self.classes

    def inputs(self, random: np.random.Generator) -> np.ndarray:
        return random.normal(size=(self.rows, self.steps, self.features)).astype("float32")

    def weights(self) -> Arrays:
        make, gates = Maker(), 4 * self.units
        kernel, recurrent = make.matrix(self.features, gates), make.matrix(self.units, gates)
        return [kernel, recurrent, zeros(gates), *make.dense(self.units, self.classes)]

    def keras_model(self, k: ModuleType) -> Any:
        shape = (self.steps, self.features)
        layers = [k.layers.LSTM(self.units), k.layers.Dense(self.classes)]
        return k.Sequential([k.Input(shape), *layers])

    def jax_forward(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        kernel, recurrent, bias, *last = weights

        def step(state: Any, x: Any) -> Any:
            return _step(jax, state, x @ kernel + state[0] @ recurrent + bias)

        return _scan(jax, step, jax.numpy.swapaxes(x, 0, 1), last)

    def jax_tuned(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        kernel, recurrent, bias, *last = weights
        projected = jax.numpy.swapaxes(x, 0, 1) @ kernel + bias

        def step(state: Any, projected: Any) -> Any:
            return _step(jax, state, projected + state[0] @ recurrent)

        return _scan(jax, step, projected, last)

    def torch_module(self, torch: ModuleType, weights: Arrays) -> Any:
        kernel, recurrent, bias, *last = weights
        lstm = torch.nn.LSTM(self.features, self.units, batch_first=True)
        names = {"weight_ih_l0": kernel.T, "weight_hh_l0": recurrent.T, "bias_ih_l0": bias}
        filled(torch, lstm, **names, bias_hh_l0=np.zeros_like(bias))
        # Torch has two biases that are added: one of them stays at zero.
        lstm.bias_hh_l0.requires_grad_(requires_grad=False)

        class Classifier(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.lstm, self.dense = lstm, linear(torch, *last)

            def forward(self, x: Any) -> Any:
                return self.dense(self.lstm(x)[0][:, -1])

        return Classifier()


def _scan(jax: ModuleType, step: Any, steps: Any, last: list[Any]) -> Any:
    """Run over the steps, and return the logits of the last state."""
    kernel, bias = last
    zero = jax.numpy.zeros((steps.shape[1], kernel.shape[0]), steps.dtype)
    (state, _), _ = jax.lax.scan(step, (zero, zero), steps)
    return state @ kernel + bias


def _step(jax: ModuleType, state: Any, gates: Any) -> Any:
    into, forget, candidate, out = jax.numpy.split(gates, 4, axis=-1)
    sigmoid, tanh = jax.nn.sigmoid, jax.numpy.tanh
    memory = sigmoid(forget) * state[1] + sigmoid(into) * tanh(candidate)
    return (sigmoid(out) * tanh(memory), memory), None
