"""The waves of a short-time Fourier transform, by the formula and against Keras."""

import jax
import keras
import numpy as np
import pytest

from deepkit import initializers
from deepkit.errors import ShapeError

LENGTH, BINS = 8, 5
SIGNAL = np.random.default_rng(0).normal(size=LENGTH).astype("float32")


def kernel(**options):
    return np.asarray(initializers.STFT(**options)((LENGTH, 1, BINS)))


def test_without_a_window_the_kernels_compute_the_transform_of_numpy():
    expected = np.fft.rfft(SIGNAL)
    found = (
        SIGNAL @ kernel(window=None)[:, 0] + 1j * SIGNAL @ kernel(side="imag", window=None)[:, 0]
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("window", ["bartlett", "blackman", "boxcar", "hamming", "hann"])
@pytest.mark.parametrize("periodic", [False, True])
def test_every_window_is_that_of_keras(window, periodic):
    with jax.numpy_dtype_promotion("standard"):
        theirs = keras.initializers.STFT(window=window, periodic=periodic)
        expected = theirs((LENGTH, 1, BINS))
    np.testing.assert_allclose(kernel(window=window, periodic=periodic), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("scaling", "divisor"), [("density", np.sqrt(14.0)), ("spectrum", 6.0), (None, 1.0)]
)
def test_a_window_of_your_own_is_scaled_too(scaling, divisor):
    initializer = initializers.STFT(window=[1.0, -2.0, 3.0], scaling=scaling)
    # At frequency 0 each wave is 1.
    found = initializer((3, 1, 2))[:, 0, 0]
    np.testing.assert_allclose(found, np.array([1.0, -2.0, 3.0]) / divisor, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_kernels_have_the_dtype_asked_for(dtype):
    assert initializers.STFT()((LENGTH, 1, BINS), dtype).dtype == dtype


@pytest.mark.parametrize(
    ("argument", "value", "hint"),
    [
        ("side", "reel", r"Did you mean 'real'\?"),
        ("scaling", "densities", r"Did you mean 'density'\?"),
        ("window", "hanning", r"Did you mean 'hann'\?"),
    ],
)
def test_an_unknown_choice_is_refused_with_the_nearest(argument, value, hint):
    with pytest.raises(ValueError, match=rf"`{argument}` must be one of .* got '{value}'\. {hint}"):
        initializers.STFT(**{argument: value})


def test_a_shape_without_three_axes_is_refused():
    with pytest.raises(ShapeError, match=r"`shape` must be \(frame length, 1, .*got \(8, 5\)"):
        initializers.STFT()((LENGTH, BINS))


def test_a_spectrum_of_one_frequency_is_refused():
    with pytest.raises(ShapeError, match=r"A spectrum has two frequencies or more, got shape \(8,"):
        initializers.STFT()((LENGTH, 1, 1))


def test_a_window_of_another_length_is_refused():
    with pytest.raises(ShapeError, match=r"`window` must have shape \(8,\), got \(3,\)"):
        initializers.STFT(window=[1.0, 2.0, 1.0])((LENGTH, 1, BINS))


@pytest.mark.parametrize("scaling", ["density", "spectrum"])
def test_a_window_of_zeros_cannot_be_scaled(scaling):
    with pytest.raises(ShapeError, match="`window` is zero all over a frame of 2"):
        initializers.STFT(scaling=scaling)((2, 1, 2))
    assert np.isfinite(initializers.STFT(scaling=scaling, periodic=True)((2, 1, 2))).all()
