"""Words, blocks of attention and dense layers, and a mean over the sequence."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.workloads._torch import filled, linear, norm
from benchmarks.workloads._weights import Maker, ones, zeros
from benchmarks.workloads._workload import Arrays, Workload


@dataclass(frozen=True)
class Transformer(Workload):
    """Encoder blocks that normalize after each sum, as in the first transformer.

    Args:
        words: the size of the vocabulary.
        length: of a sequence.
        heads: of the attention.
        width: of each head; the model is `heads * width` wide.
        inner: units between the two dense layers of a block.
        blocks: how many.
        classes: the number of labels.
    """

    words: int = 2_000
    length: int = 64
    heads: int = 4
    width: int = 32
    inner: int = 512
    blocks: int = 2
    classes: int = 10

    @property
    def title(self) -> str:
        return f"transformer, {self.blocks} blocks of {self._size}"

    @property
    def outputs(self) -> int:
        return self.classes

    @property
    def _size(self) -> int:
        return self.heads * self.width

    def inputs(self, random: np.random.Generator) -> np.ndarray:
        return random.integers(self.words, size=(self.rows, self.length)).astype("int32")

    def weights(self) -> Arrays:
        make = Maker()
        blocks = [w for _ in range(self.blocks) for w in self._block_weights(make)]
        table = make.matrix(self.words, self._size, fan_in=self._size)
        return [table, *blocks, *make.dense(self._size, self.classes)]

    def _block_weights(self, make: Maker) -> Arrays:
        size, heads, width = self._size, self.heads, self.width
        weights = [
            w
            for _ in range(3)
            for w in (make.matrix(size, heads, width, fan_in=size), zeros(heads, width))
        ]
        weights += [make.matrix(heads, width, size), zeros(size), ones(size), zeros(size)]
        weights += [*make.dense(size, self.inner), *make.dense(self.inner, size)]
        return [*weights, ones(size), zeros(size)]

    def keras_model(self, k: ModuleType) -> Any:
        layers, inputs = k.layers, k.Input((self.length,), dtype="int32")
        x = layers.Embedding(self.words, self._size)(inputs)
        for _ in range(self.blocks):
            attended = layers.MultiHeadAttention(self.heads, self.width)(x, x)
            x = layers.LayerNormalization()(layers.Add()([x, attended]))
            inner = layers.Dense(self.inner, activation="relu")(x)
            inner = layers.Dense(self._size)(inner)
            x = layers.LayerNormalization()(layers.Add()([x, inner]))
        x = layers.GlobalAveragePooling1D()(x)
        return k.Model(inputs, layers.Dense(self.classes)(x))

    def jax_forward(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        table, *blocks, kernel, bias = weights
        x = table[x]
        for place in range(0, len(blocks), 16):
            x = _block(jax, blocks[place : place + 16], x)
        return x.mean(1) @ kernel + bias

    def torch_module(self, torch: ModuleType, weights: Arrays) -> Any:
        table, *blocks, kernel, bias = weights
        split = [blocks[place : place + 16] for place in range(0, len(blocks), 16)]

        class Classifier(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.table = filled(torch, torch.nn.Embedding(*table.shape), weight=table)
                self.blocks = torch.nn.Sequential(*(_torch_block(torch, w) for w in split))
                self.dense = linear(torch, kernel, bias)

            def forward(self, x: Any) -> Any:
                return self.dense(self.blocks(self.table(x)).mean(1))

        return Classifier()


def _block(jax: ModuleType, weights: list[Any], x: Any) -> Any:
    query, key, value = (
        jax.numpy.einsum("btd,dhw->bthw", x, kernel) + bias
        for kernel, bias in zip(weights[0:6:2], weights[1:6:2], strict=True)
    )
    output, offset, gamma, beta, up, up_bias, down, down_bias, *last = weights[6:]
    mixed = jax.nn.dot_product_attention(query, key, value)
    x = _norm(jax, x + jax.numpy.einsum("bthw,hwd->btd", mixed, output) + offset, gamma, beta)
    return _norm(jax, x + jax.nn.relu(x @ up + up_bias) @ down + down_bias, *last)


def _norm(jax: ModuleType, x: Any, gamma: Any, beta: Any) -> Any:
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-3) * gamma + beta


def _torch_block(torch: ModuleType, weights: Arrays) -> Any:
    size, heads, width = weights[0].shape
    flat = [w.reshape(size, size) if w.ndim == 3 else w.reshape(-1) for w in weights[:8]]

    class Block(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.query, self.key = linear(torch, *flat[0:2]), linear(torch, *flat[2:4])
            self.value, self.mix = linear(torch, *flat[4:6]), linear(torch, *flat[6:8])
            self.first, self.second = norm(torch, *weights[8:10]), norm(torch, *weights[14:16])
            self.up, self.down = linear(torch, *weights[10:12]), linear(torch, *weights[12:14])

        def attended(self, x: Any) -> Any:
            projected = (layer(x) for layer in (self.query, self.key, self.value))
            split = (p.unflatten(-1, (heads, width)).transpose(1, 2) for p in projected)
            mixed = torch.nn.functional.scaled_dot_product_attention(*split)
            return self.mix(mixed.transpose(1, 2).flatten(2))

        def forward(self, x: Any) -> Any:
            x = self.first(x + self.attended(x))
            return self.second(x + self.down(torch.relu(self.up(x))))

    return Block()
