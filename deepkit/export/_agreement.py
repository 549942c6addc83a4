"""Whether two computations of one thing agree, up to the rounding of their dtype."""

from collections.abc import Mapping, Sequence

import numpy as np

from deepkit.backend import on_cpu as computes_on_cpu

_HALF = 2e-2
_SINGLE = 1e-4
_ELSEWHERE = 2e-2
"""Accelerators multiply with fewer bits than the CPU unless told otherwise."""
_ANY = float(np.finfo(np.float64).max)


def difference(found: np.ndarray, expected: np.ndarray) -> float:
    """Return the largest difference of two arrays, by the largest size of what is expected or 1.

    Args:
        found: what was computed.
        expected: what should have been.

    Example:
        >>> import numpy as np
        >>> from deepkit.export import difference
        >>> difference(np.array([4.0, 1.0]), np.array([4.0, 2.0]))
        0.25
    """
    if found.shape != expected.shape:
        return np.inf
    if not expected.size:
        return 0.0
    found, expected = found.astype(np.float64), expected.astype(np.float64)
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    with np.errstate(invalid="ignore"):
        gaps = np.where(same, 0.0, np.abs(found - expected))
    finite = np.abs(expected[np.isfinite(expected)])
    # NaN where a number should be, or the other way round, is as far away as can be.
    return float(np.nan_to_num(gaps, nan=np.inf).max() / max(1.0, finite.max(initial=0.0)))


def tolerance(dtype: np.dtype, *, on_cpu: bool = True) -> float:
    """Return the difference that rounding alone may make.

    Args:
        dtype: of the results.
        on_cpu: whether both were computed there.
    """
    if dtype.name in ("float16", "bfloat16"):
        return _HALF
    if dtype.kind != "f":
        return 0.0
    return _SINGLE if on_cpu else _ELSEWHERE


def rounding(*, in_half: bool) -> float:
    """Return the difference that rounding alone may make to what is computed here.

    Args:
        in_half: whether anything is computed in half precision.

    Example:
        >>> from deepkit.export import rounding
        >>> rounding(in_half=True)
        0.02
    """
    dtype = np.dtype("float16" if in_half else "float32")
    return tolerance(dtype, on_cpu=computes_on_cpu())


def exact(allowed: float) -> bool:
    """Tell whether rounding is so small that it decides no ties.

    Args:
        allowed: the difference that it may make.
    """
    return allowed <= _SINGLE


def disagreement(
    names: Sequence[str],
    found: Sequence[np.ndarray],
    expected: Mapping[str, np.ndarray],
    *,
    on_cpu: bool = True,
    allowed: float = 0.0,
    whole: bool = True,
) -> str | None:
    """Return what differs, in words; None if nothing does.

    Args:
        names: of the outputs.
        found: what was computed, in their order.
        expected: what should have been, by their names.
        on_cpu: whether both were computed there.
        allowed: the difference of numbers that is allowed in any case.
        whole: whether whole numbers must be equal: where rounding may decide a tie, only their
            shapes must be.
    """
    for name, array in zip(names, found, strict=True):
        if name not in expected:
            return f"nobody knows what output {name!r} should be"
        apart = difference(array, expected[name])
        own = tolerance(expected[name].dtype, on_cpu=on_cpu)
        if apart > (max(own, allowed) if own else (0.0 if whole else _ANY)):
            return f"output {name!r} is off by {apart:.3g}"
    return None
