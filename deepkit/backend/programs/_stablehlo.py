"""Programs that outlive the process: StableHLO out and in."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
from jax import export
from jax.extend.mlir import ir
from jax.extend.mlir.dialects import stablehlo

from deepkit.backend._dtypes import standardize_dtype
from deepkit.backend._scope import sealed
from deepkit.backend._symbolic import Spec, SymbolicTensor, open_spec, symbol
from deepkit.backend.programs._foreign import ForeignError, refuse_foreign
from deepkit.backend.programs._tidy import tidy

# Of StableHLO, which reads what was written for older versions; what JAX would choose itself is so
# new that the JAX of last month could not read it.
_VERSION = "1.0.0"


@dataclass(frozen=True)
class NamedSpec:
    """The shape and dtype of an array whose open axes have names: equal ones have equal sizes.

    Args:
        shape: sizes of the axes, names of those that are open.
        dtype: the name of the dtype.
    """

    shape: tuple[int | str, ...]
    dtype: str


def to_stablehlo(
    fn: Callable[..., Any], *specs: Any, platforms: Sequence[str] | None = None
) -> bytes:
    """Return the serialized program of a function; Variables it reads are constants of it.

    It tells nothing of the files that the function was written in, and older releases of JAX can
    read it.

    Args:
        fn: a pure function of arrays.
        *specs: what stands for its arguments: arrays, symbolic tensors or `Spec`s, in lists and
            dicts too; open axes stay open.
        platforms: `"cpu"`, `"cuda"`, `"tpu"`...; the present one if None.

    Raises:
        ImportError: if the package `flatbuffers` is not installed.

    Example:
        >>> import deepkit
        >>> from deepkit.backend import programs
        >>> program = programs.to_stablehlo(lambda x: 2 * x, deepkit.Input((3,)))
        >>> programs.from_stablehlo(program)(deepkit.ops.ones((5, 3))).shape
        (5, 3)
    """
    exported = export.export(jax.jit(sealed(fn)), platforms=platforms)(*structs(specs))
    module = portable(exported.mlir_module())
    try:
        return bytes(dataclasses.replace(exported, mlir_module_serialized=module).serialize())
    except ImportError as error:
        raise _lacks_flatbuffers() from error


def from_stablehlo(program: bytes) -> Callable[..., Any]:
    """Return the function that a serialized program computes, compiled when it is first called.

    Args:
        program: what `to_stablehlo` returned.

    Raises:
        ValueError: if the bytes are no program, or one that this JAX does not read or that does
            more than compute.
        ImportError: if the package `flatbuffers` is not installed.
    """
    try:
        exported = export.deserialize(bytearray(program))
        refuse_foreign(exported.mlir_module_serialized)
    except ImportError as error:
        raise _lacks_flatbuffers() from error
    except ForeignError:
        raise
    except Exception as error:  # the reader's own errors are of many kinds
        raise ValueError(f"The bytes are no StableHLO program: {error}") from error
    return jax.jit(exported.call)


def structs(specs: Any) -> Any:
    """Return what JAX traces for a structure of `Spec`s and symbolic tensors."""
    return jax.tree.map(_struct, specs)


def portable(module: str) -> bytes:
    """Return a module in the form that StableHLO promises to read for years.

    It does not tell the places in the source that each operation came from, and says nothing twice.
    """
    located = stablehlo.serialize_portable_artifact_str(module, _VERSION)
    with ir.Context() as context:
        stablehlo.register_dialect(context)
        found = stablehlo.deserialize_portable_artifact(context, located)
        tidy(found)
        bare: Any = found.operation.get_asm(enable_debug_info=False)
    return stablehlo.serialize_portable_artifact_str(bare, _VERSION)


def _struct(spec: Any) -> Any:
    if isinstance(spec, SymbolicTensor):
        return spec.spec
    if isinstance(spec, NamedSpec):
        sizes = [symbol(size) if isinstance(size, str) else size for size in spec.shape]
        return jax.ShapeDtypeStruct(tuple(sizes), standardize_dtype(spec.dtype))
    return open_spec(spec.shape, spec.dtype) if isinstance(spec, Spec) else spec


def _lacks_flatbuffers() -> ImportError:
    return ImportError(
        "Programs are stored with the package `flatbuffers`: `pip install deepkit[export]`."
    )
