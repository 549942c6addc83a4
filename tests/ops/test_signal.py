"""Fourier transforms: known spectra, ways back, and what is refused."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError

WAVE = np.sin(np.arange(16, dtype="float32"))


def test_an_impulse_has_all_frequencies_and_a_constant_only_zero():
    zeros = [0.0] * 4
    assert [p.tolist() for p in ops.fft(([1.0, 0.0, 0.0, 0.0], zeros))] == [[1.0] * 4, zeros]
    assert ops.rfft([1, 1, 1, 1])[0].tolist() == [4.0, 0.0, 0.0]


def test_inverse_transforms_lead_back(random):
    pair = tuple(random.normal(size=(2, 3, 4)).astype("float32"))
    for ours, given in zip(ops.ifft2(ops.fft2(pair)), pair, strict=True):
        np.testing.assert_allclose(ours, given, atol=1e-6)
    np.testing.assert_allclose(ops.irfft(ops.rfft(WAVE)), WAVE, atol=1e-6)


def test_signals_are_cut_or_filled_up_to_a_length():
    assert ops.rfft(WAVE, 8)[0].shape == (5,)
    np.testing.assert_allclose(ops.irfft(ops.rfft(WAVE, 20), 20)[16:], 0, atol=1e-6)


def test_pieces_begin_a_stride_apart_and_the_rest_is_left():
    pieces = ops.extract_sequences([[0, 1, 2, 3, 4, 5]], 3, 2)
    assert pieces.tolist() == [[[0.0, 1.0, 2.0], [2.0, 3.0, 4.0]]]
    assert ops.extract_sequences([0.0, 1.0], 3, 1).shape == (0, 3)


def test_without_a_window_short_pieces_are_transformed_as_they_are():
    real, imaginary = ops.stft(WAVE, 4, 4, 4, window=None, center=False)
    expected = np.fft.rfft(WAVE.reshape(4, 4))
    np.testing.assert_allclose(real, expected.real, atol=1e-5)
    np.testing.assert_allclose(imaginary, expected.imag, atol=1e-5)


def test_a_short_window_lies_in_the_middle_of_its_piece():
    real, imaginary = ops.stft(np.ones(8), 2, 8, 8, window=np.array([1.0, 2.0]), center=False)
    expected = np.fft.rfft([0, 0, 0, 1, 2, 0, 0, 0])
    np.testing.assert_allclose(real[0], expected.real, atol=1e-6)
    np.testing.assert_allclose(imaginary[0], expected.imag, atol=1e-6)


@pytest.mark.parametrize("window", ["hann", "hamming", None])
def test_pieces_are_put_together_again(window):
    spectrum = ops.stft(WAVE, 8, 2, 8, window=window)
    signal = ops.istft(spectrum, 8, 2, 8, length=16, window=window)
    np.testing.assert_allclose(signal, WAVE, atol=1e-5)


def test_spectra_are_pairs_of_one_shape():
    with pytest.raises(ValueError, match=r"`x` must be the pair of real and .*, got .*ndarray"):
        ops.fft(WAVE)
    with pytest.raises(ShapeError, match=r"must have one shape, got \(2,\) and \(3,\)"):
        ops.irfft(([1.0, 2.0], [1.0, 2.0, 3.0]))


def test_windows_fit_into_pieces():
    with pytest.raises(ValueError, match="`fft_length` must be >= `sequence_length`, got 4 and 8"):
        ops.stft(WAVE, 8, 2, 4)
    with pytest.raises(ShapeError, match=r"`window` must have shape \(4,\), got \(3,\)"):
        ops.stft(WAVE, 4, 2, 4, window=np.ones(3))
    with pytest.raises(ValueError, match="`window` must be one of 'hann', 'hamming', got 'han'"):
        ops.stft(WAVE, 4, 2, 4, window="han")
