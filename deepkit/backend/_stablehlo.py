"""Programs that outlive the process: StableHLO out and in."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
from jax import export

from deepkit.backend._scope import sealed
from deepkit.backend._symbolic import Spec, SymbolicTensor, open_spec


def to_stablehlo(
    fn: Callable[..., Any], *specs: Any, platforms: Sequence[str] | None = None
) -> bytes:
    """Return the serialized program of a function; Variables it reads are constants of it.

    Args:
        fn: a pure function of arrays.
        *specs: what stands for its arguments: arrays, symbolic tensors or `Spec`s, in lists and
            dicts too; open axes stay open.
        platforms: `"cpu"`, `"cuda"`, `"tpu"`...; the present one if None.

    Raises:
        ImportError: if the package `flatbuffers` is not installed.

    Example:
        >>> import deepkit
        >>> from deepkit import backend
        >>> program = backend.to_stablehlo(lambda x: 2 * x, deepkit.Input((3,)))
        >>> backend.from_stablehlo(program)(deepkit.ops.ones((5, 3))).shape
        (5, 3)
    """
    structs = jax.tree.map(_struct, specs)
    exported = export.export(jax.jit(sealed(fn)), platforms=platforms)(*structs)
    try:
        return bytes(exported.serialize())
    except ImportError as error:
        raise _lacks_flatbuffers() from error


def from_stablehlo(program: bytes) -> Callable[..., Any]:
    """Return the function that a serialized program computes.

    Args:
        program: what `to_stablehlo` returned.

    Raises:
        ValueError: if the bytes are no program.
        ImportError: if the package `flatbuffers` is not installed.
    """
    try:
        return export.deserialize(bytearray(program)).call
    except ImportError as error:
        raise _lacks_flatbuffers() from error
    except Exception as error:  # the reader's own errors are of many kinds
        raise ValueError(f"The bytes are no StableHLO program: {error}") from error


def _struct(spec: Any) -> Any:
    if isinstance(spec, SymbolicTensor):
        return spec.spec
    return open_spec(spec.shape, spec.dtype) if isinstance(spec, Spec) else spec


def _lacks_flatbuffers() -> ImportError:
    return ImportError(
        "Programs are stored with the package `flatbuffers`: `pip install deepkit[export]`."
    )
