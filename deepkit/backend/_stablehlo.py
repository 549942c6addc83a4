"""Programs that outlive the process: StableHLO out and in."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
from jax import export

from deepkit.backend._symbolic import SymbolicTensor


def to_stablehlo(
    fn: Callable[..., Any], *specs: Any, platforms: Sequence[str] | None = None
) -> bytes:
    """Return the serialized program of a function.

    Args:
        fn: a pure function of arrays.
        *specs: arrays or symbolic tensors for its arguments; open axes stay open.
        platforms: `"cpu"`, `"cuda"`, `"tpu"`...; the present one if None.

    Example:
        >>> import deepkit
        >>> from deepkit import backend
        >>> program = backend.to_stablehlo(lambda x: 2 * x, deepkit.Input((3,)))
        >>> backend.from_stablehlo(program)(deepkit.ops.ones((5, 3))).shape
        (5, 3)
    """
    structs = jax.tree.map(lambda s: s.spec if isinstance(s, SymbolicTensor) else s, specs)
    return bytes(export.export(jax.jit(fn), platforms=platforms)(*structs).serialize())


def from_stablehlo(program: bytes) -> Callable[..., Any]:
    """Return the function that a serialized program computes.

    Args:
        program: what `to_stablehlo` returned.

    Raises:
        ValueError: if the bytes are no program.
    """
    try:
        return export.deserialize(bytearray(program)).call
    except Exception as error:  # the reader's own errors are of many kinds
        raise ValueError(f"The bytes are no StableHLO program: {error}") from error
