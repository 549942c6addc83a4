"""Rows of tables: looked up so that a step may see which, summed, taken out and put back.

A table that a step reads only by looking up rows has a gradient in these rows only. Who listens
to the lookups differentiates by what was looked up, and no gradient of the table's size is made.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.extend.core import get_opaque_trace_state

from deepkit.backend._first_places import first_places
from deepkit.backend._op import op
from deepkit.backend._symbolic import any_symbolic
from deepkit.backend._variable import Variable, compute_dtype

Arrays = Mapping[str, jax.Array]

_LARGEST_ID = 2**31 - 1


class Lookups:
    """The lookups of some tables while a function runs.

    Args:
        tables: the tables by key.
        values: what their rows are taken from.
        taps: zeros, one array for each lookup of a table in turn, that are added to the rows: the
            gradient by them is that by the rows. If None, lookups are only noted.

    Attributes:
        ids: the rows of each lookup, by the key of the table.
        shapes: the shape of what each lookup returned.
        hidden: tables looked up within a loop, a branch or a mapped function, whose ids cannot be
            returned from there.
    """

    def __init__(
        self,
        tables: Mapping[str, Variable],
        values: Arrays,
        taps: Mapping[str, Sequence[jax.Array]] | None = None,
    ) -> None:
        self._keys = {id(table): key for key, table in tables.items()}
        self._values, self._taps = values, taps
        self._level = get_opaque_trace_state()
        self.ids: dict[str, list[jax.Array]] = {key: [] for key in tables}
        self.shapes: dict[str, list[tuple[int, ...]]] = {key: [] for key in tables}
        self.hidden: set[str] = set()

    @contextmanager
    def within(self) -> "Generator[Callable[[], dict[str, list[jax.Array]]]]":
        """Listen within the block to a function that is traced apart.

        Yields what tells the ids of the block, by table: the function returns them, for `settle`.
        """
        outer, heard = self._level, {key: len(ids) for key, ids in self.ids.items()}
        self._level = get_opaque_trace_state()
        try:
            yield lambda: {key: ids[heard[key] :] for key, ids in self.ids.items()}
        finally:
            self._level = outer
            self.ids = {key: ids[: heard[key]] for key, ids in self.ids.items()}

    def settle(self, ids: Mapping[str, Sequence[jax.Array]]) -> None:
        """Hear what a function that was traced apart has looked up.

        Args:
            ids: what it returned.
        """
        for key, more in ids.items():
            self.ids[key].extend(more)

    @property
    def is_here(self) -> bool:
        """Whether ids that are heard now can be returned."""
        return get_opaque_trace_state() == self._level

    def knows(self, table: Any) -> bool:
        """Tell whether a table is listened to."""
        return id(table) in self._keys

    def rows(self, table: Variable, ids: jax.Array, counts: Any) -> jax.Array:
        """Return rows, in the dtype of the table as it is kept.

        Raises:
            LookupError: if there is no tap for them.
        """
        key = self._keys[id(table)]
        if not self.is_here:
            self.hidden.add(key)
        fixed = lax.stop_gradient(self._values[key])
        rows = _taken(fixed, ids, counts)
        self.ids[key].append(_after(rows, _counted(ids, counts, len(fixed))))
        self.shapes[key].append(rows.shape)
        if self._taps is not None:
            taps, place = self._taps[key], len(self.ids[key]) - 1
            if key in self.hidden or place >= len(taps) or taps[place].shape != rows.shape:
                raise LookupError(f"{table!r} is looked up in another way than before.")
            rows = rows + taps[place]
        return rows


_listening: ContextVar[Lookups | None] = ContextVar("lookups", default=None)


def listener() -> Lookups | None:
    """Return who listens to lookups here, and can be given ids; None if nobody."""
    found = _listening.get()
    return found if found is not None and found.is_here else None


@contextmanager
def lookups(
    tables: Mapping[str, Variable],
    values: Arrays,
    taps: Mapping[str, Sequence[jax.Array]] | None = None,
) -> Generator[Lookups]:
    """Listen to the lookups of tables within the block.

    Args:
        tables: the tables by key.
        values: what their rows are taken from.
        taps: zeros that are added to the rows of each lookup; see `Lookups`.
    """
    heard = Lookups(tables, values, taps)
    token = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(token)


def rows_of(table: Variable, ids: Any, counts: Any = None) -> Any:
    """Return `table[ids]`; a training step may then update these rows alone.

    Rows are cast to the compute dtype after they are taken: the table is not.

    Args:
        table: a Variable, rows along its first axis.
        ids: whole numbers; negative ones count from the end, for those out of range there is NaN.
        counts: where an id stands for a row; elsewhere there are zeros. All do if None.

    Example:
        >>> from deepkit import backend
        >>> table = backend.Variable([[1.0, 2.0], [3.0, 4.0]])
        >>> backend.rows_of(table, backend.convert([1, 1])).tolist()
        [[3.0, 4.0], [3.0, 4.0]]
    """
    if any_symbolic((ids,)):
        return _recorded(table, ids, counts)
    if not table.looked_up:
        table.looked_up = True
    heard = _listening.get()
    if heard is not None and heard.knows(table):
        rows = heard.rows(table, ids, counts)
    else:
        with compute_dtype(None):
            rows = _taken(table.value, ids, counts)
    return rows.astype(table.dtype)


def _taken(table: Any, ids: Any, counts: Any = None) -> Any:
    if counts is None:
        return jnp.take(table, ids, axis=0)
    rows = jnp.take(table, jnp.where(counts, ids, 0), axis=0)
    return jnp.where(_against(counts, rows), rows, 0)


_recorded = op(_taken)


def _counted(ids: Any, counts: Any, rows: int) -> jax.Array:
    """Return ids as whole numbers from 0 on; `rows` for those that stand for no row."""
    if jnp.iinfo(ids.dtype).max > _LARGEST_ID:
        ids = jnp.clip(ids, max=_LARGEST_ID)
    ids = ids.astype("int32")  # before `rows`, for which 8 bits may be too few, comes in
    ids = jnp.where(ids < 0, ids + rows, ids)
    exist = (ids >= 0) & (ids < rows)
    exist = exist if counts is None else exist & counts
    return jnp.ravel(jnp.where(exist, ids, rows))


def _after(rows: jax.Array, ids: jax.Array) -> jax.Array:
    """Return ids that cannot be known before the rows are.

    A table changes where it is only if the program says that it is read before. A gradient that
    does not hang on what was read says nothing, and XLA takes barriers out too early.
    """
    if not rows.size:
        return ids
    bits = lax.bitcast_convert_type(rows.ravel()[0], f"int{8 * rows.dtype.itemsize}")
    return ids + ((bits | 1) == 0).astype(ids.dtype)  # never, which XLA does not see


def _against(mask: Any, values: jax.Array) -> jax.Array:
    """Return a mask of the first axes of values, to be broadcast against all of them."""
    return jnp.expand_dims(mask, tuple(range(jnp.ndim(mask), values.ndim)))


def only_looked_up(
    fn: Callable[[Arrays], Arrays], tables: Mapping[str, Variable], values: Arrays
) -> dict[str, list[tuple[int, ...]]]:
    """Return the shapes of the lookups of those tables that a function reads in no other way.

    The function is traced, and not run.

    Args:
        fn: a function of the values of the tables that returns their values after it.
        tables: the tables by key.
        values: arrays like their values.
    """
    heard: Lookups | None = None

    def run(whole: Arrays, parts: Arrays) -> Any:
        nonlocal heard
        with lookups(tables, parts) as heard:
            return fn(whole)

    specs = {key: jax.ShapeDtypeStruct(v.shape, v.dtype) for key, v in values.items()}
    traced = jax.make_jaxpr(run)(specs, specs).jaxpr
    assert heard is not None  # `make_jaxpr` calls its function
    read = {id(each) for equation in traced.eqns for each in equation.invars}
    # JAX flattens dicts in the order of their keys.
    kept = {
        key
        for key, before, after in zip(sorted(tables), traced.invars, traced.outvars, strict=False)
        if before is after and id(before) not in read
    }
    return {
        key: heard.shapes[key] for key in tables if heard.shapes[key] and key in kept - heard.hidden
    }


def summed_rows(ids: Any, values: Any, count: int) -> tuple[jax.Array, jax.Array]:
    """Return each row that occurs once, with the sum of its values.

    There are as many places as ids; those left over have the row `count` and the value 0.

    Args:
        ids: rows, from 0 to `count - 1`; `count` for none.
        values: a value for each id, along the first axis.
        count: how many rows there are.

    Example:
        >>> import numpy as np
        >>> from deepkit import backend
        >>> rows, sums = backend.summed_rows(np.array([7, 2, 7]), np.array([1.0, 2.0, 4.0]), 9)
        >>> rows.tolist(), sums.tolist()
        ([7, 2, 9], [5.0, 2.0, 0.0])
    """
    ids, values = jnp.asarray(ids, "int32"), jnp.asarray(values)
    places, rows = first_places(ids, count)
    values = jnp.where(_against(ids < count, values), values, 0)
    sums = jnp.zeros_like(values).at[places].add(values, mode="promise_in_bounds")
    return rows, sums


def take_rows(table: Any, rows: Any) -> jax.Array:
    """Return rows of a table; any that do not exist stand for nothing.

    Args:
        table: an array.
        rows: what `summed_rows` returned.
    """
    return table.at[rows].get(mode="clip", wrap_negative_indices=False)


def put_rows(table: Any, rows: Any, values: Any) -> jax.Array:
    """Return a table with rows replaced, where it is if nobody else holds it.

    Args:
        table: an array.
        rows: what `summed_rows` returned; those that do not exist are left out.
        values: the new rows.
    """
    return table.at[rows].set(values, mode="drop", unique_indices=True, wrap_negative_indices=False)


def replaced_if(
    condition: Any, fn: Callable[[], jax.Array], array: jax.Array, others: tuple[Any, ...]
) -> tuple[Any, ...]:
    """Return `fn()` in place of an array if a condition holds, and all others as they are.

    To go on with the others as returned, of which some may have been read from the array and some
    are yet to be changed, says what comes before the replacement and what after it. XLA can then
    do it where the array is; in an order that nothing tells it would copy them all.

    Args:
        condition: a boolean scalar.
        fn: what it is replaced by, of the same shape and dtype.
        array: the array.
        others: structures of arrays.
    """
    hold = lax.optimization_barrier  # or JAX would lead the others around the branch

    def replaced() -> tuple[Any, ...]:
        return (fn(), *hold(others))

    return lax.cond(condition, replaced, lambda: hold((array, *others)))
