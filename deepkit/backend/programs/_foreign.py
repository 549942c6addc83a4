"""What in a program is no part of StableHLO, looked at before it is compiled.

A custom call names machine code of the process, or brings code along: kernels of Mosaic and Triton
are compiled as they are. A file may call the solvers that JAX itself calls, and nothing else.
"""

from typing import Any

from jax.extend.mlir import ir
from jax.extend.mlir.dialects import stablehlo

_DIALECTS = {"builtin", "chlo", "func", "stablehlo"}

_TALKS = {"stablehlo.infeed", "stablehlo.outfeed", "stablehlo.recv", "stablehlo.send"}

# By letters for the dtypes: s, d, c, z.
_LAPACK = {
    *(f"lapack_{dtype}{name}_ffi" for dtype in "sdcz" for name in ("potrf", "geqrf", "getrf")),
    *(f"lapack_{dtype}{name}_ffi" for dtype in "sdcz" for name in ("geev", "gesdd", "gees")),
    *(f"lapack_{dtype}{name}_ffi" for dtype in "sdcz" for name in ("gehrd", "trsm", "gtsv")),
    *(f"lapack_{dtype}{name}_ffi" for dtype in "sd" for name in ("orgqr", "syevd", "sytrd")),
    *(f"lapack_{dtype}{name}_ffi" for dtype in "cz" for name in ("ungqr", "heevd", "hetrd")),
}
_GPU = {
    *(f"{maker}_lu_pivots_to_permutation" for maker in ("cu", "hip")),
    *(f"{maker}solver_{name}_ffi" for maker in ("cu", "hip") for name in ("getrf", "geqrf")),
    *(f"{maker}solver_{name}_ffi" for maker in ("cu", "hip") for name in ("orgqr", "potrf")),
    *(f"{maker}solver_{name}_ffi" for maker in ("cu", "hip") for name in ("syevd", "gesvd")),
    *(f"{maker}solver_{name}_ffi" for maker in ("cu", "hip") for name in ("gesvdj", "sytrd")),
    "hipsolver_gesdd_ffi",
    "cusparse_gtsv2_ffi",
}
# The compiler itself makes arithmetic of these: on TPUs, and where axes are open.
_EXPANDED = {
    *("Eigh", "LuDecomposition", "ProductOfElementaryHouseholderReflectors", "Qr"),
    *("stablehlo.dynamic_reduce_window", "stablehlo.dynamic_rng_bit_generator"),
    *("stablehlo.dynamic_top_k", "shape_assertion"),
}
ALLOWED = frozenset(_LAPACK | _GPU | _EXPANDED)
"""The targets of custom calls that a program may have."""


class ForeignError(ValueError):
    """A program does more than compute."""


def refuse_foreign(module: bytes) -> None:
    """Refuse a program that does more than compute, or by other code than the compiler's.

    Args:
        module: portable StableHLO.

    Raises:
        ForeignError: if it does; the message names the call.
    """
    names: set[str] = set()

    def look(operation: Any) -> Any:
        name = operation.name
        if name == "stablehlo.custom_call":
            target = ir.StringAttr(operation.attributes["call_target_name"]).value
            if target not in ALLOWED:
                names.add(target)
        elif name in _TALKS or name.partition(".")[0] not in _DIALECTS:
            names.add(name)
        return ir.WalkResult.ADVANCE

    with ir.Context() as context:
        stablehlo.register_dialect(context)
        stablehlo.deserialize_portable_artifact(context, module).operation.walk(look)
    if names:
        raise ForeignError(
            f"The program calls {', '.join(map(repr, sorted(names)))}, which is no arithmetic: a "
            "file could run any code that way."
        )
