"""Arrays lent to a compiled loop: out of the Variables once, not once a step."""

import gc
import sys
from collections.abc import Generator, Iterable, Set
from contextlib import contextmanager
from typing import Any, NoReturn

import jax
import jax.numpy as jnp

from deepkit.backend._variable import Lender, Variable
from deepkit.errors import StateError

# Bytes from which on it is always asked whether an array must be copied; and asked twice.
_LARGE, _HUGE = 2**20, 2**28


class Loan:
    """The arrays of many Variables, held as one structure that a loop carries and may donate.

    A Variable on loan can be read and assigned all the while: reading copies its array, for the
    next step may reuse the memory; assigning replaces it before the next step. A loan within a
    loan takes the arrays as they are, and pays back what it changed.

    Args:
        variables: a structure of Variables.
        hidden: those of them whose arrays are hardly ever in other hands.

    Raises:
        ValueError: if a Variable is in it twice.
        StateError: if the value of one is lost; the others then keep theirs.
    """

    def __init__(self, variables: Any, hidden: Iterable[Variable] = ()) -> None:
        flat, structure = jax.tree.flatten(variables)
        self._variables: list[Variable] = flat
        self._places = {id(variable): place for place, variable in enumerate(flat)}
        if len(self._places) < len(flat):
            raise ValueError("A Variable cannot be lent twice: each must be in the structure once.")
        arrays: list[jax.Array] = []
        lenders: list[Lender | None] = []
        try:
            self._take(arrays, lenders)
            _part_with(arrays, {self._places[id(variable)] for variable in hidden})
        except BaseException:  # an interrupt too; it goes on
            for variable, array, lender in zip(flat, arrays, lenders, strict=False):
                variable.take_back(array if lender is None else lender)
            raise
        # The loan that a Variable was on before this one, with what it then lent.
        self._outer = {
            place: (lender, arrays[place])
            for place, lender in enumerate(lenders)
            if lender is not None
        }
        self.state = jax.tree.unflatten(structure, arrays)

    def _take(self, arrays: list[jax.Array], lenders: list[Lender | None]) -> None:
        # Apart from what follows, for names here would count among those who hold the last array.
        for variable in self._variables:
            array, lender = variable.lend(self)
            arrays.append(array)
            lenders.append(lender)

    @property
    def state(self) -> Any:
        """The arrays in the structure of the Variables; a loop sets it to what its step returns."""
        tree, _ = self._now
        return self._rebuilt() if tree is None else tree

    @state.setter
    def state(self, value: Any) -> None:
        # The structure, None if an array was replaced since; and the arrays in a row, once they
        # were asked for. A new pair each time: another thread may be reading the one before.
        self._now = [value, None]

    def _row(self) -> list[jax.Array]:
        now = self._now
        if now[1] is None:
            now[1], self._structure = jax.tree.flatten(now[0])
        return now[1]

    def _rebuilt(self) -> Any:
        self._now[0] = jax.tree.unflatten(self._structure, self._row())
        return self._now[0]

    def read(self, variable: Variable) -> jax.Array:
        """Return a copy of a Variable's array as it is now."""
        array = self._row()[self._places[id(variable)]]
        return jnp.copy(array) if not array.is_deleted() else _LOST.read(variable)

    def write(self, variable: Variable, value: jax.Array) -> None:
        """Replace a Variable's array."""
        self._row()[self._places[id(variable)]] = jnp.copy(value)
        self._now[0] = None

    def end(self) -> None:
        """Give every Variable its array back."""
        pairs = zip(self._variables, self._row(), strict=True)
        for place, (variable, array) in enumerate(pairs):
            outer, first = self._outer.get(place, (None, None))
            if outer is not None:
                variable.take_back(outer)
                if array is not first:
                    outer.write(variable, array)
            else:
                variable.take_back(array if not array.is_deleted() else _LOST)


def _part_with(arrays: list[jax.Array], hidden: Set[int]) -> None:
    """Replace arrays by copies, for what others hold of them must outlive their donation.

    Those that nobody else holds stay, if they are large, for a copy of a table may not fit into
    memory beside it; or if nobody comes by them, for copies of twenty arrays take a quarter of a
    millisecond. Who holds an array is told by its references, which do not count what JAX itself
    shares between two arrays (`jax.device_put` to where it is already): hence the others.
    """
    asked = {p for p in range(len(arrays)) if p in hidden or arrays[p].nbytes >= _LARGE}

    def others() -> list[int]:
        return [p for p in range(len(arrays)) if p not in asked or not _is_ours(arrays, p)]

    if any(arrays[place].nbytes >= _HUGE for place in others()):
        gc.collect()  # perhaps it is only garbage that holds it
    places = others()
    copies = jax.device_put([arrays[place] for place in places], may_alias=False)
    for place, copy in zip(places, copies, strict=True):
        arrays[place] = copy


def _is_ours(arrays: list[jax.Array], place: int) -> bool:
    """Tell whether an array is held by nothing but the list."""
    return _references(arrays, place) == _references([[]], 0)


def _references(items: list[Any], place: int) -> int:
    return sys.getrefcount(items[place])


class _Lost:
    """What stands for an array that a step was given and did not return."""

    def read(self, variable: Variable) -> NoReturn:
        raise StateError(
            f"The value of Variable {variable.path!r} is lost: the step that it was given to did "
            "not return. Assign it anew, or load the weights of your last checkpoint; and call "
            "`compile` anew, with a new optimizer, for what that and the metrics hold."
        )

    def write(self, variable: Variable, value: jax.Array) -> None:
        variable.take_back(value)


_LOST = _Lost()


@contextmanager
def lent(variables: Any, hidden: Iterable[Variable] = ()) -> Generator[Loan]:
    """Lend the arrays of a structure of Variables for the length of a block.

    Args:
        variables: a structure of Variables, each in it once.
        hidden: those of them whose arrays are hardly ever in other hands, such as slots.

    Example:
        >>> from deepkit import backend
        >>> count = backend.Variable(1.0)
        >>> with backend.lent({"count": count}) as loan:
        ...     loan.state = {"count": loan.state["count"] + 1}
        >>> float(count.value)
        2.0
    """
    loan = Loan(variables, hidden)
    try:
        yield loan
    finally:
        loan.end()
