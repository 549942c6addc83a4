"""The base of all initializers."""

from collections.abc import Mapping
from typing import Any, Self

from deepkit.backend import SeedGenerator, draw_seed
from deepkit.configurable import Configurable
from deepkit.errors import whole
from deepkit.typing import Shape, Tensor


class Initializer(Configurable):
    """A rule for the first values of a variable.

    A subclass defines `__call__(shape, dtype=None)`; its constructor's arguments are its config.

    Example:
        >>> from deepkit import initializers, ops
        >>> class Half(initializers.Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return ops.full(shape, 0.5, dtype)
        >>> Half()((2,)).tolist()
        [0.5, 0.5]
    """

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """Return the values.

        Args:
            shape: sizes of the axes.
            dtype: the floatx if None.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(shape, dtype)`.")

    def clone(self) -> Self:
        """Return a new initializer of the same configuration."""
        return type(self).from_config(self.get_config())


class RandomInitializer(Initializer):
    """An initializer that draws: the same each time from a number, anew from None."""

    def __init__(self, seed: int | SeedGenerator | Mapping[str, Any] | None = None) -> None:
        if isinstance(seed, Mapping) and seed.get("class_name") == "SeedGenerator":
            seed = SeedGenerator.from_config(seed["config"])  # as configs of Keras hold one
        if seed is not None and not isinstance(seed, SeedGenerator):
            seed = whole(at_least=0, seed=seed)  # pyright: ignore[reportArgumentType]
        self.seed = seed

    def draw(self) -> int | SeedGenerator:
        """Return the seed of the next draw."""
        return draw_seed() if self.seed is None else self.seed
