"""Layer normalization."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.errors import known, positive
from deepkit.layers._weighted import Weighted, refuse
from deepkit.typing import Shape, Tensor


class LayerNormalization(Weighted):
    """Standardize each sample over its last axis, then scale and shift it.

    `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta`, where mean and (biased) variance
    are those of the sample over an axis.

    Args:
        axis: the axis or axes of the features.
        epsilon: added to the variance, so in the units of `x` squared; > 0.
        center: whether to learn the shift `beta`.
        scale: whether to learn the scale `gamma`.
        beta_initializer: how `beta` starts.
        gamma_initializer: how `gamma` starts.
        beta_regularizer: a penalty on `beta`.
        gamma_regularizer: a penalty on `gamma`.
        beta_constraint: a projection of `beta` after each update.
        gamma_constraint: a projection of `gamma` after each update.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Raises:
        ValueError: if `epsilon` is not positive.
        ShapeError: if an axis of the features is open.

    Source:
        Ba, Kiros, Hinton, "Layer Normalization", 2016, arXiv:1607.06450, equation 4.

    Example:
        >>> from deepkit import layers
        >>> layers.LayerNormalization(epsilon=1e-9)([[1.0, 3.0], [5.0, 9.0]]).tolist()
        [[-1.0, 1.0], [-1.0, 1.0]]
    """

    supports_masking = True

    def __init__(
        self,
        axis: int | Sequence[int] = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **base: Any,
    ) -> None:
        refuse(rms_scaling=base.pop("rms_scaling", None))  # Keras writes it into its files
        super().__init__(**base)
        self.axis = axis if isinstance(axis, int) else sorted(axis)
        self.epsilon, self.center, self.scale = positive(epsilon=epsilon), center, scale
        self._describe_weight("beta", beta_initializer, beta_regularizer, beta_constraint)
        self._describe_weight("gamma", gamma_initializer, gamma_regularizer, gamma_constraint)
        # The operation computes in full precision and casts by itself.
        self.autocast = False

    def build(self, input_shape: Shape) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        shape = tuple(known(input_shape, axis) for axis in axes)
        self.gamma = self._make_weight("gamma", shape, autocast=False) if self.scale else None
        self.beta = self._make_weight("beta", shape, autocast=False) if self.center else None

    def call(self, inputs: Tensor) -> Tensor:
        y = ops.layer_normalization(inputs, self.gamma, self.beta, self.axis, self.epsilon)
        return ops.cast(y, self.compute_dtype)
