"""How much work a program is, told by its operations and not by the clock."""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, NamedTuple


class Work(NamedTuple):
    """What running a program once takes.

    Attributes:
        products: multiplications in matrix products and convolutions, those in loops once for each
            turn; a loop whose turns nobody knows counts as one turn.
        convolutions: how many convolutions and windows there are.
        loops: how many loops with matrix products or convolutions in them there are.
        operations: how many operations there are.
    """

    products: float
    convolutions: int
    loops: int
    operations: int


def work_of(program: Callable[..., Any], *args: Any) -> Work:
    """Return how much work a compiled function is for arguments.

    It is traced if it was not yet for arguments like these, and is not run.

    Args:
        program: what `jit` returned.
        *args: its arguments.

    Example:
        >>> import numpy as np
        >>> from deepkit import backend, ops
        >>> product = backend.jit(lambda a, b: ops.matmul(a, b))
        >>> backend.work_of(product, np.ones((2, 3), "f"), np.ones((3, 4), "f")).products
        24.0
    """
    traced: Any = program
    counts = [*_counts(traced.trace(*args).jaxpr, 1.0), (0.0, 0, 0, 0)]
    products, convolutions, loops, operations = map(sum, zip(*counts, strict=True))
    return Work(products, int(convolutions), int(loops), int(operations))


def _counts(jaxpr: Any, turns: float) -> Iterator[tuple[float, int, int, int]]:
    """Yield the work of each operation: products, convolutions, loops, operations."""
    for equation in getattr(jaxpr, "jaxpr", jaxpr).eqns:
        name = equation.primitive.name
        inner = [part for value in equation.params.values() for part in programs_in(value)]
        inside = turns * equation.params.get("length", 1) if name == "scan" else turns
        windows = name.startswith(("conv_general", "reduce_window", "select_and"))
        counts = [each for program in inner for each in _counts(program, inside)]
        is_loop = name in ("scan", "while") and any(each[0] or each[1] for each in counts)
        yield turns * _products(name, equation), int(windows), int(is_loop), 1
        yield from counts


def _products(name: str, equation: Any) -> float:
    if name == "dot_general":
        contracted = equation.params["dimension_numbers"][0][0]
        left = equation.invars[0].aval.shape
        return float(prod(equation.outvars[0].aval.shape) * prod(left[axis] for axis in contracted))
    if name == "conv_general_dilated":
        kernel = equation.invars[1].aval.shape
        outputs = equation.params["dimension_numbers"].rhs_spec[0]
        taps = prod(kernel) / kernel[outputs]
        return float(prod(equation.outvars[0].aval.shape) * taps)
    return 0.0


def programs_in(value: Any) -> Iterator[Any]:
    """Yield the programs in a parameter of an operation.

    Args:
        value: of the parameter.
    """
    if hasattr(value, "eqns") or hasattr(getattr(value, "jaxpr", None), "eqns"):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from programs_in(part)
