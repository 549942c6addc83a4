"""The layer that counts the numbers in a bag."""

from typing import Any

from deepkit import ops
from deepkit.errors import whole
from deepkit.layers._layer import Layer
from deepkit.layers.basic._bag import bag_of, weights_of
from deepkit.typing import Tensor


class MultiHot(Layer):
    """Count how often each whole number is in a bag, or add up its weights.

    `y_j = sum_i w_i * [x_i = j]`, each weight 1 if there are none.

    Numbers outside 0 to `num_tokens - 1` count nowhere: bags of different sizes are filled up with
    -1. A bag of one number becomes a one-hot vector.

    Args:
        num_tokens: how many different numbers there are.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ..., size)`, and `weights` of the same shape, to `(batch, ..., num_tokens)`.

    Raises:
        ValueError: if `num_tokens` is not a whole number of at least 1.

    Example:
        >>> from deepkit import layers
        >>> layers.MultiHot(3)([[0, 2, 2], [1, -1, -1]]).tolist()
        [[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]
    """

    def __init__(self, num_tokens: int, **base: Any) -> None:
        super().__init__(**base)
        self.num_tokens = whole(num_tokens=num_tokens)
        # Half-precision indices would not tell large numbers apart.
        self.autocast = False

    def call(self, inputs: Tensor, weights: Tensor = None) -> Tensor:
        ids = bag_of(inputs)
        if weights is None:
            amounts = ops.ones_like(ids, dtype=self.compute_dtype)
        else:
            amounts = weights_of(ids, weights, self.compute_dtype)
        if ids.shape[-1] == 1:
            return ops.where(ops.equal(ids, ops.arange(self.num_tokens, dtype="int32")), amounts, 0)
        return self._added(ids, amounts)

    def _added(self, ids: Tensor, amounts: Tensor) -> Tensor:
        """Return the sums of the amounts: scattered, for comparing all pairs takes far longer."""
        flat = ops.reshape(ids, (-1, ids.shape[-1]))
        rows = ops.expand_dims(ops.arange(flat.shape[0], dtype="int32"), -1)
        # What is out of range is dropped, but below zero places count from the end.
        tokens = ops.where(flat >= 0, flat, self.num_tokens)
        places = ops.stack([ops.broadcast_to(rows, flat.shape), tokens], axis=-1)
        counts = ops.scatter(
            places, ops.reshape(amounts, flat.shape), (flat.shape[0], self.num_tokens)
        )
        return ops.reshape(counts, (*ids.shape[:-1], self.num_tokens))
