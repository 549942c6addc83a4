"""The embedding layer."""

import warnings
from typing import Any

from deepkit import ops
from deepkit.backend import rows_of
from deepkit.errors import whole
from deepkit.layers._weighted import Weighted, refuse
from deepkit.typing import Shape, Tensor


class Embedding(Weighted):
    """Look up a vector for each whole number.

    `y = embeddings[x]`

    Args:
        input_dim: the number of vectors; inputs are in `[0, input_dim)`.
        output_dim: the size of each vector.
        embeddings_initializer: how `embeddings` starts.
        embeddings_regularizer: a penalty on `embeddings`.
        embeddings_constraint: a projection of `embeddings` after each update.
        mask_zero: whether 0 stands for "nothing here": a mask then travels with the output.
        weights: the first value of `embeddings`, instead of the initializer's.
        lora_rank: not supported; only None.
        lora_alpha: not supported; only None.
        quantization_config: not supported; only None.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ...)` to `(batch, ..., output_dim)`.

    Raises:
        ValueError: if a size is not a whole number of at least 1.

    Example:
        >>> from deepkit import layers
        >>> layers.Embedding(10, 4)([[1, 2, 3]]).shape
        (1, 3, 4)
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        lora_rank: None = None,
        lora_alpha: None = None,
        quantization_config: None = None,
        **base: Any,
    ) -> None:
        if base.pop("input_length", None) is not None:
            warnings.warn("`input_length` of Embedding has no effect; leave it out.", stacklevel=2)
        super().__init__(**base)
        refuse(lora_rank=lora_rank, lora_alpha=lora_alpha, quantization_config=quantization_config)
        self.input_dim = whole(input_dim=input_dim)
        self.output_dim = whole(output_dim=output_dim)
        self.mask_zero = self.supports_masking = bool(mask_zero)
        self._describe_weight(
            "embeddings", embeddings_initializer, embeddings_regularizer, embeddings_constraint
        )
        # Half-precision indices would not tell large numbers apart.
        self.autocast = False
        if weights is not None:
            self.build()
            self.set_weights(weights if isinstance(weights, (list, tuple)) else [weights])

    def build(self, input_shape: Shape | None = None) -> None:
        self.embeddings = self._make_weight("embeddings", (self.input_dim, self.output_dim))

    def call(self, inputs: Tensor) -> Tensor:
        return rows_of(self.embeddings, ops.cast(inputs, "int32"))

    def compute_mask(self, inputs: Tensor, previous_mask: Any = None) -> Any:
        return ops.not_equal(inputs, 0) if self.mask_zero else None
