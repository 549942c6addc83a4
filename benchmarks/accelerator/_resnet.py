"""ResNet-50 with the stride in its 3 x 3 convolutions, by the functional API and by hand on JAX."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.accelerator._job import Job, Rule, Weights

_MOMENTUM, _EPSILON = 0.9, 1e-5


class Block(NamedTuple):
    """One block: its name, the filters inside, its stride, whether its shortcut has a kernel."""

    name: str
    filters: int
    stride: int
    projects: bool


@dataclass(frozen=True)
class ResNet(Job):
    """Images of whole numbers from 0 to 255, and labels.

    Args:
        side: height and width of the images.
        blocks: how many in each group.
        filters: of the first group; each further one has twice as many.
        classes: the number of labels.

    Source:
        He et al., "Deep residual learning for image recognition", CVPR 2016, arXiv:1512.03385,
        table 1; the place of the strides is that of version 1.5, which most figures are about.
    """

    rule = Rule("momentum", 0.01)

    side: int = 224
    blocks: tuple[int, ...] = (3, 4, 6, 3)
    filters: int = 64
    classes: int = 1_000

    @property
    def title(self) -> str:
        return f"ResNet-{2 + 3 * sum(self.blocks)}, {self.side} x {self.side}"

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        random = np.random.default_rng(0)
        shape = (self.samples, self.side, self.side, 3)
        x = random.integers(256, size=shape, dtype=np.uint8)
        return x, random.integers(self.classes, size=self.samples).astype("int32")

    def plan(self) -> Iterator[Block]:
        """Yield the blocks in their order."""
        for group, count in enumerate(self.blocks):
            for place in range(count):
                stride = 2 if group and not place else 1
                yield Block(f"g{group}b{place}", self.filters * 2**group, stride, not place)

    def keras_model(self, k: ModuleType) -> Any:
        def norm(x: Any, filters: int, size: int, stride: int, name: str) -> Any:
            options = {"strides": stride, "padding": "same", "use_bias": False, "name": name}
            x = k.layers.Conv2D(filters, size, **options)(x)
            told = {"momentum": _MOMENTUM, "epsilon": _EPSILON, "name": f"{name}_norm"}
            return k.layers.BatchNormalization(**told)(x)

        relu, inputs = k.ops.relu, k.Input((self.side, self.side, 3), dtype="uint8")
        x = k.layers.Rescaling(1 / 127.5, offset=-1.0)(inputs)
        x = relu(norm(x, self.filters, 7, 2, "stem"))
        x = k.layers.MaxPooling2D(3, 2, padding="same")(x)
        for name, filters, stride, projects in self.plan():
            short = norm(x, 4 * filters, 1, stride, f"{name}_short") if projects else x
            x = relu(norm(x, filters, 1, 1, f"{name}_in"))
            x = relu(norm(x, filters, 3, stride, f"{name}_mid"))
            x = relu(k.layers.Add()([norm(x, 4 * filters, 1, 1, f"{name}_out"), short]))
        x = k.layers.GlobalAveragePooling2D()(x)
        return k.Model(inputs, k.layers.Dense(self.classes, name="top")(x))

    def jax_forward(
        self, weights: Weights, x: Any, *, training: bool, attention: str | None
    ) -> tuple[Any, Weights]:
        changed: Weights = {}

        def norm(x: Any, stride: int, name: str) -> Any:
            x = _conv(x, weights[name][0], stride)
            x, changed[f"{name}_norm"] = _batch_norm(x, weights[f"{name}_norm"], training)
            return x

        relu = jax.nn.relu
        x = x.astype(weights["stem"][0].dtype) / 127.5 - 1.0
        x = relu(norm(x, 2, "stem"))
        x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 3, 3, 1), (1, 2, 2, 1), "SAME")
        for name, _, stride, projects in self.plan():
            short = norm(x, stride, f"{name}_short") if projects else x
            x = relu(norm(x, 1, f"{name}_in"))
            x = relu(norm(x, stride, f"{name}_mid"))
            x = relu(norm(x, 1, f"{name}_out") + short)
        kernel, bias = weights["top"]
        return x.mean((1, 2)) @ kernel + bias, changed


def _conv(x: Any, kernel: Any, stride: int) -> Any:
    axes = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, kernel, (stride, stride), "SAME", dimension_numbers=axes)


def _batch_norm(x: Any, weights: list[Any], training: bool) -> tuple[Any, list[Any]]:
    """Return what is normalized in float32, and the weights with new statistics."""
    gamma, beta, mean, variance = weights
    wide = x.astype("float32")
    if training:
        new = wide.mean((0, 1, 2)), wide.var((0, 1, 2))
        kept = [
            _MOMENTUM * old + (1 - _MOMENTUM) * jax.lax.stop_gradient(now)
            for old, now in zip((mean, variance), new, strict=True)
        ]
        mean, variance = new
    else:
        kept = [mean, variance]
    scale = gamma * jax.lax.rsqrt(variance + _EPSILON)
    return (wide * scale + (beta - mean * scale)).astype(x.dtype), [gamma, beta, *kept]
