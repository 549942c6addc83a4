"""Compile functions that give back, changed, what they were given."""

import functools
import os
from typing import Any

import jax

from deepkit.backend._device import on_cpu
from deepkit.backend._scope import sealed
from deepkit.backend._transform import Fn

# What XLA's CPU compiler is told, for it does not do so by itself (docs/design/engine.md):
_OPTIONS = {
    # to see that the last read of a weight, in the backward pass, comes before its update; or it
    # copies weights at each step;
    "xla_cpu_copy_insertion_use_region_analysis": True,
    # to use all of the registers where they are wide, as the libraries for products do.
    "xla_cpu_prefer_vector_width": 512,
}


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
    """Return what XLA is to be told, but for what users told it; None if it is nothing."""
    if not on_cpu():
        return None
    flags = os.environ.get("XLA_FLAGS", "")
    ours = {name: value for name, value in _OPTIONS.items() if name not in flags}
    if not _knows(ours):
        ours = {name: value for name, value in ours.items() if _knows({name: value})}
    return ours or None


def _knows(options: dict[str, Any]) -> bool:
    """Tell whether this XLA has such options, which may come and go with its versions."""
    try:
        jax.jit(lambda: 0).lower().compile(compiler_options=options)
    except jax.errors.JaxRuntimeError:
        return False
    return True
