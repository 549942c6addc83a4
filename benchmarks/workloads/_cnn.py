"""Two convolutions, each followed by pooling, and a dense layer."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.workloads._torch import conv, linear
from benchmarks.workloads._weights import Maker, pairs, zeros
from benchmarks.workloads._workload import Arrays, Workload


@dataclass(frozen=True)
class Cnn(Workload):
    """3 x 3 convolutions with relu and 2 x 2 maximum pooling on images of one channel.

    Args:
        side: height and width of the images.
        filters: of the two convolutions.
        classes: the number of labels.
    """

    side: int = 28
    filters: tuple[int, int] = (32, 64)
    classes: int = 10

    @property
    def title(self) -> str:
        return f"CNN {self.filters[0]}-pool-{self.filters[1]}-pool-{self.classes}"

    @property
    def outputs(self) -> int:
        return self.classes

    @property
    def _last_side(self) -> int:
        return ((self.side - 2) // 2 - 2) // 2

    def inputs(self, random: np.random.Generator) -> np.ndarray:
        return random.normal(size=(self.rows, self.side, self.side, 1)).astype("float32")

    def weights(self) -> Arrays:
        make, (first, second) = Maker(), self.filters
        convolutions = [make.matrix(3, 3, 1, first), zeros(first)]
        convolutions += [make.matrix(3, 3, first, second), zeros(second)]
        return [*convolutions, *make.dense(self._last_side**2 * second, self.classes)]

    def keras_model(self, k: ModuleType) -> Any:
        first, second = self.filters
        return k.Sequential(
            [
                k.Input((self.side, self.side, 1)),
                k.layers.Conv2D(first, 3, activation="relu"),
                k.layers.MaxPooling2D(2),
                k.layers.Conv2D(second, 3, activation="relu"),
                k.layers.MaxPooling2D(2),
                k.layers.Flatten(),
                k.layers.Dense(self.classes),
            ]
        )

    def jax_forward(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        return _forward(jax, weights, x, _window_pool)

    def jax_tuned(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        return _forward(jax, weights, x, _tile_pool)

    def torch_module(self, torch: ModuleType, weights: Arrays) -> Any:
        nn, (first, second, (kernel, bias)) = torch.nn, pairs(weights)
        # Torch flattens channels first.
        side, filters = self._last_side, self.filters[1]
        kernel = kernel.reshape(side, side, filters, -1).transpose(2, 0, 1, 3)
        return nn.Sequential(
            conv(torch, *first),
            nn.ReLU(),
            nn.MaxPool2d(2),
            conv(torch, *second),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            linear(torch, kernel.reshape(side * side * filters, -1), bias),
        )

    def torch_inputs(self, x: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(x.transpose(0, 3, 1, 2))


def _forward(jax: ModuleType, weights: list[Any], x: Any, pool: Any) -> Any:
    *convolutions, (kernel, bias) = pairs(weights)
    for filters, offset in convolutions:
        axes = ("NHWC", "HWIO", "NHWC")
        x = jax.lax.conv_general_dilated(x, filters, (1, 1), "VALID", dimension_numbers=axes)
        x = pool(jax, jax.nn.relu(x + offset))
    return x.reshape(len(x), -1) @ kernel + bias


def _window_pool(jax: ModuleType, x: Any) -> Any:
    window = (1, 2, 2, 1)
    return jax.lax.reduce_window(x, -jax.numpy.inf, jax.lax.max, window, window, "VALID")


def _tile_pool(jax: ModuleType, x: Any) -> Any:
    """Pool without `reduce_window`, whose gradient takes most of the step on CPU."""
    rows, height, width, channels = x.shape
    x = x[:, : height // 2 * 2, : width // 2 * 2]
    return x.reshape(rows, height // 2, 2, width // 2, 2, channels).max((2, 4))
