"""Circular and hyperbolic functions, and their inverses."""

import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, together_floating
from deepkit.typing import Tensor


@op
def sin(x: Tensor) -> Tensor:
    """Return the sine.

    Args:
        x: angles in radians.
    """
    return jnp.sin(floating(x))


@op
def cos(x: Tensor) -> Tensor:
    """Return the cosine.

    Args:
        x: angles in radians.
    """
    return jnp.cos(floating(x))


@op
def tan(x: Tensor) -> Tensor:
    """Return the tangent.

    Args:
        x: angles in radians.
    """
    return jnp.tan(floating(x))


@op
def arcsin(x: Tensor) -> Tensor:
    """Return the angle between -pi/2 and pi/2 whose sine is `x`.

    Args:
        x: numbers between -1 and 1.
    """
    return jnp.arcsin(floating(x))


@op
def arccos(x: Tensor) -> Tensor:
    """Return the angle between 0 and pi whose cosine is `x`.

    Args:
        x: numbers between -1 and 1.
    """
    return jnp.arccos(floating(x))


@op
def arctan(x: Tensor) -> Tensor:
    """Return the angle between -pi/2 and pi/2 whose tangent is `x`.

    Args:
        x: numbers.
    """
    return jnp.arctan(floating(x))


@op
def sinh(x: Tensor) -> Tensor:
    """Return the hyperbolic sine, `(exp(x) - exp(-x)) / 2`.

    Args:
        x: numbers.
    """
    return jnp.sinh(floating(x))


@op
def cosh(x: Tensor) -> Tensor:
    """Return the hyperbolic cosine, `(exp(x) + exp(-x)) / 2`.

    Args:
        x: numbers.
    """
    return jnp.cosh(floating(x))


@op
def tanh(x: Tensor) -> Tensor:
    """Return the hyperbolic tangent, `sinh(x) / cosh(x)`.

    Args:
        x: numbers.
    """
    return jnp.tanh(floating(x))


@op
def arcsinh(x: Tensor) -> Tensor:
    """Return the number whose hyperbolic sine is `x`.

    Args:
        x: numbers.
    """
    return jnp.arcsinh(floating(x))


@op
def arccosh(x: Tensor) -> Tensor:
    """Return the number of at least zero whose hyperbolic cosine is `x`.

    Args:
        x: numbers of at least 1.
    """
    return jnp.arccosh(floating(x))


@op
def arctanh(x: Tensor) -> Tensor:
    """Return the number whose hyperbolic tangent is `x`.

    Args:
        x: numbers between -1 and 1.
    """
    return jnp.arctanh(floating(x))


@op
def deg2rad(x: Tensor) -> Tensor:
    """Return angles in radians.

    Args:
        x: angles in degrees.
    """
    return jnp.deg2rad(floating(x))


@op
def rad2deg(x: Tensor) -> Tensor:
    """Return angles in degrees.

    Args:
        x: angles in radians.
    """
    return jnp.rad2deg(floating(x))


@op
def arctan2(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the angle between -pi and pi of the point `(x2, x1)` to the positive x axis.

    Args:
        x1: heights of the points.
        x2: their places along the x axis; the shapes are broadcast against each other.
    """
    return jnp.arctan2(*together_floating(x1, x2))
