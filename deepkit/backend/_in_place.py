"""Compile functions that give back, changed, what they were given."""

import functools
import os
from typing import Any

import jax

from deepkit.backend._scope import sealed
from deepkit.backend._transform import Fn

# Unless it is asked to look at regions, XLA's CPU compiler does not see that the last read of a
# weight, in the backward pass, comes before its update, and copies weights at each step.
_LOOK_AT_REGIONS = "xla_cpu_copy_insertion_use_region_analysis"


def jit_in_place(fn: Fn) -> Fn:
    """Compile a pure function whose results take the memory of its first argument.

    Args:
        fn: a function of arrays that assigns no Variables; the arrays of its first argument are
            gone after a call.

    Example:
        >>> from deepkit import backend, ops
        >>> step = backend.jit_in_place(lambda state: {"steps": state["steps"] + 1})
        >>> float(step({"steps": ops.zeros(())})["steps"])
        1.0
    """
    return jax.jit(sealed(fn), donate_argnums=0, compiler_options=_compiler_options())


@functools.cache
def _compiler_options() -> dict[str, Any] | None:
    """Return what XLA is to be told, None where it needs no telling, or was told by the user."""
    if jax.default_backend() != "cpu" or _LOOK_AT_REGIONS in os.environ.get("XLA_FLAGS", ""):
        return None
    options = {_LOOK_AT_REGIONS: True}
    return options if _knows(options) else None


def _knows(options: dict[str, Any]) -> bool:
    """Tell whether this XLA has such options, which may come and go with its versions."""
    try:
        jax.jit(lambda: 0).lower().compile(compiler_options=options)
    except jax.errors.JaxRuntimeError:
        return False
    return True
