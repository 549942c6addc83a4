"""The weights that deep models of TensorFlow 2.15 start from, for a seed."""

from collections.abc import Sequence

import numpy as np

Seeds = tuple[int, int]  # of the graph, and the place of the operation in it

_INPUT = "dnn/input_from_feature_columns/input_layer/"
_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_STEPS = np.uint32(0x9E3779B9), np.uint32(0xBB67AE85)
_HALF = np.uint64(32)
# A group of four normal numbers has so many counters of its own, and all but never uses these.
_COUNTERS, _USED = 256, 16


def first_weights(
    seed: int, embedding: tuple[str, int, int], sizes: Sequence[int]
) -> dict[str, np.ndarray]:
    """Return the kernels and the embedding of a deep model, by TensorFlow's names.

    Args:
        seed: of `RunConfig(tf_random_seed=...)`.
        embedding: the name, the number of categories and the dimension of the only embedding.
        sizes: how many numbers go into each layer, and how many logits come out.
    """
    name, categories, dimension = embedding
    table = truncated_normal((seed, 0), (categories, dimension)) / np.sqrt(np.float32(dimension))
    layers = [*(f"hiddenlayer_{i}" for i in range(len(sizes) - 2)), "logits"]
    kernels = {}
    for place, layer in enumerate(layers):
        shape = tuple(sizes[place : place + 2])
        limit = np.sqrt(np.float32(6 / sum(shape)))
        kernels[f"dnn/{layer}/kernel"] = (2 * uniform((seed, place + 1), shape) - 1) * limit
    return {f"{_INPUT}{name}/embedding_weights": table, **kernels}


def uniform(seeds: Seeds, shape: tuple[int, ...]) -> np.ndarray:
    """Return numbers from [0, 1).

    Args:
        seeds: of the graph and of the operation.
        shape: of the result.
    """
    size = int(np.prod(shape))
    words = philox(seeds, np.arange(-(-size // 4), dtype=np.uint64))
    return _fraction(words).ravel()[:size].reshape(shape)


def truncated_normal(seeds: Seeds, shape: tuple[int, ...]) -> np.ndarray:
    """Return normal numbers from (-2, 2): those outside are left out.

    Args:
        seeds: of the graph and of the operation.
        shape: of the result.
    """
    size = int(np.prod(shape))
    groups = np.arange(-(-size // 4), dtype=np.uint64)[:, None]
    words = philox(seeds, groups * np.uint64(_COUNTERS) + np.arange(_USED, dtype=np.uint64))
    pairs = _fraction(words).reshape(len(groups), -1, 2)
    length = np.sqrt(-2 * np.log(np.maximum(pairs[..., 0], np.float32(1e-7))))
    angle = np.float32(2 * np.pi) * pairs[..., 1]
    numbers = np.stack([np.sin(angle) * length, np.cos(angle) * length], -1)
    numbers = numbers.reshape(len(groups), -1)
    # A stable sort brings those inside to the front, in their order.
    order = np.argsort(np.abs(numbers) >= 2, axis=1, kind="stable")[:, :4]
    return np.take_along_axis(numbers, order, axis=1).ravel()[:size].reshape(shape)


def philox(seeds: Seeds, counters: np.ndarray) -> np.ndarray:
    """Return four random words for each counter, of shape (*counters.shape, 4).

    Args:
        seeds: the key, and the upper half of the counters.
        counters: the lower half.

    Source:
        Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, Philox4x32-10.
    """
    counters = np.asarray(counters, np.uint64)
    high = np.full(counters.shape, seeds[1], np.uint64)
    a, b, c, d = *_halves(counters), *_halves(high)
    keys = list(_halves(np.array([seeds[0]], np.uint64)))
    for _ in range(10):
        left, right = (_halves(m * x) for m, x in zip(_MULTIPLIERS, (a, c), strict=True))
        a, b, c, d = right[1] ^ b ^ keys[0], right[0], left[1] ^ d ^ keys[1], left[0]
        keys = [key + step for key, step in zip(keys, _STEPS, strict=True)]
    return np.stack([a, b, c, d], axis=-1)


def _halves(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and the upper 32 bits."""
    return words.astype(np.uint32), (words >> _HALF).astype(np.uint32)


def _fraction(words: np.ndarray) -> np.ndarray:
    """Return floats of which 23 bits are random."""
    bits = (words & np.uint32(0x7FFFFF)) | np.uint32(127 << 23)
    return bits.view(np.float32) - np.float32(1)
