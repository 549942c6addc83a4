"""Seeds: where randomness comes from, and how two runs get the same of it."""

import hashlib
import random
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import jax
import numpy as np

from deepkit.backend._scope import name_scope
from deepkit.backend._variable import Variable
from deepkit.configurable import Configurable, auto_name
from deepkit.errors import whole

_host = random.Random()


class SeedGenerator(Configurable):
    """A source of random keys whose position is a Variable, so that compiled steps advance it.

    Draw `n` is `fold_in(key(seed), n)`: equal seeds give equal streams.

    Args:
        seed: a whole number >= 0; a fresh one is drawn if None.
        name: the name of the state's Variable.

    Raises:
        ValueError: if the seed is no whole number >= 0.

    Example:
        >>> import deepkit
        >>> generator = deepkit.random.SeedGenerator(7)
        >>> a, b = deepkit.random.normal((2,), seed=generator), deepkit.random.normal((2,), seed=7)
        >>> a.shape, b.shape
        ((2,), (2,))
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        self.seed = draw_seed() if seed is None else whole(at_least=0, seed=seed)
        self.name = name or auto_name("seed_generator")
        with name_scope(self.name, self):
            start = _start(self.seed)
            self.state = Variable(start, trainable=False, name="seed_generator_state")

    def next(self) -> jax.Array:
        """Return a fresh key, and move on."""
        state = self.state.value
        self.state.assign(state + _STEP)
        return jax.random.fold_in(jax.random.key(state[0]), state[1])

    def restart(self) -> None:
        """Go on from a fresh seed, as a generator that is given none begins."""
        self.seed = draw_seed()
        self.state.assign(_start(self.seed))

    def get_config(self) -> dict[str, Any]:
        """Return the seed, drawn or given."""
        return {"seed": self.seed, "name": self.name}


_STEP = np.array([0, 1], "uint32")


def _start(seed: int) -> np.ndarray:
    return np.array([_folded(seed), 0], "uint32")


def _folded(seed: int) -> int:
    """Return a seed in the 32 bits that a key is made of."""
    if seed < 2**32:
        return seed
    digest = hashlib.blake2b(str(seed).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little")


class _Process:
    """The generator of everything that is given no seed."""

    generator: SeedGenerator | None = None
    seed: int | None = None


def global_generator() -> SeedGenerator:
    """Return the process-wide generator."""
    if _Process.generator is None:
        _Process.generator = SeedGenerator(_Process.seed, name="global_seed_generator")
    return _Process.generator


def set_seed(seed: int) -> None:
    """Start the process-wide seeds afresh: the same program then draws the same numbers.

    Args:
        seed: a whole number >= 0.

    Raises:
        ValueError: if it is not.
    """
    _host.seed(whole(at_least=0, seed=seed))
    _Process.seed = draw_seed()
    if _Process.generator is not None:  # the same Variable: programs that carry it stay valid
        _Process.generator.seed = _Process.seed
        _Process.generator.state.assign(_start(_Process.seed))


def forget_seeds() -> None:
    """Let the process-wide seeds be drawn by chance again."""
    _host.seed()
    _Process.generator = _Process.seed = None


@contextmanager
def seeded(seed: int) -> Generator[None]:
    """Draw from a seed of its own within the block, and go on as before after it.

    Args:
        seed: a whole number >= 0.

    Raises:
        ValueError: if it is not.

    Example:
        >>> from deepkit import backend, random
        >>> with backend.seeded(3):
        ...     first = random.normal((2,)).tolist()
        >>> with backend.seeded(3):
        ...     random.normal((2,)).tolist() == first
        True
    """
    host, outer, outer_seed = _host.getstate(), _Process.generator, _Process.seed
    _Process.generator = None
    set_seed(seed)
    try:
        yield
    finally:
        _host.setstate(host)
        _Process.generator, _Process.seed = outer, outer_seed


def set_random_seed(seed: int) -> None:
    """Set the seeds of Python, NumPy and deepkit: two runs are then equal to the last bit.

    Args:
        seed: a whole number from 0 to 4294967295.

    Raises:
        ValueError: if it is not.

    Example:
        >>> from deepkit import random, utils
        >>> utils.set_random_seed(1)
        >>> first = random.normal((2,)).tolist()
        >>> utils.set_random_seed(1)
        >>> random.normal((2,)).tolist() == first
        True
    """
    if whole(at_least=0, seed=seed) >= 2**32:
        raise ValueError(f"`seed` must be below 2**32, as NumPy's is, got {seed}.")
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  the old generator is the one users cannot pass around
    set_seed(seed)


def draw_seed() -> int:
    """Return a fresh seed from the process-wide seeds."""
    return _host.randrange(1, 2**31 - 1)


def random_key(seed: Any = None) -> jax.Array:
    """Return a key: of a number, the next of a generator, or the next of the process.

    Args:
        seed: an int (the same key each time), a `SeedGenerator`, or None.
    """
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if seed is None:
        return global_generator().next()
    return jax.random.key(_folded(whole(at_least=0, seed=seed)))
