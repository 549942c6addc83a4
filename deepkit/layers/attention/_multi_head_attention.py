"""Multi-head attention."""

import math
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from deepkit import initializers, ops
from deepkit.errors import ShapeError, fraction, whole
from deepkit.layers._layer import Layer
from deepkit.layers.attention._pairs import Pairs, all_of
from deepkit.layers.basic import EinsumDense, Softmax
from deepkit.layers.stochastic import Dropout
from deepkit.typing import Shape, Tensor


class MultiHeadAttention(Layer):
    """Mix values by how well their keys fit a query, in several heads at once.

    `head = softmax(q k^T / sqrt(key_dim)) v`, where q, k and v are linear in `query`, `key` and
    `value`; the output is linear in all heads. What a mask hides, of the sources by `value_mask` or
    `key_mask` or of pairs by `attention_mask`, has no share in the mixture.

    Args:
        num_heads: the number of heads.
        key_dim: the size of queries and keys in each head.
        value_dim: the size of values in each head; `key_dim` if None.
        dropout: the part of the shares that is dropped while training, in [0, 1].
        use_bias: whether the linear maps add a bias.
        output_shape: the size, or sizes, of the last axis of the output; that of `query` if None.
        attention_axes: the axes attended over; all but batch and features if None.
        sliding_window: sources at this distance or farther are not seen; all are if None.
        flash_attention: whether to use a fused kernel; if None, on GPUs that have one for it.
        kernel_initializer: how kernels start.
        bias_initializer: how biases start.
        kernel_regularizer: a penalty on kernels.
        bias_regularizer: a penalty on biases.
        activity_regularizer: a penalty on the outputs of the linear maps, per sample.
        kernel_constraint: a projection of kernels after each update.
        bias_constraint: a projection of biases after each update.
        use_gate: whether the heads are multiplied by a sigmoid that is linear in `query`.
        seed: of dropout.
        **base: the arguments of `Layer`.

    Shapes:
        `query` `(batch, targets, features)`, `value` and `key` `(batch, sources, features)`, to
        `(batch, targets, features)`; scores `(batch, heads, targets, sources)`; `attention_mask`
        `(batch, targets, sources)` or with an axis of heads after the batch.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or `dropout` not in [0, 1].
        ShapeError: if `key` and `value` have different sizes but for features.

    Source:
        Vaswani et al., "Attention Is All You Need", 2017, arXiv:1706.03762, section 3.2. The gate:
        Qiu et al., "Gated Attention for Large Language Models", 2025, arXiv:2505.06708.

    Example:
        >>> from deepkit import layers, ops
        >>> layer = layers.MultiHeadAttention(num_heads=2, key_dim=3)
        >>> x = ops.ones((1, 4, 5))
        >>> y, scores = layer(x, x, use_causal_mask=True, return_attention_scores=True)
        >>> y.shape, scores.shape, scores[0, 0, 0].tolist()
        ((1, 4, 5), (1, 2, 4, 4), [1.0, 0.0, 0.0, 0.0])
    """

    supports_masking = True

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: int | Sequence[int] | None = None,
        attention_axes: int | Sequence[int] | None = None,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self.num_heads, self.key_dim = whole(num_heads=num_heads), whole(key_dim=key_dim)
        self.value_dim = self.key_dim if value_dim is None else whole(value_dim=value_dim)
        self.dropout, self.use_bias, self.use_gate = fraction(dropout=dropout), use_bias, use_gate
        self._output_sizes = _tuple(output_shape)
        self.attention_axes = _tuple(attention_axes)
        if sliding_window is not None:
            whole(sliding_window=sliding_window)
        self.sliding_window, self.flash_attention = sliding_window, flash_attention
        self.seed = seed
        self._options = {
            "kernel_initializer": initializers.get(kernel_initializer),
            "bias_initializer": initializers.get(bias_initializer),
            "kernel_regularizer": kernel_regularizer,
            "bias_regularizer": bias_regularizer,
            "activity_regularizer": activity_regularizer,
            "kernel_constraint": kernel_constraint,
            "bias_constraint": bias_constraint,
        }

    def build(self, query_shape: Shape, value_shape: Shape, key_shape: Shape | None = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        if tuple(key_shape[1:-1]) != tuple(value_shape[1:-1]):
            raise ShapeError(
                "`key` and `value` must have equal sizes but for the last axis, got shapes "
                f"{tuple(key_shape)} and {tuple(value_shape)}."
            )
        ndim = len(query_shape)
        self._pairs = Pairs(ndim, self.attention_axes or range(1, ndim - 1))
        keys, values = (self.num_heads, self.key_dim), (self.num_heads, self.value_dim)
        self._query_dense = self._linear("query", query_shape, keys)
        self._key_dense = self._linear("key", key_shape, keys)
        if self.use_gate:
            self._gate_dense = self._linear("gate", query_shape, values, activation="sigmoid")
        self._value_dense = self._linear("value", value_shape, values)
        outputs = self._output_sizes or tuple(query_shape[-1:])
        heads = (*query_shape[:-1], *values)
        self._output_dense = self._linear("attention_output", heads, outputs, summed=2)
        sources = tuple(range(-len(self._pairs.axes), 0))
        self._softmax = Softmax(sources, dtype=self.dtype_policy)
        self._dropout_layer = Dropout(self.dropout, seed=self.seed, dtype=self.dtype_policy)

    def call(
        self,
        query: Tensor,
        value: Tensor,
        key: Tensor = None,
        query_mask: Tensor = None,
        value_mask: Tensor = None,
        key_mask: Tensor = None,
        attention_mask: Tensor = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        key = value if key is None else key
        q, k, v = self._query_dense(query), self._key_dense(key), self._value_dense(value)
        masks = self._masks(query_mask, value_mask, key_mask, attention_mask)
        if self.sliding_window is not None:
            masks.append(self._pairs.nearer_than(self.sliding_window, q.shape, k.shape))
        if self.dropout or return_attention_scores or q.ndim != 4 or self.value_dim != self.key_dim:
            if use_causal_mask:
                masks.append(self._pairs.up_to_itself(q.shape, k.shape))
            heads, scores = self._mix(q, k, v, all_of(masks), training)
        else:
            heads, scores = self._mix_unseen(q, k, v, all_of(masks), use_causal_mask), None
        heads = heads * self._gate_dense(query) if self.use_gate else heads
        outputs = self._output_dense(heads)
        return (outputs, scores) if return_attention_scores else outputs

    def _mix(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, training: bool | None
    ) -> tuple[Tensor, Tensor]:
        """Return the mixed values and the shares they are mixed by."""
        to_scores, to_heads = self._pairs.equations
        scores = ops.einsum(to_scores, q * (1 / math.sqrt(self.key_dim)), k)
        shares = self._softmax(scores, mask=mask)
        return ops.einsum(to_heads, self._dropout_layer(shares, training=training), v), shares

    def _mix_unseen(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, causal: bool) -> Tensor:
        """Return the mixed values only, which leaves the compiler free how to get there."""
        return ops.dot_product_attention(
            q, k, v, mask=mask, is_causal=causal, flash_attention=self.flash_attention
        )

    def _masks(self, query: Tensor, value: Tensor, key: Tensor, pairs: Tensor) -> list[Tensor]:
        """Return the masks that are given, as masks of pairs."""
        masks = [] if query is None else [self._pairs.of_targets(query)]
        masks += [self._pairs.of_sources(mask) for mask in (value, key) if mask is not None]
        return masks if pairs is None else [*masks, self._pairs.of_pairs(ops.cast(pairs, "bool"))]

    def _linear(
        self,
        name: str,
        input_shape: Shape,
        output_sizes: Sequence[int | None],
        *,
        summed: int = 1,
        activation: str | None = None,
    ) -> EinsumDense:
        """Return a built linear map of the last axes to new ones."""
        free = len(input_shape) - summed
        taken, made = ascii_lowercase[: free + summed], ascii_lowercase[free + summed :]
        made = made[: len(output_sizes)]
        dense = EinsumDense(
            f"{taken},{taken[free:]}{made}->{taken[:free]}{made}",
            (*[None] * (free - 1), *output_sizes),
            activation=activation,
            bias_axes=made if self.use_bias else None,
            **self._options,
            dtype=self.dtype_policy,
            name=name,
        )
        dense.supports_masking = True  # the mask has been seen to here
        dense.build(input_shape)
        return dense

    @property
    def query_dense(self) -> EinsumDense:
        """The linear map from `query` to queries."""
        return self._query_dense

    @property
    def key_dense(self) -> EinsumDense:
        """The linear map from `key` to keys."""
        return self._key_dense

    @property
    def value_dense(self) -> EinsumDense:
        """The linear map from `value` to values."""
        return self._value_dense

    @property
    def output_dense(self) -> EinsumDense:
        """The linear map from the heads to the output."""
        return self._output_dense


def _tuple(sizes: Any) -> tuple[int, ...] | None:
    return (sizes,) if isinstance(sizes, int) else sizes and tuple(sizes)
