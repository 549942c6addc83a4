"""Control flow inside a compiled program: branches, loops, maps, scans."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from deepkit import backend
from deepkit.backend import op, sealed
from deepkit.ops._promotion import tensor
from deepkit.typing import Nested, Tensor

Fn = Callable[..., Any]


@op
def cond(pred: Tensor, true_fn: Fn, false_fn: Fn) -> Nested:
    """Return `true_fn()` or `false_fn()`; only one of them is computed.

    Args:
        pred: which: a single truth value.
        true_fn: a function without arguments.
        false_fn: the same; its result must have the same shapes and dtypes.

    Example:
        >>> from deepkit import ops
        >>> int(ops.cond(True, lambda: 1, lambda: 2))
        1
    """
    return lax.cond(tensor(pred).astype(bool), sealed(true_fn), sealed(false_fn))


@op
def switch(index: Tensor, branches: Sequence[Fn], *operands: Tensor) -> Nested:
    """Return `branches[index](*operands)`; only one branch is computed.

    Args:
        index: which branch; held within those there are.
        branches: functions of the operands, whose results have the same shapes and dtypes.
        *operands: their arguments.

    Example:
        >>> from deepkit import ops
        >>> int(ops.switch(1, [lambda x: x, lambda x: x * 10], 2))
        20
    """
    return lax.switch(tensor(index), [sealed(branch) for branch in branches], *operands)


@op
def while_loop(
    cond: Fn, body: Fn, loop_vars: Tensor, maximum_iterations: int | None = None
) -> Nested:
    """Return `loop_vars` after `loop_vars = body(*loop_vars)` while `cond(*loop_vars)`.

    Args:
        cond: whether to go on: a function of the loop variables.
        body: one round: a function of the loop variables that returns their next values.
        loop_vars: their first values: a list or tuple, or a single tensor.
        maximum_iterations: after how many rounds to stop in any case.

    Example:
        >>> from deepkit import ops
        >>> int(ops.while_loop(lambda x: x < 100, lambda x: x * 2, 1))
        128
    """
    single = not isinstance(loop_vars, (list, tuple))
    first = jax.tree.map(tensor, (loop_vars,) if single else tuple(loop_vars))

    def go_on(state: Any) -> Any:
        count, values = state
        wanted = cond(*values)
        return wanted if maximum_iterations is None else (count < maximum_iterations) & wanted

    def advance(state: Any) -> Any:
        count, values = state
        result = body(*values)
        return count + 1, tuple(result) if isinstance(result, (list, tuple)) else (result,)

    _, last = lax.while_loop(sealed(go_on), sealed(advance), (jnp.int32(0), first))
    return last[0] if single else last


@op
def fori_loop(lower: Tensor, upper: Tensor, body_fun: Fn, init_val: Tensor) -> Nested:
    """Return `value` after `value = body_fun(i, value)` for `i` from `lower` to `upper - 1`.

    Args:
        lower: the first `i`.
        upper: the end.
        body_fun: one round: a function of `i` and the value.
        init_val: the first value.

    Example:
        >>> from deepkit import ops
        >>> int(ops.fori_loop(0, 4, lambda i, total: total + i, 0))
        6
    """
    return lax.fori_loop(lower, upper, sealed(body_fun), jax.tree.map(tensor, init_val))


@op
def scan(
    f: Fn,
    init: Tensor,
    xs: Tensor = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: Any = 1,
) -> tuple[Nested, Nested]:
    """Return the last carry and the stacked `y` of `carry, y = f(carry, x)` for each `x`.

    Args:
        f: one step.
        init: the first carry.
        xs: tensors whose slices along the first axis are the `x`.
        length: how many steps, if `xs` is None.
        reverse: whether to begin with the last.
        unroll: how many steps to write out in a row.

    Example:
        >>> from deepkit import ops
        >>> [x.tolist() for x in ops.scan(lambda sum, x: (sum + x, sum), 0, ops.arange(4))]
        [6, [0, 0, 1, 3]]
    """
    init, xs = jax.tree.map(tensor, (init, xs))
    return backend.scan(f, init, xs, length, reverse=reverse, unroll=unroll)


@op
def associative_scan(f: Fn, elems: Tensor, reverse: bool = False, axis: int = 0) -> Nested:
    """Return the running results of an associative function, computed in parallel.

    Args:
        f: a function of two elements, with `f(a, f(b, c)) = f(f(a, b), c)`.
        elems: tensors with the elements along an axis.
        reverse: whether to begin with the last.
        axis: that axis.

    Example:
        >>> from deepkit import ops
        >>> ops.associative_scan(lambda a, b: a + b, ops.arange(4)).tolist()
        [0, 1, 3, 6]
    """
    return lax.associative_scan(sealed(f), jax.tree.map(tensor, elems), reverse, axis)


@op
def map(f: Fn, xs: Tensor) -> Nested:
    """Return the stacked results of `f` for each slice, one after the other.

    Args:
        f: a function of a slice.
        xs: tensors whose slices along the first axis are taken.

    Example:
        >>> from deepkit import ops
        >>> ops.map(lambda x: x * 2, ops.arange(3)).tolist()
        [0, 2, 4]
    """
    return lax.map(sealed(f), jax.tree.map(tensor, xs))


@op
def vectorized_map(function: Fn, elements: Tensor) -> Nested:
    """Return the stacked results of a function for each slice, all at once.

    Args:
        function: a function of a slice.
        elements: tensors whose slices along the first axis are taken.

    Example:
        >>> from deepkit import ops
        >>> ops.vectorized_map(lambda x: x * 2, ops.arange(3)).tolist()
        [0, 2, 4]
    """
    return backend.vmap(function)(jax.tree.map(tensor, elements))


def vectorize(pyfunc: Fn, *, excluded: Any = None, signature: str | None = None) -> Fn:
    """Return the function that applies `pyfunc` to each element, with broadcasting.

    Args:
        pyfunc: a function of single numbers, or of what the signature says.
        excluded: the arguments that are passed as they are.
        signature: such as `"(m,n),(n)->(m)"`.

    Example:
        >>> from deepkit import ops
        >>> ops.vectorize(lambda a, b: a + b)(ops.arange(3), 10).tolist()
        [10, 11, 12]
    """
    return jnp.vectorize(pyfunc, excluded=excluded or frozenset(), signature=signature)
