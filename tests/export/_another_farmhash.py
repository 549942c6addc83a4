"""FarmHash's Fingerprint64 of texts of up to 64 bytes, one at a time, in plain numbers."""

ALL = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
M = 0xC6A4A7935BD1E995


def mix(x):
    """Mix the high bits of a word into the low ones."""
    return x ^ (x >> 47)


def rotate(x, by):
    """Rotate a word to the right."""
    return ((x >> by) | (x << (64 - by))) & ALL


def fold(u, v, mul):
    """Make one word of two."""
    a = mix((u ^ v) * mul & ALL)
    b = mix((v ^ a) * mul & ALL)
    return b * mul & ALL


def fingerprint64(text):
    """Return the fingerprint of a text."""
    s = text.encode()
    n = len(s)

    def word(at, size=8):
        return int.from_bytes(s[at : at + size], "little")

    mul = (K2 + 2 * n) & ALL
    if n > 64:
        raise NotImplementedError("longer than any word of the tests")
    if n > 32:
        a, b, c, d = word(0) * K2 & ALL, word(8), word(n - 8) * mul & ALL, word(n - 16) * K2 & ALL
        y = (rotate((a + b) & ALL, 43) + rotate(c, 30) + d) & ALL
        z = fold(y, (a + rotate((b + K2) & ALL, 18) + c) & ALL, mul)
        e, f = word(16) * mul & ALL, word(24)
        g, h = (y + word(n - 32)) * mul & ALL, (z + word(n - 24)) * mul & ALL
        first = (rotate((e + f) & ALL, 43) + rotate(g, 30) + h) & ALL
        return fold(first, (e + rotate((f + a) & ALL, 18) + g) & ALL, mul)
    if n > 16:
        a, b, c, d = word(0) * K1 & ALL, word(8), word(n - 8) * mul & ALL, word(n - 16) * K2 & ALL
        first = (rotate((a + b) & ALL, 43) + rotate(c, 30) + d) & ALL
        return fold(first, (a + rotate((b + K2) & ALL, 18) + c) & ALL, mul)
    if n >= 8:
        a, b = (word(0) + K2) & ALL, word(n - 8)
        c = (rotate(b, 37) * mul + a) & ALL
        return fold(c, (rotate(a, 25) + b) * mul & ALL, mul)
    if n >= 4:
        return fold((n + (word(0, 4) << 3)) & ALL, word(n - 4, 4), mul)
    if n == 0:
        return K2
    y, z = s[0] + (s[n >> 1] << 8), n + (s[n - 1] << 2)
    return mix((y * K2 & ALL) ^ (z * K0 & ALL)) * K2 & ALL


def fingerprint_cat64(a, b):
    """Return the fingerprint of two fingerprints."""
    x = (a ^ M ^ (mix(b * M & ALL) * M & ALL)) * M & ALL
    return mix(mix(x) * M & ALL)
