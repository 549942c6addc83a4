"""Seeds: where randomness comes from, and how two runs get the same of it."""

import random
from typing import Any

import jax
import numpy as np

from deepkit.backend._variable import Variable
from deepkit.configurable import Configurable
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
        self.name = name or "seed_generator"
        start = np.array([self.seed & 0xFFFFFFFF, 0], "uint32")
        self.state = Variable(start, trainable=False, name="seed_generator_state")

    def next(self) -> jax.Array:
        """Return a fresh key, and move on."""
        seed, count = self.state.value
        self.state.assign(self.state.value + np.array([0, 1], "uint32"))
        return jax.random.fold_in(jax.random.key(seed), count)

    def get_config(self) -> dict[str, Any]:
        """Return the seed, drawn or given."""
        return {"seed": self.seed, "name": self.name}


class _Process:
    """The generator of everything that is given no seed."""

    generator: SeedGenerator | None = None


def global_generator() -> SeedGenerator:
    """Return the process-wide generator."""
    if _Process.generator is None:
        _Process.generator = SeedGenerator()
    return _Process.generator


def set_seed(seed: int) -> None:
    """Start the process-wide seeds afresh: the same program then draws the same numbers.

    Args:
        seed: a whole number >= 0.

    Raises:
        ValueError: if it is not.
    """
    _host.seed(whole(at_least=0, seed=seed))
    _Process.generator = None


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
    return jax.random.key(whole(at_least=0, seed=seed))
