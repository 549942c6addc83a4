"""Functions of each element: exponentials, logarithms, roots, rounding, error functions."""

import jax.numpy as jnp
from jax import lax
from jax.scipy import special

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together_floating
from deepkit.typing import Tensor


@op
def exp(x: Tensor) -> Tensor:
    """Return `e**x`.

    Args:
        x: numbers.
    """
    return jnp.exp(floating(x))


@op
def exp2(x: Tensor) -> Tensor:
    """Return `2**x`.

    Args:
        x: numbers.
    """
    return jnp.exp2(floating(x))


@op
def expm1(x: Tensor) -> Tensor:
    """Return `e**x - 1`, precise near zero.

    Args:
        x: numbers.
    """
    return jnp.expm1(floating(x))


@op
def log(x: Tensor) -> Tensor:
    """Return the natural logarithm.

    Args:
        x: numbers; real ones above zero.
    """
    return jnp.log(floating(x))


@op
def log1p(x: Tensor) -> Tensor:
    """Return `log(1 + x)`, precise near zero.

    Args:
        x: numbers; real ones above -1.
    """
    return jnp.log1p(floating(x))


@op
def log2(x: Tensor) -> Tensor:
    """Return the logarithm to the base 2.

    Args:
        x: numbers; real ones above zero.
    """
    return jnp.log2(floating(x))


@op
def log10(x: Tensor) -> Tensor:
    """Return the logarithm to the base 10.

    Args:
        x: numbers; real ones above zero.
    """
    return jnp.log10(floating(x))


@op
def logaddexp(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `log(exp(x1) + exp(x2))`, without overflow on the way.

    Args:
        x1: logarithms.
        x2: logarithms; the shapes are broadcast against each other.

    Example:
        >>> from deepkit import ops
        >>> float(ops.logaddexp(1000.0, 1000.0))
        1000.693
    """
    return jnp.logaddexp(*together_floating(x1, x2))


@op
def logaddexp2(x1: Tensor, x2: Tensor) -> Tensor:
    """Return `log2(2**x1 + 2**x2)`, without overflow on the way.

    Args:
        x1: logarithms to the base 2.
        x2: logarithms to the base 2; the shapes are broadcast against each other.
    """
    return jnp.logaddexp2(*together_floating(x1, x2))


@op
def sqrt(x: Tensor) -> Tensor:
    """Return the square root.

    Args:
        x: numbers; real ones of at least zero.
    """
    return jnp.sqrt(floating(x))


@op
def rsqrt(x: Tensor) -> Tensor:
    """Return `1 / sqrt(x)`.

    Args:
        x: numbers; real ones above zero.
    """
    return lax.rsqrt(floating(x))


@op
def cbrt(x: Tensor) -> Tensor:
    """Return the cube root.

    Args:
        x: real numbers.
    """
    return jnp.cbrt(floating(x))


@op
def floor(x: Tensor) -> Tensor:
    """Return the largest whole number at or below each number, as a float.

    Args:
        x: real numbers.
    """
    return jnp.floor(floating(x))


@op
def ceil(x: Tensor) -> Tensor:
    """Return the smallest whole number at or above each number, as a float.

    Args:
        x: real numbers.
    """
    return jnp.ceil(floating(x))


@op
def trunc(x: Tensor) -> Tensor:
    """Return the numbers without what follows the decimal point.

    Args:
        x: real numbers.
    """
    x = tensor(x)
    return jnp.trunc(x) if jnp.issubdtype(x.dtype, jnp.inexact) else x


@op
def round(x: Tensor, decimals: int = 0) -> Tensor:
    """Return the numbers rounded; halves go to the even neighbor.

    Args:
        x: numbers.
        decimals: digits kept after the point; negative ones round tens, hundreds...

    Example:
        >>> from deepkit import ops
        >>> ops.round([0.5, 1.5, 2.5]).tolist()
        [0.0, 2.0, 2.0]
    """
    x = tensor(x)
    return jnp.round(x.astype("int32") if x.dtype == bool else x, decimals)


@op
def erf(x: Tensor) -> Tensor:
    """Return the error function, `2 / sqrt(pi)` times the integral of `exp(-t**2)` up to `x`.

    Args:
        x: real numbers.
    """
    return lax.erf(floating(x))


@op
def erfc(x: Tensor) -> Tensor:
    """Return `1 - erf(x)`, precise where it is tiny.

    Args:
        x: real numbers.
    """
    return lax.erfc(floating(x))


@op
def erfinv(x: Tensor) -> Tensor:
    """Return the number whose error function is `x`.

    Args:
        x: numbers between -1 and 1.
    """
    return lax.erf_inv(floating(x))


@op
def i0(x: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind and order 0.

    Args:
        x: real numbers.
    """
    return special.i0(floating(x))


@op
def sinc(x: Tensor) -> Tensor:
    """Return `sin(pi * x) / (pi * x)`, and 1 at zero.

    Args:
        x: numbers.
    """
    return jnp.sinc(floating(x))


@op
def nan_to_num(
    x: Tensor, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """Return `x` with finite numbers in place of NaN and the infinities.

    Args:
        x: numbers.
        nan: what replaces NaN.
        posinf: what replaces infinity; the largest number of the dtype if None.
        neginf: what replaces minus infinity; the smallest number of the dtype if None.

    Example:
        >>> from deepkit import ops
        >>> ops.nan_to_num([float("nan"), 1.0]).tolist()
        [0.0, 1.0]
    """
    return jnp.nan_to_num(tensor(x), nan=nan, posinf=posinf, neginf=neginf)


@op
def real(x: Tensor) -> Tensor:
    """Return the real parts.

    Args:
        x: numbers.
    """
    return jnp.real(tensor(x))


@op
def imag(x: Tensor) -> Tensor:
    """Return the imaginary parts; zeros for real numbers.

    Args:
        x: numbers.
    """
    return jnp.imag(tensor(x))


@op
def conjugate(x: Tensor) -> Tensor:
    """Return the numbers with the sign of their imaginary parts turned.

    Args:
        x: numbers.
    """
    return jnp.conjugate(tensor(x))


conj = conjugate


@op
def angle(x: Tensor) -> Tensor:
    """Return the angle to the positive real axis in radians: 0 or pi for real numbers.

    Args:
        x: numbers.
    """
    return jnp.angle(floating(x))


@op
def polar(abs_: Tensor, angle: Tensor) -> Tensor:
    """Return the complex numbers of these lengths and angles.

    Args:
        abs_: lengths.
        angle: angles to the positive real axis in radians.
    """
    length, phase = together_floating(abs_, angle)
    return lax.complex(length * jnp.cos(phase), length * jnp.sin(phase))


@op
def view_as_complex(x: Tensor) -> Tensor:
    """Return complex numbers from real and imaginary parts beside each other.

    Args:
        x: real numbers, two along the last axis.
    """
    x = floating(x)
    return lax.complex(x[..., 0], x[..., 1])


@op
def view_as_real(x: Tensor) -> Tensor:
    """Return the real and the imaginary parts along a new last axis.

    Args:
        x: complex numbers.
    """
    x = tensor(x)
    return jnp.stack([jnp.real(x), jnp.imag(x)], axis=-1)
