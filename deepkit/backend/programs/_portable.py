"""Programs for sizes that are known, which no release of JAX has to vouch for.

StableHLO is read for five years after it was written, what `jax.export` makes of it for half a
year. What is run here is the StableHLO alone.
"""

from collections.abc import Callable
from typing import Any

import jax
from jax import export
from jax.extend.backend import get_backend, get_compile_options
from jax.extend.mlir.dialects import stablehlo

from deepkit.backend._scope import sealed
from deepkit.backend.programs._foreign import ForeignError, refuse_foreign
from deepkit.backend.programs._stablehlo import portable, structs


def to_portable(fn: Callable[..., Any], *specs: Any) -> bytes:
    """Return the StableHLO of a function of arrays of known sizes, for the CPU.

    Args:
        fn: a pure function of arrays, which returns a list of arrays.
        *specs: what stands for its arguments.

    Example:
        >>> import numpy as np
        >>> from deepkit.backend import programs
        >>> program = programs.to_portable(lambda x: [x + x], np.ones((2, 3), "float32"))
        >>> [doubled] = programs.from_portable(program)(np.full((2, 3), 4, "float32"))
        >>> doubled.tolist()
        [[8.0, 8.0, 8.0], [8.0, 8.0, 8.0]]
    """
    # Nothing in the program would tell which arguments it takes, so it takes all.
    whole = jax.jit(sealed(fn), keep_unused=True)
    return portable(export.export(whole, platforms=["cpu"])(*structs(specs)).mlir_module())


def from_portable(program: bytes) -> Callable[..., list[Any]]:
    """Return the function that StableHLO computes, compiled for the device at hand.

    Args:
        program: what `to_portable` returned.

    Raises:
        ValueError: if the bytes are no such program, or do more than compute.
    """
    client = get_backend()
    device = client.local_devices()[0]
    try:
        refuse_foreign(program)
        module = stablehlo.deserialize_portable_artifact_str(program)
        compiled = client.compile_and_load(module, [device], get_compile_options(1, 1))
    except ForeignError:
        raise
    except Exception as error:  # the reader's own errors are of many kinds
        raise ValueError(f"The bytes are no portable StableHLO: {error}") from error

    def run(*arrays: Any) -> list[Any]:
        on_device = [jax.device_put(array, device) for array in arrays]
        results = compiled.execute_sharded(on_device).disassemble_into_single_device_arrays()
        return [result[0] for result in results]

    return run
