"""Arrays lent to a compiled loop: out of the Variables once, not once a step."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend._variable import Variable


class Loan:
    """The arrays of many Variables, held as one structure that a loop carries and may donate.

    A Variable on loan can be read and assigned all the while: reading copies its array, for the
    next step may reuse the memory; assigning replaces it before the next step.

    Args:
        variables: a structure of Variables.
    """

    def __init__(self, variables: Any) -> None:
        flat = jax.tree.leaves(variables)
        self._places = {id(variable): place for place, variable in enumerate(flat)}
        self._variables = flat
        # Copies, since what the user holds of these arrays must outlive their donation.
        arrays = [jnp.copy(variable.lend(self)) for variable in flat]
        self.state: Any = jax.tree.unflatten(jax.tree.structure(variables), arrays)

    def read(self, variable: Variable) -> jax.Array:
        """Return a copy of a Variable's array as it is now."""
        return jnp.copy(jax.tree.leaves(self.state)[self._places[id(variable)]])

    def write(self, variable: Variable, value: jax.Array) -> None:
        """Replace a Variable's array."""
        flat, structure = jax.tree.flatten(self.state)
        flat[self._places[id(variable)]] = jnp.copy(value)
        self.state = jax.tree.unflatten(structure, flat)

    def end(self) -> None:
        """Give every Variable its array back."""
        for variable, array in zip(self._variables, jax.tree.leaves(self.state), strict=True):
            variable.take_back(array)


@contextmanager
def lent(variables: Any) -> Generator[Loan]:
    """Lend the arrays of a structure of Variables for the length of a block.

    Args:
        variables: a structure of Variables, each in it once.
    """
    loan = Loan(variables)
    try:
        yield loan
    finally:
        loan.end()
