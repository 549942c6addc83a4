"""A decoder of the size of GPT-2 small, by the functional API and by hand on JAX."""

import math
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.accelerator._job import Job, Rule, Weights

_EPSILON = 1e-5


@dataclass(frozen=True)
class Gpt(Job):
    """Random words, of which each is to be told from those before it.

    Args:
        words: the size of the vocabulary.
        length: of a sample.
        blocks: how many.
        heads: of the attention.
        size: the width of the model.

    Source:
        Radford et al., "Language models are unsupervised multitask learners", 2019, table 2; the
        table of words is also the kernel of the logits. Nothing is dropped.
    """

    rule = Rule("adam", 1e-4)

    words: int = 50_257
    length: int = 1_024
    blocks: int = 12
    heads: int = 12
    size: int = 768

    @property
    def title(self) -> str:
        return f"GPT, {self.blocks} blocks of {self.size}, {self.length} words"

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        random = np.random.default_rng(0)
        text = random.integers(self.words, size=(self.samples, self.length + 1)).astype("int32")
        return np.ascontiguousarray(text[:, :-1]), np.ascontiguousarray(text[:, 1:])

    def keras_model(self, k: ModuleType) -> Any:
        words, places = _tables(k)
        table = words(self.words, self.size, name="words")
        inputs = k.Input((self.length,), dtype="int32")
        x = places(self.length, self.size, name="places")(table(inputs))
        norm, dense = k.layers.LayerNormalization, k.layers.Dense
        for place in range(self.blocks):
            name = f"b{place}"
            inner = norm(epsilon=_EPSILON, name=f"{name}_first")(x)
            attend = k.layers.MultiHeadAttention(
                self.heads, self.size // self.heads, name=f"{name}_attention"
            )
            x = k.layers.Add()([x, attend(inner, inner, use_causal_mask=True)])
            inner = norm(epsilon=_EPSILON, name=f"{name}_second")(x)
            inner = dense(4 * self.size, name=f"{name}_up")(inner)
            inner = dense(self.size, name=f"{name}_down")(k.ops.gelu(inner, approximate=True))
            x = k.layers.Add()([x, inner])
        x = norm(epsilon=_EPSILON, name="last")(x)
        return k.Model(inputs, table(x, reverse=True))

    def jax_forward(
        self, weights: Weights, x: Any, *, training: bool, attention: str | None
    ) -> tuple[Any, Weights]:
        (table,) = weights["words"]
        x = table[x] + weights["places"][0]
        for place in range(self.blocks):
            name = f"b{place}"
            inner = _norm(x, weights[f"{name}_first"])
            x = x + _attend(inner, weights[f"{name}_attention"], attention)
            inner = _norm(x, weights[f"{name}_second"])
            (up, up_bias), (down, bias) = weights[f"{name}_up"], weights[f"{name}_down"]
            x = x + jax.nn.gelu(inner @ up + up_bias, approximate=True) @ down + bias
        return _norm(x, weights["last"]) @ table.T, {}


def _tables(k: ModuleType) -> tuple[Any, Any]:
    """Return the layers of words and of places: Keras has no layer that shares its table."""

    class Table(k.layers.Layer):
        """Hold a table of so many rows."""

        def __init__(self, rows: int, size: int, **base: Any) -> None:
            super().__init__(**base)
            self.rows, self.size = rows, size

        def build(self, *shapes: Any) -> None:
            shape, start = (self.rows, self.size), k.initializers.RandomNormal(stddev=0.02)
            self.table = self.add_weight(shape=shape, initializer=start, name="table")

    class Words(Table):
        """Look words up; or, in reverse, compare with each word."""

        def call(self, x: Any, reverse: bool = False) -> Any:
            if reverse:
                return k.ops.matmul(x, k.ops.transpose(self.table))
            return k.ops.take(self.table, x, axis=0)

    class Places(Table):
        """Add a vector to each place."""

        def call(self, x: Any) -> Any:
            return x + self.table

    return Words, Places


def _attend(x: Any, weights: list[Any], attention: Any) -> Any:
    *projections, output, bias = weights
    query, key, value = (
        jnp.einsum("btd,dhw->bthw", x, kernel) + offset
        for kernel, offset in zip(projections[::2], projections[1::2], strict=True)
    )
    mixed = jax.nn.dot_product_attention(
        query,
        key,
        value,
        scale=1 / math.sqrt(query.shape[-1]),
        is_causal=True,
        implementation=attention,
    )
    return jnp.einsum("bthw,hwd->btd", mixed, output) + bias


def _norm(x: Any, weights: list[Any]) -> Any:
    wide, (gamma, beta) = x.astype("float32"), weights
    mean, variance = wide.mean(-1, keepdims=True), wide.var(-1, keepdims=True)
    normal = (wide - mean) * jax.lax.rsqrt(variance + _EPSILON) * gamma + beta
    return normal.astype(x.dtype)
