"""What a function read that is no argument of it, made into arguments."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax.extend import core

from deepkit.backend._scope import sealed
from deepkit.backend.programs._stablehlo import structs

_CHANCE = re.compile(r"0x[0-9a-f]+|\s+")


@dataclass(frozen=True)
class Lifted:
    """A function whose constants are arguments.

    Args:
        run: takes the constants as a list, then the arguments of the function, flattened; returns
            its results, flattened.
        constants: the arrays that it read.
        used: for each argument, flattened, whether the results depend on it.
        results: the results as symbols of shape and dtype, in the structure that was returned.
        written: returns what it does as text, with sizes and numbers: the same for the same.
    """

    run: Callable[..., list[Any]]
    constants: list[np.ndarray]
    used: list[bool]
    results: Any
    written: Callable[[], str]


def lift(fn: Callable[..., Any], *specs: Any, least: int = 256) -> Lifted:
    """Return a function that has as arguments the arrays that it read from elsewhere.

    Args:
        fn: a pure function of arrays.
        *specs: what stands for its arguments: arrays, symbolic tensors or `Spec`s, in lists and
            dicts too.
        least: the number of elements of the smallest array that becomes an argument.

    Example:
        >>> import numpy as np
        >>> from deepkit.backend import programs
        >>> table = np.ones((20, 20), "float32")
        >>> lifted = programs.lift(lambda x: x @ table, np.ones((1, 20), "float32"))
        >>> lifted.constants[0].shape, lifted.run([2 * table], np.ones((1, 20), "float32"))[0][0, 0]
        ((20, 20), Array(40., dtype=float32))
    """
    closed, results = jax.make_jaxpr(sealed(fn), return_shape=True)(*structs(specs))
    large = [place for place, const in enumerate(closed.consts) if np.size(const) >= least]

    def run(constants: Sequence[Any], *args: Any) -> list[Any]:
        consts = list(closed.consts)
        for place, constant in zip(large, constants, strict=True):
            consts[place] = constant
        return core.jaxpr_as_fun(core.ClosedJaxpr(closed.jaxpr, consts))(*args)

    constants = [np.asarray(closed.consts[place]) for place in large]
    return Lifted(run, constants, _used(closed.jaxpr), results, lambda: _written(closed))


def _written(closed: Any) -> str:
    """Return text without what differs each time: places in memory, and where lines are broken."""
    return _CHANCE.sub("", f"{closed.jaxpr}{closed.consts}")


def _used(jaxpr: Any) -> list[bool]:
    """Tell which arguments the results depend on, or an effect does."""
    needed = {id(variable) for variable in jaxpr.outvars}
    for equation in reversed(jaxpr.eqns):
        if equation.effects or any(id(variable) in needed for variable in equation.outvars):
            needed.update(id(variable) for variable in equation.invars)
    return [id(variable) in needed for variable in jaxpr.invars]
