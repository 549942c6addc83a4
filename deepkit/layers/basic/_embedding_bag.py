"""The layer that looks up the rows of a table for a bag of numbers and combines them."""

from typing import Any

from deepkit import ops
from deepkit.backend import rows_of
from deepkit.errors import one_of, positive, whole
from deepkit.layers._weighted import Weighted
from deepkit.layers.basic._bag import bag_of, weights_of
from deepkit.typing import Shape, Tensor

COMBINERS = ("mean", "sum", "sqrtn")


class EmbeddingBag(Weighted):
    """Look up a vector for each whole number of a bag, and combine them to one.

        sum:    y = sum_i w_i * embeddings[x_i]
        mean:   y = sum_i w_i * embeddings[x_i] / sum_i w_i
        sqrtn:  y = sum_i w_i * embeddings[x_i] / sqrt(sum_i w_i^2)

    A number below zero stands for nothing: bags of different sizes are filled up with -1. The
    vector of an empty bag is zero. Without weights, each is 1. Weights that are not above zero
    count as nothing too, but in sums.

    Args:
        input_dim: the number of vectors; inputs are below it.
        output_dim: the size of each vector.
        combiner: `"mean"`, `"sum"` or `"sqrtn"`.
        embeddings_initializer: how `embeddings` starts.
        embeddings_regularizer: a penalty on `embeddings`.
        embeddings_constraint: a projection of `embeddings` after each update.
        max_norm: the largest length, > 0, that a vector may have; longer ones are shortened before
            they are combined. The table itself stays as it is.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ..., size)`, and `weights` of the same shape, to `(batch, ..., output_dim)`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, the combiner is unknown, or
            `max_norm` is not above zero.

    Example:
        >>> from deepkit import layers
        >>> layer = layers.EmbeddingBag(3, 2, combiner="sum", embeddings_initializer="ones")
        >>> layer([[0, 2], [1, -1], [-1, -1]]).tolist()
        [[2.0, 2.0], [1.0, 1.0], [0.0, 0.0]]
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        combiner: str = "mean",
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        max_norm: float | None = None,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self.input_dim = whole(input_dim=input_dim)
        self.output_dim = whole(output_dim=output_dim)
        self.combiner = one_of(COMBINERS, combiner=combiner)
        self.max_norm = None if max_norm is None else positive(max_norm=max_norm)
        self._describe_weight(
            "embeddings", embeddings_initializer, embeddings_regularizer, embeddings_constraint
        )
        # Half-precision indices would not tell large numbers apart.
        self.autocast = False

    def build(self, input_shape: Shape | None = None) -> None:
        self.embeddings = self._make_weight("embeddings", (self.input_dim, self.output_dim))

    def call(self, inputs: Tensor, weights: Tensor = None) -> Tensor:
        ids = bag_of(inputs)
        if weights is None and ids.shape[-1] == 1:  # all combiners agree on a single vector
            return self._vectors(ops.squeeze(ids, axis=-1))
        shares = self._shares(ids, weights)
        total = ops.sum(self._vectors(ids) * ops.expand_dims(shares, -1), axis=-2)
        return total if self.combiner == "sum" else total / self._size(shares)

    def _vectors(self, ids: Tensor) -> Tensor:
        """Return the vector of each number, zeros for those below zero."""
        vectors = rows_of(self.embeddings, ids, ids >= 0)
        if self.max_norm is None:
            return vectors
        squares = ops.sum(ops.square(vectors), axis=-1, keepdims=True)
        length = ops.sqrt(ops.where(squares > 0, squares, 1))  # the root has no slope at zero
        return vectors * ops.minimum(self.max_norm / length, 1)

    def _shares(self, ids: Tensor, weights: Tensor) -> Tensor:
        """Return what each vector is multiplied by, zeros for those that do not count."""
        if weights is None:
            return ops.cast(ids >= 0, self.compute_dtype)
        weights = weights_of(ids, weights, self.compute_dtype)
        counts = ids >= 0 if self.combiner == "sum" else ops.logical_and(ids >= 0, weights > 0)
        return ops.where(counts, weights, 0)

    def _size(self, shares: Tensor) -> Tensor:
        """Return what the sum of a bag is divided by; 1 for an empty one."""
        powers = shares if self.combiner == "mean" else ops.square(shares)
        size = ops.sum(powers, axis=-1, keepdims=True)
        size = ops.where(size > 0, size, 1)
        return size if self.combiner == "mean" else ops.sqrt(size)
