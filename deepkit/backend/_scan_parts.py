"""What a scan in a traced program takes, whichever JAX traced it."""

from typing import Any


def scan_parts(equation: Any) -> tuple[int, int]:
    """Return how many inputs of a scan are the same for all steps, and how many are carried along.

    The others, behind them, are stacked: each step takes its own part.

    Args:
        equation: a scan of a traced program.

    Example:
        >>> import jax
        >>> from deepkit import backend
        >>> program = jax.make_jaxpr(lambda x: jax.lax.scan(lambda c, y: (c + y, c), 0.0, x))(
        ...     jax.numpy.ones(3)
        ... )
        >>> backend.scan_parts(program.eqns[-1])
        (0, 1)
    """
    params = equation.params
    if "num_consts" in params:  # JAX 0.10
        return params["num_consts"], params["num_carry"]
    fixed, carried, _ = params["ft_in"].unpack()
    return len(fixed), len(carried)
