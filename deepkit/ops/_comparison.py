"""Questions about elements, answered with True and False; bits of whole numbers."""

import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together, together_floating
from deepkit.typing import Tensor


@op(operator="eq")
def equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 == x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.equal(*together(x1, x2))


@op(operator="ne")
def not_equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 != x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.not_equal(*together(x1, x2))


@op(operator="lt")
def less(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 < x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.less(*together(x1, x2))


@op(operator="le")
def less_equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 <= x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.less_equal(*together(x1, x2))


@op(operator="gt")
def greater(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 > x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.greater(*together(x1, x2))


@op(operator="ge")
def greater_equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 >= x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.greater_equal(*together(x1, x2))


@op
def logical_and(x1: Tensor, x2: Tensor) -> Tensor:
    """Return whether both are true.

    Args:
        x1: truth values; numbers count as true unless zero.
        x2: the same; the shapes are broadcast against each other.
    """
    return jnp.logical_and(_truth(x1), _truth(x2))


@op
def logical_or(x1: Tensor, x2: Tensor) -> Tensor:
    """Return whether at least one is true.

    Args:
        x1: truth values; numbers count as true unless zero.
        x2: the same; the shapes are broadcast against each other.
    """
    return jnp.logical_or(_truth(x1), _truth(x2))


@op
def logical_xor(x1: Tensor, x2: Tensor) -> Tensor:
    """Return whether exactly one is true.

    Args:
        x1: truth values; numbers count as true unless zero.
        x2: the same; the shapes are broadcast against each other.
    """
    return jnp.logical_xor(_truth(x1), _truth(x2))


@op
def logical_not(x: Tensor) -> Tensor:
    """Return whether it is false.

    Args:
        x: truth values; numbers count as true unless zero.
    """
    return jnp.logical_not(_truth(x))


@op
def isnan(x: Tensor) -> Tensor:
    """Return whether it is not a number.

    Args:
        x: numbers.
    """
    return jnp.isnan(tensor(x))


@op
def isinf(x: Tensor) -> Tensor:
    """Return whether it is infinite.

    Args:
        x: numbers.
    """
    return jnp.isinf(tensor(x))


@op
def isfinite(x: Tensor) -> Tensor:
    """Return whether it is neither infinite nor NaN.

    Args:
        x: numbers.
    """
    return jnp.isfinite(tensor(x))


@op
def isposinf(x: Tensor) -> Tensor:
    """Return whether it is infinity.

    Args:
        x: numbers.
    """
    return jnp.isposinf(tensor(x))


@op
def isneginf(x: Tensor) -> Tensor:
    """Return whether it is minus infinity.

    Args:
        x: numbers.
    """
    return jnp.isneginf(tensor(x))


@op
def signbit(x: Tensor) -> Tensor:
    """Return whether the sign is minus, that of -0.0 too.

    Args:
        x: numbers.
    """
    return jnp.signbit(floating(x))


@op
def isreal(x: Tensor) -> Tensor:
    """Return whether the imaginary part is zero.

    Args:
        x: numbers.
    """
    return jnp.isreal(tensor(x))


@op
def isclose(
    x1: Tensor, x2: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Tensor:
    """Return whether `|x1 - x2| <= atol + rtol * |x2|`.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
        rtol: the difference allowed as a part of `x2`.
        atol: the difference allowed at zero.
        equal_nan: whether NaN is close to NaN.

    Example:
        >>> from deepkit import ops
        >>> ops.isclose([1.0, 1.0], [1.000001, 1.1]).tolist()
        [True, False]
    """
    x1, x2 = together_floating(x1, x2)
    return jnp.isclose(x1, x2, rtol, atol, equal_nan=equal_nan)


@op
def allclose(
    x1: Tensor, x2: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Tensor:
    """Return whether `|x1 - x2| <= atol + rtol * |x2|` everywhere.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
        rtol: the difference allowed as a part of `x2`.
        atol: the difference allowed at zero.
        equal_nan: whether NaN is close to NaN.
    """
    x1, x2 = together_floating(x1, x2)
    return jnp.allclose(x1, x2, rtol, atol, equal_nan=equal_nan)


@op
def isin(x1: Tensor, x2: Tensor, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Return whether each number of `x1` is among those of `x2`.

    Args:
        x1: numbers.
        x2: numbers, of any shape.
        assume_unique: whether no number comes twice in either, which is faster.
        invert: whether to tell those that are not.

    Example:
        >>> from deepkit import ops
        >>> ops.isin([1, 2, 3], [2, 5]).tolist()
        [False, True, False]
    """
    x1, x2 = (jnp.asarray(x) for x in together(x1, x2))
    return jnp.isin(x1, x2, assume_unique=assume_unique, invert=invert)


@op(operator="and")
def bitwise_and(x: Tensor, y: Tensor) -> Tensor:
    """Return the bits set in both.

    Args:
        x: whole numbers or booleans.
        y: the same; the shapes are broadcast against each other.
    """
    return jnp.bitwise_and(*together(x, y))


@op(operator="or")
def bitwise_or(x: Tensor, y: Tensor) -> Tensor:
    """Return the bits set in one or both.

    Args:
        x: whole numbers or booleans.
        y: the same; the shapes are broadcast against each other.
    """
    return jnp.bitwise_or(*together(x, y))


@op(operator="xor")
def bitwise_xor(x: Tensor, y: Tensor) -> Tensor:
    """Return the bits set in exactly one.

    Args:
        x: whole numbers or booleans.
        y: the same; the shapes are broadcast against each other.
    """
    return jnp.bitwise_xor(*together(x, y))


@op(operator="invert")
def bitwise_not(x: Tensor) -> Tensor:
    """Return the bits that are not set.

    Args:
        x: whole numbers or booleans.
    """
    return jnp.invert(tensor(x))


bitwise_invert = bitwise_not


@op
def bitwise_left_shift(x: Tensor, y: Tensor) -> Tensor:
    """Return `x * 2**y`, with bits that leave the dtype lost.

    Args:
        x: whole numbers.
        y: how many places, from 0 to the width of the dtype; broadcast against `x`.
    """
    return jnp.left_shift(*together(x, y))


@op
def bitwise_right_shift(x: Tensor, y: Tensor) -> Tensor:
    """Return `x` divided by `2**y`, rounded down.

    Args:
        x: whole numbers.
        y: how many places, from 0 to the width of the dtype; broadcast against `x`.
    """
    return jnp.right_shift(*together(x, y))


left_shift = bitwise_left_shift
right_shift = bitwise_right_shift


def _truth(x: Tensor) -> Tensor:
    x = tensor(x)
    return x if x.dtype == bool else x != 0
