"""Signals and their frequencies: Fourier transforms, whole and in short pieces."""

from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import op
from deepkit.errors import ShapeError, one_of
from deepkit.ops._promotion import floating, together_floating
from deepkit.typing import Tensor

Complex = tuple[Tensor, Tensor]


@op
def fft(x: Tensor) -> Complex:
    """Return the Fourier transform along the last axis: real and imaginary parts.

    Args:
        x: the pair of real and imaginary parts of a signal.
    """
    return _parts(jnp.fft.fft(_complex(x)))


@op
def fft2(x: Tensor) -> Complex:
    """Return the Fourier transform along the last two axes: real and imaginary parts.

    Args:
        x: the pair of real and imaginary parts of a signal.
    """
    return _parts(jnp.fft.fft2(_complex(x)))


@op
def ifft2(x: Tensor) -> Complex:
    """Return the signal whose `fft2` is given: real and imaginary parts.

    Args:
        x: the pair of real and imaginary parts of a spectrum.
    """
    return _parts(jnp.fft.ifft2(_complex(x)))


@op
def rfft(x: Tensor, fft_length: int | None = None) -> Complex:
    """Return the half of the Fourier transform that tells all about a real signal.

    Args:
        x: a real signal along the last axis.
        fft_length: how long the signal is made by zeros or cutting; as it is if None.

    Example:
        >>> from deepkit import ops
        >>> [part.tolist() for part in ops.rfft([1.0, 1.0])]
        [[2.0, 0.0], [0.0, 0.0]]
    """
    return _parts(jnp.fft.rfft(floating(x), fft_length))


@op
def irfft(x: Tensor, fft_length: int | None = None) -> Tensor:
    """Return the real signal whose `rfft` is given.

    Args:
        x: the pair of real and imaginary parts of a spectrum.
        fft_length: the length of the signal; `2 * (frequencies - 1)` if None.
    """
    return jnp.fft.irfft(_complex(x), fft_length)


@op
def extract_sequences(x: Tensor, sequence_length: int, sequence_stride: int) -> Tensor:
    """Return the pieces of a signal, along a new axis before the last.

    Args:
        x: a signal along the last axis.
        sequence_length: the length of a piece.
        sequence_stride: how far the next piece is.

    Example:
        >>> from deepkit import ops
        >>> ops.extract_sequences([1.0, 2.0, 3.0, 4.0], 2, 2).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """
    return _pieces(floating(x), sequence_length, sequence_stride)


@op
def stft(
    x: Tensor,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> Complex:
    """Return the Fourier transforms of windowed pieces: `(..., pieces, frequencies)`.

    Args:
        x: a real signal along the last axis.
        sequence_length: the length of the window.
        sequence_stride: how far the next piece is.
        fft_length: the length of a piece; what exceeds the window is zero.
        window: `"hann"`, `"hamming"`, a vector, or None for none.
        center: whether the first piece is centered at the first number; mirrored at the ends.

    Raises:
        ValueError: if `fft_length` is below `sequence_length`, or the window is unknown.

    Example:
        >>> from deepkit import ops
        >>> ops.stft(ops.ones((1, 32)), 8, 4, 8)[0].shape
        (1, 9, 5)
    """
    x = floating(x)
    weights = _weights(window, sequence_length, fft_length, x.dtype)
    if center:
        border = [(0, 0)] * (x.ndim - 1) + [(fft_length // 2, fft_length // 2)]
        x = jnp.pad(x, border, mode="reflect")
    return _parts(jnp.fft.rfft(_pieces(x, fft_length, sequence_stride) * weights))


@op
def istft(
    x: Tensor,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Tensor:
    """Return the signal whose `stft` is given, by least squares where pieces overlap.

    Args:
        x: the pair of real and imaginary parts of a spectrum, `(..., pieces, frequencies)`.
        sequence_length: the length of the window.
        sequence_stride: how far the next piece is.
        fft_length: the length of a piece.
        length: the length of the signal; all there is if None.
        window: the window of the `stft`.
        center: whether the pieces were centered.

    Raises:
        ValueError: if `fft_length` is below `sequence_length`, or the window is unknown.

    Source:
        Griffin, Lim, "Signal Estimation from Modified Short-Time Fourier Transform", 1984, IEEE
        Transactions on Acoustics, Speech, and Signal Processing 32(2), equation 6.
    """
    pieces = jnp.fft.irfft(_complex(x), fft_length)
    weights = _weights(window, sequence_length, fft_length, pieces.dtype)
    total = _overlapped(pieces * weights, sequence_stride)
    squares = jnp.broadcast_to(jnp.square(weights), pieces.shape[-2:])
    cover = _overlapped(squares, sequence_stride)
    signal = total / jnp.where(cover > 1e-10, cover, 1.0)
    start = fft_length // 2 if center else 0
    end = signal.shape[-1] - start if length is None else start + length
    return signal[..., start:end]


def _complex(x: Any) -> Tensor:
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        raise ValueError(f"`x` must be the pair of real and imaginary parts, got {type(x)}.")
    real, imaginary = together_floating(*x)
    if real.shape != imaginary.shape:
        raise ShapeError(
            f"Real and imaginary parts must have one shape, got {real.shape} and {imaginary.shape}."
        )
    return jax.lax.complex(real, imaginary)


def _parts(x: Any) -> Complex:
    return jnp.real(x), jnp.imag(x)


def _pieces(x: Tensor, length: int, stride: int) -> Tensor:
    count = 1 + (x.shape[-1] - length) // stride
    places = jnp.arange(count)[:, None] * stride + jnp.arange(length)
    return x[..., places]


def _overlapped(pieces: Tensor, stride: int) -> Tensor:
    """Return the sum of pieces, each put at its place in the signal."""
    *batch, count, length = pieces.shape
    places = jnp.arange(count)[:, None] * stride + jnp.arange(length)
    signal = jnp.zeros((*batch, stride * (count - 1) + length), pieces.dtype)
    return signal.at[..., places].add(pieces)


def _weights(window: Any, length: int, fft_length: int, dtype: Any) -> Tensor:
    """Return the window in the middle of a piece."""
    if fft_length < length:
        raise ValueError(
            f"`fft_length` must be >= `sequence_length`, got {fft_length} and {length}."
        )
    before = (fft_length - length) // 2
    if window is None:
        return jnp.ones(fft_length, dtype)
    if isinstance(window, str):
        rules = {"hann": jnp.hanning, "hamming": jnp.hamming}
        weights = rules[str(one_of(tuple(rules), window=window))](length + 1)[:-1]
    else:
        weights = floating(window)
    if weights.shape != (length,):
        raise ShapeError(f"`window` must have shape ({length},), got {weights.shape}.")
    return jnp.pad(weights.astype(dtype), (before, fft_length - length - before))
