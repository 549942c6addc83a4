"""Gradients of tables in the rows alone that a step looks up, where that is right and pays."""

import warnings
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from math import prod
from typing import Any

from deepkit import ops
from deepkit.backend import Variable, is_float, lookups, only_looked_up, summed_rows, value_and_grad
from deepkit.optimizers import Optimizer, RowGradient

Arrays = dict[str, Any]
# Of the parameters: the loss, then what comes with it, of which the first are those after it.
Objective = Callable[[Arrays], tuple[Any, tuple[Any, Any]]]

# What updating rows takes, in units of what it takes to update one number of a whole table: of
# each step, of each id (to find equal ones), and of each number in a row. Measured
# (docs/design/engine.md); a table has to have more numbers than that.
_OF_STEP, _OF_ID, _OF_NUMBER = 2**14, 16, 3

# Why a table is updated as a whole though somebody asked for rows.
_OPTIMIZER = (
    "the optimizer cannot update rows of it, because of `use_ema`, `gradient_accumulation_steps`, "
    "a constraint of the table, or a rule that is not `row_wise`"
)
_MODEL = (
    "a step reads it otherwise than by looking up rows (tied weights, a regularizer, a loop), or "
    "what it looks up cannot be told before it runs"
)


def gradients_of(
    objective: Objective, params: Arrays, tables: Mapping[str, Variable], *, always: bool = False
) -> tuple[Any, Arrays]:
    """Return what comes with the loss, and the gradients by the parameters.

    Args:
        objective: the loss as a function of the parameters.
        params: the parameters by path.
        tables: those whose gradients may be of rows.
        always: whether they are so even where it takes longer.
    """
    taps = _taps(objective, params, tables, always=always)
    if always:
        _say_dense(tables.keys() - taps.keys(), _MODEL)
    if taps:
        try:
            return _tapped(objective, params, {key: tables[key] for key in taps}, taps)
        except LookupError:  # the model looks up something else each time it is traced
            if always:
                _say_dense(taps.keys(), _MODEL)
    (_, extra), gradients = value_and_grad(objective, has_aux=True)(params)
    return extra, gradients


def tables_of(
    variables: Mapping[str, Variable], optimizer: Optimizer, update: str
) -> dict[str, Variable]:
    """Return the tables that an optimizer can update row by row.

    Args:
        variables: the trained Variables by path.
        optimizer: the optimizer.
        update: `"auto"`, `"lazy"` or `"dense"`, as `compile` was told.
    """
    if update == "dense":
        return {}
    is_lazy = update == "lazy"
    tables = {
        path: variable
        for path, variable in variables.items()
        if variable.looked_up
        and is_float(variable.dtype)
        and (is_lazy or variable.size >= _OF_STEP)
    }
    found = {
        path: table
        for path, table in tables.items()
        if optimizer.updates_rows(path, lazily=is_lazy)
    }
    if is_lazy:
        _say_dense(tables.keys() - found.keys(), _OPTIMIZER)
    return found


def pays(table: Variable, ids: int) -> bool:
    """Tell whether updating the rows of so many ids is less work than updating a table.

    Args:
        table: the table.
        ids: how many are looked up in a step.
    """
    width = prod(table.shape[1:])
    return table.size >= _OF_STEP + ids * (_OF_ID + _OF_NUMBER * width)


def _taps(
    objective: Objective, params: Arrays, tables: Mapping[str, Variable], *, always: bool
) -> dict[str, list[Any]]:
    """Return zeros for each lookup, of the tables that are only looked up and are long enough."""
    if not tables:
        return {}

    def after(values: Mapping[str, Any]) -> Arrays:
        held = objective({**params, **values})[1][0].params
        return {key: held[key] for key in tables}

    found: dict[str, list[tuple[int, ...]]] = {}
    with suppress(TypeError):  # the Python of the model asks for values, run eagerly
        found = only_looked_up(after, tables, {key: params[key] for key in tables})
    return {
        key: [ops.zeros(shape, params[key].dtype) for shape in shapes]
        for key, shapes in found.items()
        if always or pays(tables[key], sum(prod(s) for s in shapes) // prod(tables[key].shape[1:]))
    }


def _tapped(
    objective: Objective,
    params: Arrays,
    tables: Mapping[str, Variable],
    taps: dict[str, list[Any]],
) -> tuple[Any, Arrays]:
    """Return what comes with the loss, and gradients: of rows for the tables."""
    fixed = {key: params[key] for key in tables}
    free = {key: value for key, value in params.items() if key not in tables}

    def tapped(given: tuple[Arrays, dict[str, list[Any]]]) -> Any:
        free, taps = given
        with lookups(tables, fixed, taps) as heard:
            loss, extra = objective({**fixed, **free})
            return loss, (extra, heard.ids)

    (_, (extra, ids)), (gradients, by_rows) = value_and_grad(tapped, has_aux=True)((free, taps))
    of_rows = {key: _summed(ids[key], by_rows[key], params[key]) for key in tables}
    return extra, {key: gradients[key] if key in free else of_rows[key] for key in sorted(params)}


def _summed(ids: list[Any], values: list[Any], table: Any) -> RowGradient:
    """Return the gradient of a table from those by its lookups."""
    flat = [ops.reshape(value, (-1, *table.shape[1:])) for value in values]
    joined = ops.concatenate(flat, axis=0) if len(flat) > 1 else flat[0]
    rows = ops.concatenate(ids, axis=0) if len(ids) > 1 else ids[0]
    return RowGradient(*summed_rows(rows, joined, table.shape[0]))


def _say_dense(paths: Set[str], reason: str) -> None:
    for path in sorted(paths):
        warnings.warn(
            f"`embeddings_update='lazy'` has no effect on the table {path!r}, of which all rows "
            f"are updated: {reason}.",
            stacklevel=2,
        )
