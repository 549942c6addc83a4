"""Batch normalization."""

from typing import Any

from deepkit import ops
from deepkit.backend import Variable
from deepkit.backend import epsilon as smallest
from deepkit.errors import ShapeError, fraction, known, positive
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._weighted import Weighted, refuse
from deepkit.typing import Shape, Tensor


class BatchNormalization(Weighted):
    """Standardize each feature over the batch, then scale and shift it.

    `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta`

    In training, mean and (biased) variance are those of the batch, masked steps left out, and the
    moving ones follow them: `moving = momentum * moving + (1 - momentum) * batch`. In use, and
    with `trainable = False` always, they are the moving ones.

    Args:
        axis: the axis of the features.
        momentum: how much of the moving mean and variance stays at each step, in [0, 1].
        epsilon: added to the variance, so in the units of `x` squared; > 0.
        center: whether to learn the shift `beta`.
        scale: whether to learn the scale `gamma`.
        beta_initializer: how `beta` starts.
        gamma_initializer: how `gamma` starts.
        moving_mean_initializer: how the moving mean starts.
        moving_variance_initializer: how the moving variance starts.
        beta_regularizer: a penalty on `beta`.
        gamma_regularizer: a penalty on `gamma`.
        beta_constraint: a projection of `beta` after each update.
        gamma_constraint: a projection of `gamma` after each update.
        renorm: not supported; only False.
        renorm_clipping: not supported; only None.
        renorm_momentum: without effect, as `renorm` is not supported.
        synchronized: without effect: a batch that is split over devices is always normalized as
            a whole.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same; a mask has one axis less than the input.

    Raises:
        ValueError: if `epsilon` is not positive or `momentum` not in [0, 1].
        ShapeError: if the axis of the features is open, or a mask does not fit.

    Source:
        Ioffe, Szegedy, "Batch Normalization", 2015, arXiv:1502.03167, algorithm 1. The moving
        variance is that of the batches, without the correction by m / (m - 1) of algorithm 2.

    Example:
        >>> from deepkit import layers
        >>> layers.BatchNormalization(epsilon=1e-9)([[1.0], [3.0]], training=True).tolist()
        [[-1.0], [1.0]]
    """

    supports_masking = True

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: None = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        refuse(renorm=renorm, renorm_clipping=renorm_clipping)
        self.axis = axis[0] if isinstance(axis, (list, tuple)) else int(axis)
        self.momentum, self.epsilon = fraction(momentum=momentum), positive(epsilon=epsilon)
        self.center, self.scale = center, scale
        self._describe_weight("beta", beta_initializer, beta_regularizer, beta_constraint)
        self._describe_weight("gamma", gamma_initializer, gamma_regularizer, gamma_constraint)
        self._describe_weight("moving_mean", moving_mean_initializer)
        self._describe_weight("moving_variance", moving_variance_initializer)

    def build(self, input_shape: Shape) -> None:
        features = known(input_shape, self.axis)
        shape = (features,)
        # Statistics of half precision drift: everything here is kept and read in full.
        self.gamma = self._make_weight("gamma", shape, autocast=False) if self.scale else None
        self.beta = self._make_weight("beta", shape, autocast=False) if self.center else None
        fixed: dict[str, Any] = {"trainable": False, "autocast": False}
        self.moving_mean = self._make_weight("moving_mean", shape, **fixed)
        self.moving_variance = self._make_weight("moving_variance", shape, **fixed)
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: features})

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor = None) -> Tensor:
        x = ops.cast(inputs, "float32") if inputs.dtype in ("float16", "bfloat16") else inputs
        mean, variance = self.moving_mean, self.moving_variance
        if training and self.trainable:
            mean, variance = self._moments(x, mask)
            self._follow(self.moving_mean, mean)
            self._follow(self.moving_variance, variance)
        y = ops.batch_normalization(
            x, mean, variance, self.axis, self.beta, self.gamma, self.epsilon
        )
        return ops.cast(y, self.compute_dtype)

    def _follow(self, moving: Variable, batch: Tensor) -> None:
        before = ops.cast(moving, batch.dtype)
        moving.assign(before * self.momentum + batch * (1 - self.momentum))

    def _moments(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        axes = tuple(i for i in range(x.ndim) if i != self.axis % x.ndim)
        if mask is None:
            return ops.moments(x, axes)
        if mask.ndim != x.ndim - 1:
            raise ShapeError(
                f"`mask` must have one axis less than the inputs of shape {x.shape}, got shape "
                f"{mask.shape}."
            )
        kept = ops.broadcast_to(ops.expand_dims(ops.cast(mask, "bool"), -1), x.shape)
        count = ops.sum(ops.cast(kept, x.dtype), axes, keepdims=True) + smallest()
        mean = ops.sum(ops.where(kept, x, 0), axes, keepdims=True) / count
        deviation = ops.where(kept, x - mean, 0)
        variance = ops.sum(ops.square(deviation), axes, keepdims=True) / count
        return ops.squeeze(mean, axes), ops.squeeze(variance, axes)
