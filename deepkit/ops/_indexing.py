"""Parts of tensors: taken, replaced, chosen, found."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.core import Tracer

from deepkit.backend import Variable, op, rows_of, standardize_dtype
from deepkit.errors import ShapeError, one_of
from deepkit.ops._promotion import tensor, together
from deepkit.typing import Shape, Tensor


@op(operator="getitem")
def get_item(x: Tensor, key: Any) -> Tensor:
    """Return `x[key]`.

    Args:
        x: a tensor.
        key: numbers, slices, `None` and `...` as in NumPy.
    """
    return tensor(x)[key]


@op(of_variable=True)
def take(x: Tensor, indices: Tensor, axis: int | None = None) -> Tensor:
    """Return the slices at these places along an axis; NaN for places that do not exist.

    Of a Variable that a model reads in no other way than by taking rows, along axis 0, a training
    step may update these rows alone: see `embeddings_update` of `compile`.

    Args:
        x: a tensor.
        indices: whole numbers; negative ones count from the end.
        axis: the axis along which slices are taken; of the flattened tensor if None.

    Example:
        >>> from deepkit import ops
        >>> ops.take([1.0, 2.0, 3.0], [0, -1]).tolist()
        [1.0, 3.0]
    """
    if isinstance(x, Variable) and axis in (0, -x.ndim):
        return rows_of(x, whole(indices))
    return jnp.take(tensor(x), whole(indices), axis=axis)


@op
def take_along_axis(x: Tensor, indices: Tensor, axis: int | None = None) -> Tensor:
    """Return for each index the number at that place along an axis.

    Args:
        x: a tensor.
        indices: whole numbers; the shape of `x` but along `axis`.
        axis: the axis; of the flattened tensor if None.

    Example:
        >>> from deepkit import ops
        >>> ops.take_along_axis([[1, 2], [3, 4]], [[1], [0]], axis=1).tolist()
        [[2], [3]]
    """
    return jnp.take_along_axis(tensor(x), whole(indices), axis=axis)


@op
def where(condition: Tensor, x1: Tensor = None, x2: Tensor = None) -> Any:
    """Return `x1` where the condition holds and `x2` elsewhere.

    Args:
        condition: truth values.
        x1: numbers; with neither `x1` nor `x2` the places of the true ones are returned.
        x2: numbers; all shapes are broadcast against each other.

    Raises:
        ValueError: if only one of `x1` and `x2` is given.

    Example:
        >>> from deepkit import ops
        >>> ops.where([True, False], 1, [5, 6]).tolist()
        [1, 6]
    """
    if (x1 is None) != (x2 is None):
        raise ValueError("`x1` and `x2` must be given both, or neither.")
    condition = tensor(condition)
    if x1 is None:
        return nonzero(condition)
    return jnp.where(condition if condition.dtype == bool else condition != 0, *together(x1, x2))


@op
def select(condlist: Sequence[Tensor], choicelist: Sequence[Tensor], default: Any = 0) -> Tensor:
    """Return each number from the choice of the first condition that holds.

    Args:
        condlist: truth values.
        choicelist: numbers, as many tensors as conditions.
        default: the number where no condition holds.

    Example:
        >>> from deepkit import ops
        >>> ops.select([[True, False], [True, True]], [[1, 1], [2, 2]]).tolist()
        [1, 2]
    """
    *choices, default = together(*choicelist, default)
    return jnp.select([tensor(c).astype(bool) for c in condlist], choices, default)


@op
def nonzero(x: Tensor) -> tuple[Tensor, ...]:
    """Return the places of the numbers that are not zero: one tensor an axis.

    Args:
        x: numbers; not while a program is compiled.

    Raises:
        ShapeError: if the values are not known yet, and so how many places there are.

    Example:
        >>> from deepkit import ops
        >>> [places.tolist() for places in ops.nonzero([0, 3, 4])]
        [[1, 2]]
    """
    x = tensor(x)
    need_values(x, "nonzero", "Use `where(condition, x1, x2)`, which keeps the shape.")
    return jnp.nonzero(x)


@op
def slice(inputs: Tensor, start_indices: Any, shape: Shape) -> Tensor:
    """Return the block of a shape that begins at a place; moved inwards if it leaves the tensor.

    Args:
        inputs: a tensor.
        start_indices: the place, one whole number an axis; may be a tensor.
        shape: sizes of the block.

    Example:
        >>> from deepkit import ops
        >>> ops.slice([1, 2, 3, 4], (1,), (2,)).tolist()
        [2, 3]
    """
    return lax.dynamic_slice(tensor(inputs), _starts(start_indices), shape)


@op
def slice_update(inputs: Tensor, start_indices: Any, updates: Tensor) -> Tensor:
    """Return the tensor with the block at a place replaced.

    Args:
        inputs: a tensor.
        start_indices: the place, one whole number an axis; may be a tensor.
        updates: the new block; moved inwards if it leaves the tensor.

    Example:
        >>> from deepkit import ops
        >>> ops.slice_update([1, 2, 3, 4], (1,), [7, 8]).tolist()
        [1, 7, 8, 4]
    """
    inputs = tensor(inputs)
    updates = jnp.asarray(updates, inputs.dtype)
    return lax.dynamic_update_slice(inputs, updates, _starts(start_indices))


@op
def scatter(indices: Tensor, values: Tensor, shape: Shape) -> Tensor:
    """Return zeros with values added at places.

    Args:
        indices: the places, one whole number an axis along the last axis.
        values: what is added at each place.
        shape: sizes of the result.

    Example:
        >>> from deepkit import ops
        >>> ops.scatter([[0], [2], [0]], [1, 2, 3], (3,)).tolist()
        [4, 0, 2]
    """
    values = tensor(values)
    return jnp.zeros(tuple(shape), values.dtype).at[_places(indices)].add(values)


@op
def scatter_update(
    inputs: Tensor, indices: Tensor, updates: Tensor, reduction: str | None = None
) -> Tensor:
    """Return the tensor with the numbers at places replaced, or combined with others.

    Args:
        inputs: a tensor.
        indices: the places, one whole number an axis along the last axis.
        updates: a number or slice for each place.
        reduction: None to replace; `"add"`, `"max"`, `"min"` or `"mul"` to combine.

    Raises:
        ValueError: if the reduction is none of these.

    Example:
        >>> from deepkit import ops
        >>> ops.scatter_update([1, 2, 3], [[0], [2]], [7, 8]).tolist()
        [7, 2, 8]
    """
    one_of((None, "add", "max", "min", "mul"), reduction=reduction)
    inputs = tensor(inputs)
    spots = inputs.at[_places(indices)]
    return getattr(spots, reduction or "set")(jnp.asarray(updates, inputs.dtype))


@op
def one_hot(
    x: Tensor, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Tensor:
    """Return a vector for each whole number: 1 at its place, 0 elsewhere.

    Args:
        x: whole numbers; those outside 0 to `num_classes - 1` become zeros.
        num_classes: the length of the vectors.
        axis: the position of the new axis.
        dtype: the floatx if None.
        sparse: must be False: tensors are dense.

    Example:
        >>> from deepkit import ops
        >>> ops.one_hot([0, 2], 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    _refuse_sparse(sparse)
    return jax.nn.one_hot(whole(x), num_classes, axis=axis, dtype=standardize_dtype(dtype))


@op
def multi_hot(
    inputs: Tensor,
    num_classes: int | None = None,
    axis: int = -1,
    dtype: Any = None,
    sparse: bool = False,
) -> Tensor:
    """Return a vector for each set of whole numbers: 1 at their places, 0 elsewhere.

    Args:
        inputs: whole numbers, a set along the second axis; one set if there is one axis only.
        num_classes: the length of the vectors.
        axis: the position of the new axis.
        dtype: the floatx if None.
        sparse: must be False: tensors are dense.

    Raises:
        ValueError: if `num_classes` is None, or `sparse` is True.

    Example:
        >>> from deepkit import ops
        >>> ops.multi_hot([[0, 2]], 3).tolist()
        [[1.0, 0.0, 1.0]]
    """
    _refuse_sparse(sparse)
    if num_classes is None:
        raise ValueError("`num_classes` must be the length of the vectors, got None.")
    inputs = whole(inputs)
    hot = jax.nn.one_hot(inputs, num_classes, axis=axis, dtype=standardize_dtype(dtype))
    return jnp.max(hot, axis=1 if inputs.ndim > 1 else 0)


@op
def unravel_index(indices: Tensor, shape: Shape) -> tuple[Tensor, ...]:
    """Return the coordinates in a shape of places in the flattened tensor.

    Args:
        indices: whole numbers.
        shape: sizes of the axes.
    """
    return jnp.unravel_index(whole(indices), shape)


def whole(x: Tensor) -> Tensor:
    x = tensor(x)
    return x if jnp.issubdtype(x.dtype, jnp.integer) else x.astype("int32")


def _starts(start_indices: Any) -> Any:
    if isinstance(start_indices, (list, tuple)):
        return tuple(whole(i) for i in start_indices)
    return tuple(whole(start_indices))


def _places(indices: Tensor) -> Any:
    return tuple(jnp.moveaxis(whole(indices), -1, 0))


def need_values(x: Tensor, name: str, cure: str) -> None:
    if isinstance(x, Tracer):
        raise ShapeError(f"`{name}` needs the values to tell the size of its result. {cure}")


def _refuse_sparse(sparse: bool) -> None:
    if sparse:
        raise ValueError("`sparse` must be False: tensors are dense here.")
