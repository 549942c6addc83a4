"""Programs for any sizes as StableHLO alone, with the sizes written down beside it.

What `jax.export` serializes is read for half a year. StableHLO is read for five, and JAX works its
open sizes out whenever it is called: so it is put in the place of a program that the JAX at hand
has just exported, whose arguments and results have the same shapes.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import jax
from jax import export

from deepkit.backend._scope import sealed
from deepkit.backend.programs._foreign import ForeignError, refuse_foreign
from deepkit.backend.programs._stablehlo import NamedSpec, portable, structs

_MAGIC = b"ML\xefR"  # of MLIR bytecode


def to_open(fn: Callable[..., Any], *specs: Any) -> tuple[bytes, list[NamedSpec]]:
    """Return the StableHLO of a function of arrays, for the CPU, and what it returns.

    Args:
        fn: a pure function of arrays, which returns a list of arrays.
        *specs: what stands for its arguments; open axes have names.

    Example:
        >>> import numpy as np
        >>> from deepkit.backend import programs
        >>> spec = programs.NamedSpec(("batch", 3), "float32")
        >>> content, results = programs.to_open(lambda x: [x + x], spec)
        >>> run = programs.from_open(content, [spec], results)
        >>> run(np.full((2, 3), 4, "float32"))[0].tolist()
        [[8.0, 8.0, 8.0], [8.0, 8.0, 8.0]]
    """
    whole = jax.jit(sealed(fn), keep_unused=True)
    exported = export.export(whole, platforms=["cpu"])(*structs(specs))
    results = [
        NamedSpec(tuple(map(_written, one.shape)), one.dtype.name) for one in exported.out_avals
    ]
    return portable(exported.mlir_module()), results


def from_open(
    program: bytes, takes: Sequence[NamedSpec], gives: Sequence[NamedSpec]
) -> Callable[..., list[Any]]:
    """Return the function that StableHLO computes, compiled when it is first called.

    Args:
        program: what `to_open` returned.
        takes: its arguments.
        gives: its results, whose sizes may be computed from those of the arguments.

    Raises:
        ValueError: if the bytes are no such program, or do more than compute.
    """

    def alike(*arrays: Any) -> list[Any]:
        del arrays
        return [jax.numpy.zeros(one.shape, one.dtype) for one in structs(list(gives))]

    try:
        if not program.startswith(_MAGIC):  # or an empty module would be read
            raise ValueError("there is no module in them.")
        refuse_foreign(program)
        stand_in = export.export(jax.jit(alike, keep_unused=True))(*structs(list(takes)))
    except ForeignError:
        raise
    except Exception as error:  # jaxlib's MLIRError, which JAX does not make public, is no other
        raise ValueError(f"The bytes are no portable StableHLO: {error}") from error
    return jax.jit(dataclasses.replace(stand_in, mlir_module_serialized=program).call)


def _written(size: Any) -> int | str:
    """Return a size as a text, in which JAX sees that it is never negative."""
    if isinstance(size, int):
        return size
    text = str(size)
    return text if text.isidentifier() else f"max({text}, 0)"
