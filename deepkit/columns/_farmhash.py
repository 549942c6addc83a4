"""FarmHash's Fingerprint64 of texts, many at a time, and what TensorFlow builds of it.

The fingerprint is fixed for all time, so the same text has the same number on every machine and in
every release. All arithmetic is modulo 2**64, as NumPy's of whole arrays is; the names of the
constants are those of the publication.

Source:
    Pike, "FarmHash", 2014, https://github.com/google/farmhash, `farmhashna::Hash64`.
"""

from collections.abc import Sequence

import numpy as np

_MODULUS = 1 << 64
_K0, _K1, _K2 = (np.uint64(k) for k in (0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F))
_CAT_MULTIPLIER = np.uint64(0xC6A4A7935BD1E995)
_SHIFT = np.uint64(47)
_State = tuple[np.ndarray, ...]


def fingerprint64(texts: Sequence[str | bytes]) -> np.ndarray:
    """Return the fingerprints of texts, of their UTF-8 bytes, as uint64 (len(texts),)."""
    encoded = [text.encode() if isinstance(text, str) else text for text in texts]
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    prints = np.empty(len(encoded), np.uint64)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        joined = b"".join([encoded[row] for row in rows.tolist()])
        prints[rows] = _of_one_length(np.frombuffer(joined, np.uint8).reshape(len(rows), length))
    return prints


def fingerprint_cat64(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return TensorFlow's fingerprint of two fingerprints in this order."""
    mixed = _mix(second * _CAT_MULTIPLIER) * _CAT_MULTIPLIER
    mixed = (first ^ _CAT_MULTIPLIER ^ mixed) * _CAT_MULTIPLIER
    return _mix(_mix(mixed) * _CAT_MULTIPLIER)


def _of_one_length(texts: np.ndarray) -> np.ndarray:
    """Hash rows of bytes (m, length)."""
    length = texts.shape[1]
    if length > 64:
        return _longest(texts)
    if length > 32:
        return _long(texts)
    if length > 16:
        return _middling(texts)
    return _short(texts)


def _short(texts: np.ndarray) -> np.ndarray:
    """Hash up to 16 bytes."""
    length = texts.shape[1]
    mul = _multiplier(length)
    if length >= 8:
        a, b = _word(texts, 0) + _K2, _word(texts, length - 8)
        return _fold(_rotate(b, 37) * mul + a, (_rotate(a, 25) + b) * mul, mul)
    if length >= 4:
        first, last = _half_word(texts, 0), _half_word(texts, length - 4)
        return _fold(np.uint64(length) + (first << np.uint64(3)), last, mul)
    if length == 0:
        return np.full(len(texts), _K2)
    a, b, c = (texts[:, at].astype(np.uint64) for at in (0, length >> 1, length - 1))
    y, z = a + (b << np.uint64(8)), np.uint64(length) + (c << np.uint64(2))
    return _mix(y * _K2 ^ z * _K0) * _K2


def _middling(texts: np.ndarray) -> np.ndarray:
    """Hash 17 to 32 bytes."""
    length = texts.shape[1]
    mul = _multiplier(length)
    a, b = _word(texts, 0) * _K1, _word(texts, 8)
    c, d = _word(texts, length - 8) * mul, _word(texts, length - 16) * _K2
    return _fold(_rotate(a + b, 43) + _rotate(c, 30) + d, a + _rotate(b + _K2, 18) + c, mul)


def _long(texts: np.ndarray) -> np.ndarray:
    """Hash 33 to 64 bytes."""
    length = texts.shape[1]
    mul = _multiplier(length)
    a, b = _word(texts, 0) * _K2, _word(texts, 8)
    c, d = _word(texts, length - 8) * mul, _word(texts, length - 16) * _K2
    y = _rotate(a + b, 43) + _rotate(c, 30) + d
    z = _fold(y, a + _rotate(b + _K2, 18) + c, mul)
    e, f = _word(texts, 16) * mul, _word(texts, 24)
    g, h = (y + _word(texts, length - 32)) * mul, (z + _word(texts, length - 24)) * mul
    return _fold(_rotate(e + f, 43) + _rotate(g, 30) + h, e + _rotate(f + a, 18) + g, mul)


def _longest(texts: np.ndarray) -> np.ndarray:
    """Hash more than 64 bytes: a state of seven words goes over blocks of 64 bytes."""
    count, length = texts.shape
    rest = (length - 1) & 63
    x, y, z, none = (np.full(count, value, np.uint64) for value in _seeds())
    state: _State = (x + _word(texts, 0), y, z, none, none, none, none)
    for at in range(0, length - 1 - rest, 64):
        state = _round(texts, at, state, _K1, np.uint64(1))
    x, y, z, v0, v1, w0, w1 = state
    mul = _K1 + ((z & np.uint64(0xFF)) << np.uint64(1))
    w0 = w0 + np.uint64(rest)
    v0 = v0 + w0
    state = _round(texts, length - 64, (x, y, z, v0, v1, w0 + v0, w1), mul, np.uint64(9))
    x, y, z, v0, v1, w0, w1 = state
    return _fold(_fold(v0, w0, mul) + _mix(y) * _K0 + z, _fold(v1, w1, mul) + x, mul)


def _seeds() -> tuple[int, int, int, int]:
    seed, k1, k2 = 81, int(_K1), int(_K2)
    y = (seed * k1 + 113) % _MODULUS
    z = (y * k2 + 113) % _MODULUS
    return seed * k2 % _MODULUS, y, (z ^ (z >> 47)) * k2 % _MODULUS, 0


def _round(
    texts: np.ndarray, at: int, state: _State, mul: np.ndarray | np.uint64, factor: np.uint64
) -> _State:
    x, y, z, v0, v1, w0, w1 = state
    x = _rotate(x + y + v0 + _word(texts, at + 8), 37) * mul
    y = _rotate(y + v1 + _word(texts, at + 48), 42) * mul
    x = x ^ (w1 * factor)
    y = y + v0 * factor + _word(texts, at + 40)
    z = _rotate(z + w0, 33) * mul
    v0, v1 = _weak(texts, at, v1 * mul, x + w0)
    w0, w1 = _weak(texts, at + 32, z + w1, y + _word(texts, at + 16))
    return z, y, x, v0, v1, w0, w1


def _weak(
    texts: np.ndarray, at: int, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mix 32 bytes into two words."""
    first, second, third, fourth = (_word(texts, at + 8 * i) for i in range(4))
    a = a + first
    b = _rotate(b + a + fourth, 21)
    total = a + second + third
    return total + fourth, b + _rotate(total, 44) + a


def _fold(u: np.ndarray, v: np.ndarray, mul: np.ndarray | np.uint64) -> np.ndarray:
    """Make one word of two."""
    a = _mix((u ^ v) * mul)
    return _mix((v ^ a) * mul) * mul


def _mix(word: np.ndarray) -> np.ndarray:
    return word ^ (word >> _SHIFT)


def _rotate(word: np.ndarray, by: int) -> np.ndarray:
    return (word >> np.uint64(by)) | (word << np.uint64(64 - by))


def _multiplier(length: int) -> np.uint64:
    return np.uint64((int(_K2) + 2 * length) % _MODULUS)


def _word(texts: np.ndarray, at: int) -> np.ndarray:
    """Return the 8 bytes from `at` on as numbers, the lowest byte first."""
    return np.ascontiguousarray(texts[:, at : at + 8]).view("<u8")[:, 0].astype(np.uint64)


def _half_word(texts: np.ndarray, at: int) -> np.ndarray:
    return np.ascontiguousarray(texts[:, at : at + 4]).view("<u4")[:, 0].astype(np.uint64)
