"""The initializer that makes a convolution compute a short-time Fourier transform."""

from typing import Any

import numpy as np

from deepkit import ops
from deepkit.backend import standardize_dtype
from deepkit.errors import ShapeError, one_of
from deepkit.initializers._initializer import Initializer
from deepkit.typing import Shape, Tensor

_WINDOWS = {
    "bartlett": np.bartlett,
    "blackman": np.blackman,
    "boxcar": np.ones,
    "hamming": np.hamming,
    "hann": np.hanning,
}


class STFT(Initializer):
    """Fill with windowed waves: `cos` or `sin` of `-2 * pi * t * f / frequencies` times a window.

    Args:
        side: `"real"` for the cosines, `"imag"` for the sines.
        window: `"hann"`, `"hamming"`, `"blackman"`, `"bartlett"`, `"boxcar"`, an array as long as
            a frame, or None for none.
        scaling: what the result is divided by: `"density"` for the root of the sum of squares
            of the window, `"spectrum"` for the sum of its sizes, None for nothing.
        periodic: whether the window is one period of a longer signal.

    Shapes:
        `(frame length, 1, frequencies // 2 + 1)`.

    Raises:
        ValueError: if an argument is none of these.
        ShapeError: if the shape has not three axes, or fewer than two frequencies; if the window is
            not as long as a frame, or zero all over it.

    Example:
        >>> from deepkit import initializers
        >>> initializers.STFT(window=None)((2, 1, 2))[:, 0].tolist()
        [[1.0, 1.0], [1.0, -1.0]]
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        self.side = one_of(("real", "imag"), side=side)
        self.scaling = one_of(("density", "spectrum", None), scaling=scaling)
        if isinstance(window, str):
            one_of(tuple(_WINDOWS), window=window)
        self.window, self.periodic = window, periodic

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        if len(shape) != 3:
            raise ShapeError(
                f"`shape` must be (frame length, 1, frequencies // 2 + 1), got {tuple(shape)}."
            )
        length, _, bins = (int(n or 0) for n in shape)
        if bins < 2:
            raise ShapeError(f"A spectrum has two frequencies or more, got shape {tuple(shape)}.")
        time, bin_ = np.arange(length)[:, None, None], np.arange(bins)
        angle = -2 * np.pi * time * bin_ / (2 * (bins - 1))
        wave = np.cos(angle) if self.side == "real" else np.sin(angle)
        weights = self._weights(length)
        return ops.cast(wave * weights[:, None, None], standardize_dtype(dtype))

    def _weights(self, length: int) -> np.ndarray:
        """Return the window, scaled."""
        if self.window is None:
            return np.ones(length)
        if isinstance(self.window, str):
            window = _WINDOWS[self.window](length + self.periodic)[:length]
        else:
            window = np.asarray(self.window, "float64")
        if window.shape != (length,):
            raise ShapeError(f"`window` must have shape ({length},), got {window.shape}.")
        if self.scaling and not np.any(window):
            raise ShapeError(
                f"`window` is zero all over a frame of {length}, so it cannot be scaled. Take "
                "longer frames, or `periodic=True`."
            )
        if self.scaling == "density":
            return window / np.sqrt(np.sum(window**2))
        return window / np.sum(np.abs(window)) if self.scaling == "spectrum" else window
