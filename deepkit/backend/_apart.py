"""Whether a program computes each row of its results from one row of its input alone.

The program is traced with the number of rows left open, so that the axis of the rows shows in the
shape of every array, and a size that is used as a number shows as an operation. Each operation
must then keep rows apart; one that is not known here counts as mixing them.
"""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import jax
from jax.tree_util import tree_leaves, tree_map

from deepkit.backend._scan_parts import scan_parts
from deepkit.backend._symbolic import open_spec
from deepkit.backend._work import programs_in

Axes = Sequence[int | None]
Rule = Callable[[Any, Axes, int], bool]


def rows_apart(fn: Callable[..., Any], given: Any, x: Any) -> list[bool] | None:
    """Tell which results of a function have a row for each row of `x`, made of that row alone.

    Args:
        fn: a function of `given` and `x`; it is traced, and not run.
        given: arrays in any structure that have nothing to do with rows, such as weights.
        x: arrays in any structure with as many rows along their first axes.

    Returns:
        For each array of the result whether it has rows; None if rows are mixed, or nobody knows.

    Example:
        >>> import numpy as np
        >>> from deepkit import backend
        >>> x = np.ones((2, 3), "float32")
        >>> backend.rows_apart(lambda w, x: x @ w, np.ones((3, 4), "float32"), x)
        [True]
        >>> backend.rows_apart(lambda w, x: x - x.mean(axis=0), None, x) is None
        True
    """
    specs = tree_map(lambda leaf: open_spec((None, *leaf.shape[1:]), leaf.dtype), x)
    rows = tree_leaves(specs)[0].shape[0]
    try:
        program = jax.make_jaxpr(fn)(given, specs).jaxpr
        _check(program)
        found = [_axis(variable) for variable in program.outvars]
    except Exception:  # who asks for the size of the batch may raise anything
        return None
    sizes = {v.aval.shape[0] for v, axis in zip(program.outvars, found, strict=True) if axis == 0}
    if not set(found) <= {None, 0} or not sizes <= {rows}:
        return None
    return [axis == 0 for axis in found]


class _MixedError(Exception):
    """Rows are mixed, or may be."""


def _check(program: Any) -> None:
    """Raise an error if an operation of a program may mix rows."""
    program = getattr(program, "jaxpr", program)
    for equation in program.eqns:
        name, before = equation.primitive.name, [_axis(v) for v in equation.invars]
        after = [_axis(v) for v in equation.outvars]
        if name in _CALLS:
            if not _CALLS[name](equation, before):
                raise _MixedError(name)
            for inner in (p for value in equation.params.values() for p in programs_in(value)):
                _check(inner)
        elif any(axis is not None for axis in (*before, *after)) or name == "dim_as_value":
            _check_one(equation, name, before, after)


def _check_one(equation: Any, name: str, before: Axes, after: Axes) -> None:
    if all(axis is None for axis in before) and name in _MAKERS:
        return
    rule = _RULES.get(name)
    if rule is None or not after:  # without results it shows the rows to somebody
        raise _MixedError(name)
    for axis in after:
        if axis is None or not rule(equation, before, axis):
            raise _MixedError(name)


def _axis(variable: Any) -> int | None:
    """Return the axis along which the rows of an array lie: the one of an open size."""
    open_ones = [i for i, size in enumerate(variable.aval.shape) if not isinstance(size, int)]
    if len(open_ones) > 1:
        raise _MixedError(variable)
    return open_ones[0] if open_ones else None


# --- what keeps rows apart ------------------------------------------------------------------------


def _elementwise(equation: Any, before: Axes, after: int) -> bool:
    return all(axis in (None, after) for axis in before)


def _moved(equation: Any, before: Axes, after: int) -> bool:
    # There is one open axis before and one after: what happens to the others is of no matter.
    return True


def _reshaped(equation: Any, before: Axes, after: int) -> bool:
    source, axis = equation.invars[0].aval.shape, before[0]
    return axis is not None and prod(source[:axis]) == prod(equation.outvars[0].aval.shape[:after])


def _convolved(equation: Any, before: Axes, after: int) -> bool:
    spec = equation.params["dimension_numbers"].lhs_spec
    return before == [spec[0], None] and equation.params["batch_group_count"] == 1


def _windowed(equation: Any, before: Axes, after: int) -> bool:
    params = equation.params
    sizes = ("window_dimensions", "window_strides", "base_dilation", "window_dilation")
    kept = all(params[name][after] == 1 for name in sizes if name in params)
    return before == [after] and kept and tuple(params["padding"][after]) == (0, 0)


def _not_along(name: str) -> Rule:
    def rule(equation: Any, before: Axes, after: int) -> bool:
        along = equation.params[name]
        along = along if isinstance(along, tuple) else (along,)
        return after not in along and _elementwise(equation, before, after)

    return rule


def _padded(equation: Any, before: Axes, after: int) -> bool:
    return before == [after, None] and tuple(equation.params["padding_config"][after]) == (0, 0, 0)


def _sliced(equation: Any, before: Axes, after: int) -> bool:
    params, size = equation.params, equation.invars[0].aval.shape[after]
    strides = params["strides"]
    whole = params["start_indices"][after] == 0 and params["limit_indices"][after] == size
    return before == [after] and whole and (strides is None or strides[after] == 1)


def _taken_whole(equation: Any, before: Axes, after: int) -> bool:
    operand, *others = before
    if any(axis is not None for axis in others):
        return False
    return equation.params["slice_sizes"][operand] == equation.invars[0].aval.shape[operand]


def _gathered(equation: Any, before: Axes, after: int) -> bool:
    operand, indices = before
    if operand is None:  # rows of ids, looked up in a table
        return True
    if indices is None:
        return _taken_whole(equation, before, after)
    numbers = equation.params["dimension_numbers"]
    pairs = zip(numbers.operand_batching_dims, numbers.start_indices_batching_dims, strict=True)
    return (operand, indices) in pairs


def _updated(equation: Any, before: Axes, after: int) -> bool:
    operand, update, *places = before
    return operand == update == after and all(place is None for place in places)


def _largest(equation: Any, before: Axes, after: int) -> bool:
    last = len(equation.invars[0].aval.shape) - 1
    return before == [after] and after != equation.params.get("axis", last)


def _transformed(equation: Any, before: Axes, after: int) -> bool:
    axes = len(equation.params["fft_lengths"])
    return before == [after] and after < len(equation.invars[0].aval.shape) - axes


def _always(equation: Any, before: Axes) -> bool:
    return True


def _stepped(equation: Any, before: Axes) -> bool:
    """Tell whether a scan does not step from row to row."""
    stacked = before[sum(scan_parts(equation)) :]
    return 0 not in stacked and isinstance(equation.params["length"], int)


_ELEMENTWISE = (
    "abs", "acos", "acosh", "add", "add_any", "and", "asin", "asinh", "atan", "atan2", "atanh",
    "bessel_i0e", "bessel_i1e", "cbrt", "ceil", "clamp", "clz", "conj", "convert_element_type",
    "copy", "copy_p", "cos", "cosh", "digamma", "div", "eq", "erf", "erf_inv", "erfc", "exp",
    "exp2", "expm1", "floor", "ge", "gt", "igamma", "igammac", "imag", "integer_pow",
    "is_finite", "le", "lgamma", "log", "log1p", "logistic", "lt", "max", "min", "mul", "name",
    "ne", "neg", "nextafter", "not", "optimization_barrier", "or", "polygamma",
    "population_count", "pow", "real", "reduce_precision", "regularized_incomplete_beta", "rem",
    "round", "rsqrt", "select_n", "shift_left", "shift_right_arithmetic", "shift_right_logical",
    "sign", "sin", "sinh", "sqrt", "square", "stop_gradient", "sub", "tan", "tanh", "xor",
    "zeta",
)  # fmt: skip

_MOVED = (
    "argmax", "argmin", "broadcast_in_dim", "dot_general", "expand_dims", "reduce_and",
    "reduce_max", "reduce_min", "reduce_or", "reduce_prod", "reduce_sum", "reduce_xor",
    "squeeze", "transpose",
)  # fmt: skip

# What may have rows without having been given any: each the same, or told by its place.
_MAKERS = frozenset({"broadcast_in_dim", "iota"})

_RULES: dict[str, Rule] = {
    **dict.fromkeys(_ELEMENTWISE, _elementwise),
    **dict.fromkeys(_MOVED, _moved),
    **{f"cum{what}": _not_along("axis") for what in ("sum", "prod", "max", "min", "logsumexp")},
    **{f"reduce_window_{what}": _windowed for what in ("max", "min", "sum")},
    "concatenate": _not_along("dimension"),
    "conv_general_dilated": _convolved,
    "dynamic_slice": _taken_whole,
    "dynamic_update_slice": _updated,
    "fft": _transformed,
    "gather": _gathered,
    "pad": _padded,
    "reshape": _reshaped,
    "rev": _not_along("dimensions"),
    "slice": _sliced,
    "sort": _not_along("dimension"),
    "split": _not_along("axis"),
    "top_k": _largest,
}

_CALLS: dict[str, Callable[[Any, Axes], bool]] = {
    **dict.fromkeys(
        ("checkpoint", "closed_call", "cond", "core_call", "custom_jvp_call", "custom_vjp_call",
         "jit", "pjit", "remat", "remat2", "while"),
        _always,
    ),
    "scan": _stepped,
}  # fmt: skip
