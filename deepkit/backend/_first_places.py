"""Find equal numbers in a list without sorting it."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

# Multiplicative hashing: the first multiplier is 2^32 over the golden ratio, each next one is
# unrelated to it (an odd number for an odd one), so that what fell together falls apart.
# Source: Knuth, The Art of Computer Programming 3 (1998), section 6.4.
_FIRST, _FACTOR, _SUMMAND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(2)

# Slots for each number: fewer fall together, more have to be cleared.
_SLOTS = 2


def first_places(ids: jax.Array, none: int) -> tuple[jax.Array, jax.Array]:
    """Return for each number the first place that has it, and the numbers at their first places.

    Each number falls into one of some slots. Whoever comes first in a slot is found by all that are
    equal to it; the others fall anew. Three rounds or so are enough, and each takes a fraction of
    the time of sorting. The result does not hang on the order in which a device works.

    Args:
        ids: whole numbers in one axis, of dtype int32.
        none: what stands at places that are no number's first.
    """
    count = len(ids)
    bits = max(1, (_SLOTS * count - 1).bit_length())
    own, keys = jnp.arange(count, dtype="int32"), ids.astype("uint32")

    def fall(carry: tuple[jax.Array, ...]) -> tuple[jax.Array, ...]:
        multiplier, places, firsts, _ = carry
        slot = (keys * multiplier >> np.uint32(32 - bits)).astype("int32")
        is_open = places == count
        tried = jnp.where(is_open, own, count)
        slots = jnp.full(2**bits, count, "int32").at[slot].min(tried, mode="promise_in_bounds")
        found = slots.at[slot].get(mode="promise_in_bounds")
        is_equal = ids.at[found].get(mode="clip") == ids
        places = jnp.where(is_open & is_equal, found, places)
        # Made here, and not of the places later, it is an array and not a formula in its users.
        firsts = jnp.where(places == own, ids, firsts)
        return multiplier * _FACTOR + _SUMMAND, places, firsts, (places == count).any()

    open_places, no_firsts = jnp.full(count, count, "int32"), jnp.full(count, none, "int32")
    start = jnp.asarray(_FIRST), open_places, no_firsts, jnp.asarray(count > 0)
    _, places, firsts, _ = lax.while_loop(lambda carry: carry[3], fall, start)
    return places, firsts
