"""Dropout, of single numbers and of whole channels."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.backend import SeedGenerator, standardize_data_format
from deepkit.errors import fraction
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.typing import Config, Shape, Tensor


class Dropout(Layer):
    """Set a random part of the inputs to zero while training, and scale up the rest.

    `y = x * keep / (1 - rate)`, where each `keep` is 0 with probability `rate`, else 1.

    Args:
        rate: the part that is dropped, in [0, 1].
        noise_shape: the shape of `keep`, broadcast to the inputs; None in it stands for their own
            size. `(None, 1, None)` drops a feature at all steps at once.
        seed: an int for the same stream of draws in each run; a fresh one if None.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Raises:
        ValueError: if `rate` is not in [0, 1].

    Source:
        Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        2014, JMLR 15, section 4; scaled while training, not in use.

    Example:
        >>> from deepkit import layers, ops
        >>> layer = layers.Dropout(0.5, seed=1)
        >>> sorted(set(layer(ops.ones((99,)), training=True).tolist())), float(layer(3.0))
        ([0.0, 2.0], 3.0)
    """

    supports_masking = True

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self.rate = fraction(rate=rate)
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        self.seed = seed
        if self.rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        if not training or self.rate == 0:
            return inputs
        return ops.random.dropout(inputs, self.rate, self._noise_shape(), self.seed_generator)

    def _noise_shape(self) -> Shape | None:
        return self.noise_shape


class SpatialDropout(Dropout):
    """Drop whole channels: neighbors in space say too much of each other to drop one alone."""

    rank: int

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **base: Any,
    ) -> None:
        super().__init__(rate, seed=seed, name=name, dtype=dtype, **base)
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def get_config(self) -> Config:
        """Return the constructor's arguments, but for what Keras's constructor does not take."""
        config = super().get_config()
        return {key: value for key, value in config.items() if key != "trainable"}

    def _noise_shape(self) -> Shape:
        space = [1] * self.rank
        return (
            (None, None, *space) if self.data_format == "channels_first" else (None, *space, None)
        )


class SpatialDropout1D(SpatialDropout):
    """Drop features of sequences, at all steps at once, while training.

    Args:
        rate: the part of the features that is dropped, in [0, 1].
        seed: an int for the same stream of draws in each run; a fresh one if None.
        name: its name; made up from the class if None.
        dtype: the dtype or policy it computes in; the default if None.
        **base: further arguments of `Layer`.

    Shapes:
        `(batch, steps, features)` to the same.

    Raises:
        ValueError: if `rate` is not in [0, 1].

    Source:
        Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015,
        arXiv:1411.4280, section 3.2.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.SpatialDropout1D(0.5)(ops.ones((2, 3, 4)), training=True).shape
        (2, 3, 4)
    """

    rank = 1

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **base: Any,
    ) -> None:
        super().__init__(rate, "channels_last", seed, name, dtype, **base)


class SpatialDropout2D(SpatialDropout):
    """Drop channels of images, at all places at once, while training.

    Args:
        rate: the part of the channels that is dropped, in [0, 1].
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        seed: an int for the same stream of draws in each run; a fresh one if None.
        name: its name; made up from the class if None.
        dtype: the dtype or policy it computes in; the default if None.
        **base: further arguments of `Layer`.

    Shapes:
        `(batch, height, width, channels)` to the same.

    Raises:
        ValueError: if `rate` is not in [0, 1].

    Source:
        Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015,
        arXiv:1411.4280, section 3.2.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.SpatialDropout2D(0.5)(ops.ones((2, 3, 3, 4)), training=True).shape
        (2, 3, 3, 4)
    """

    rank = 2


class SpatialDropout3D(SpatialDropout):
    """Drop channels of volumes, at all places at once, while training.

    Args:
        rate: the part of the channels that is dropped, in [0, 1].
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        seed: an int for the same stream of draws in each run; a fresh one if None.
        name: its name; made up from the class if None.
        dtype: the dtype or policy it computes in; the default if None.
        **base: further arguments of `Layer`.

    Shapes:
        `(batch, depth, height, width, channels)` to the same.

    Raises:
        ValueError: if `rate` is not in [0, 1].

    Source:
        Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015,
        arXiv:1411.4280, section 3.2.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.SpatialDropout3D(0.5)(ops.ones((1, 2, 2, 2, 3)), training=True).shape
        (1, 2, 2, 2, 3)
    """

    rank = 3
