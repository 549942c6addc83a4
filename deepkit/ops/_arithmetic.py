"""Arithmetic between tensors: the operators and their kin."""

import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together, together_floating
from deepkit.typing import Tensor


@op(operator="add")
def add(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 + x2`.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.add(*together(x1, x2))


@op(operator="sub")
def subtract(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 - x2`.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.subtract(*together(x1, x2))


@op(operator="mul")
def multiply(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 * x2`, element by element.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.multiply(*together(x1, x2))


@op(operator="truediv")
def divide(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 / x2`; the quotient of whole numbers is a float.

    Args:
        x1: numerators.
        x2: denominators; the shapes are broadcast against each other.
    """
    return jnp.divide(*together_floating(x1, x2))


true_divide = divide


@op
def divide_no_nan(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 / x2`, and zero where `x2` is zero.

    The gradient is zero there too.

    Args:
        x1: numerators.
        x2: denominators; the shapes are broadcast against each other.

    Example:
        >>> from deepkit import ops
        >>> ops.divide_no_nan([1.0, 3.0], [0.0, 2.0]).tolist()
        [0.0, 1.5]
    """
    x1, x2 = (jnp.asarray(x) for x in together_floating(x1, x2))
    zero = x2 == 0
    # The inner `where` keeps the gradient finite: a masked infinity times zero is not zero.
    return jnp.where(zero, jnp.zeros_like(x1), x1 / jnp.where(zero, jnp.ones_like(x2), x2))


@op(operator="floordiv")
def floor_divide(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the largest whole number below or at `x1 / x2`.

    Args:
        x1: numerators.
        x2: denominators; the shapes are broadcast against each other.
    """
    return jnp.floor_divide(*together(x1, x2))


@op(operator="mod")
def mod(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the remainder of `x1 / x2`, with the sign of `x2`.

    Args:
        x1: numerators.
        x2: denominators; the shapes are broadcast against each other.

    Example:
        >>> from deepkit import ops
        >>> ops.mod([-5, 5], [3, -3]).tolist()
        [1, -1]
    """
    return jnp.mod(*_numbers(x1, x2))


@op
def fmod(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the remainder of `x1 / x2`, with the sign of `x1`.

    Args:
        x1: numerators.
        x2: denominators; the shapes are broadcast against each other.
    """
    return jnp.fmod(*_numbers(x1, x2))


@op(operator="pow")
def power(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1` to the power of `x2`.

    Args:
        x1: bases.
        x2: exponents; the shapes are broadcast against each other.
    """
    # A Python int stays one: JAX then multiplies, and the gradient holds at zero too.
    if type(x2) is int and x2 >= 0:
        return jnp.power(tensor(x1), x2)
    return jnp.power(*together(x1, x2))


@op(operator="neg")
def negative(x: Tensor) -> Tensor:
    """Return `-x`.

    Args:
        x: numbers.
    """
    return jnp.negative(tensor(x))


@op(operator="pos")
def copy(x: Tensor) -> Tensor:
    """Return a copy of `x`.

    Args:
        x: numbers.
    """
    return jnp.copy(tensor(x))


@op(operator="abs")
def absolute(x: Tensor) -> Tensor:
    """Return the size of each number without its sign.

    Args:
        x: real or complex numbers.
    """
    return jnp.abs(tensor(x))


abs = absolute


@op
def fabs(x: Tensor) -> Tensor:
    """Return the absolute values as floats.

    Args:
        x: real numbers.
    """
    return jnp.abs(floating(x))


@op
def sign(x: Tensor) -> Tensor:
    """Return -1, 0 or 1 for numbers below, at and above zero.

    Args:
        x: numbers.
    """
    return jnp.sign(tensor(x))


@op
def square(x: Tensor) -> Tensor:
    """Return `x * x`.

    Args:
        x: numbers; booleans count as 0 and 1.
    """
    x = tensor(x)
    return jnp.square(x.astype("int32") if x.dtype == bool else x)


@op
def reciprocal(x: Tensor) -> Tensor:
    """Return `1 / x`.

    Args:
        x: numbers.
    """
    return jnp.reciprocal(floating(x))


@op
def maximum(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the larger of each two numbers; NaN if one is NaN.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.maximum(*together(x1, x2))


@op
def minimum(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the smaller of each two numbers; NaN if one is NaN.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.minimum(*together(x1, x2))


@op
def fmax(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the larger of each two numbers; the other one if one is NaN.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.fmax(*together(x1, x2))


@op
def fmin(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the smaller of each two numbers; the other one if one is NaN.

    Args:
        x1: numbers.
        x2: numbers; the shapes are broadcast against each other.
    """
    return jnp.fmin(*together(x1, x2))


@op
def clip(x: Tensor, x_min: Tensor, x_max: Tensor) -> Tensor:
    """Return `x` with what lies outside the bounds moved to them.

    Args:
        x: numbers.
        x_min: the lower bound, or None.
        x_max: the upper bound, or None.

    Example:
        >>> from deepkit import ops
        >>> ops.clip([-3.0, 0.5, 3.0], -1.0, 1.0).tolist()
        [-1.0, 0.5, 1.0]
    """
    x = tensor(x)
    x = x.astype("int32") if x.dtype == bool else x
    if x_min is not None:
        x = jnp.maximum(*together(x, x_min))
    return x if x_max is None else jnp.minimum(*together(x, x_max))


@op
def gcd(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the greatest common divisors.

    Args:
        x1: whole numbers.
        x2: whole numbers; the shapes are broadcast against each other.
    """
    return jnp.gcd(*together(x1, x2))


@op
def lcm(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the least common multiples.

    Args:
        x1: whole numbers.
        x2: whole numbers; the shapes are broadcast against each other.
    """
    return jnp.lcm(*together(x1, x2))


@op
def hypot(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `sqrt(x1**2 + x2**2)`, without overflow on the way.

    Args:
        x1: real numbers.
        x2: real numbers; the shapes are broadcast against each other.
    """
    return jnp.hypot(*together_floating(x1, x2))


@op
def ldexp(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `x1 * 2**x2`.

    Args:
        x1: real numbers.
        x2: whole numbers; the shapes are broadcast against each other.
    """
    return jnp.ldexp(floating(x1), tensor(x2))


@op
def heaviside(x1: Tensor, x2: Tensor) -> Tensor:
    """Return 0 where `x1` is negative, 1 where it is positive, and `x2` where it is zero.

    Args:
        x1: real numbers.
        x2: values at zero; the shapes are broadcast against each other.

    Example:
        >>> from deepkit import ops
        >>> ops.heaviside([-1.0, 0.0, 2.0], 0.5).tolist()
        [0.0, 0.5, 1.0]
    """
    return jnp.heaviside(*together_floating(x1, x2))


@op
def nextafter(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the next number after `x1` on the way to `x2` that the dtype can hold.

    Args:
        x1: real numbers.
        x2: real numbers; the shapes are broadcast against each other.
    """
    return jnp.nextafter(*together_floating(x1, x2))


def _numbers(x1: Tensor, x2: Tensor) -> list[Tensor]:
    """Return the operands in one dtype; booleans as whole numbers."""
    x1, x2 = (jnp.asarray(x) for x in together(x1, x2))
    return [x.astype("int32") if x.dtype == bool else x for x in (x1, x2)]
