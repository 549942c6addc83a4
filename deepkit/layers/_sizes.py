"""One number an axis, from one for all or one for each."""

from collections.abc import Sequence
from typing import Any

from deepkit.errors import whole


def sizes(rank: int, **named: int | Sequence[int]) -> tuple[int, ...]:
    """Return one number for each spatial axis.

    Args:
        rank: the number of axes.
        **named: exactly one argument, under the name the user knows it by: a number or as many as
            there are axes.

    Raises:
        ValueError: if there are more or fewer, or one is not a whole number of at least 1.
    """
    [(name, value)] = named.items()
    each: Sequence[Any] = (value,) * rank if isinstance(value, int) else tuple(value)
    if len(each) != rank:
        raise ValueError(f"`{name}` must be a whole number, or {rank} of them, got {value!r}.")
    return tuple(whole(at_least=1, **{name: number}) for number in each)
