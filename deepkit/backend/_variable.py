"""Variables: the one form of state."""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from deepkit.backend._allowance import spend
from deepkit.backend._changes import note_change
from deepkit.backend._concrete import concrete
from deepkit.backend._dtypes import is_float, standardize_dtype
from deepkit.backend._scope import outside, overlay, path_of
from deepkit.backend._symbolic import SymbolicTensor, refuse
from deepkit.configurable import auto_name
from deepkit.errors import ShapeError, StateError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_compute_dtype: ContextVar[str | None] = ContextVar("compute_dtype", default=None)


class Lender(Protocol):
    """What a Variable asks for its array while that is out on loan."""

    def read(self, variable: "Variable") -> jax.Array:
        """Return the array."""
        ...

    def write(self, variable: "Variable", value: jax.Array) -> None:
        """Replace the array."""
        ...


class Variable:
    """An array that a program reads and assigns; weights, counters and metrics are Variables.

    Args:
        value: the first value; or a function `(shape, dtype)` that makes it.
        shape: sizes, needed when `value` is a function.
        dtype: the dtype kept; of the value if None, the floatx for Python floats.
        trainable: whether gradients reach it.
        name: the last part of its path; made up if None.
        regularizer: a penalty `(array) -> scalar` that joins the loss.
        constraint: a projection `(array) -> array` applied after each update.
        autocast: whether layers of a mixed policy read it in their compute dtype.

    Raises:
        ValueError: if `value` is a function and `shape` is missing or has an open axis.
        TypeError: if `value` holds anything but numbers.
        ShapeError: if `value` has another number of elements than `shape`.
        StateError: if `value` exists only while a function is traced.

    Example:
        >>> import deepkit
        >>> v = deepkit.Variable([1.0, 2.0])
        >>> v.assign_add([0.5, 0.5]).numpy()
        array([1.5, 2.5], dtype=float32)
    """

    # NumPy must leave `array + variable` to the variable.
    __array_priority__ = 100
    __array_ufunc__ = None

    # Whether rows of it were ever looked up by number: perhaps it is read in no other way.
    looked_up: bool = False

    def __init__(
        self,
        value: Any,
        *,
        shape: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        name: str | None = None,
        regularizer: Callable[[Any], Any] | None = None,
        constraint: Callable[[Any], Any] | None = None,
        autocast: bool = True,
    ) -> None:
        self.name = name or auto_name("variable")
        self.path = path_of(self.name)
        self._trainable, self.regularizer, self.constraint = trainable, regularizer, constraint
        # Freezing changes `trainable`; the order in files goes by what it was at first.
        self.learned, self.autocast = trainable, autocast
        # True arrays even while a function around us is traced: weights may be made anywhere. And
        # a generator that draws them must move on for good, which in a scope it would not.
        with outside(), compute_dtype(None), concrete():
            array = _first_value(value, shape, dtype)
        if isinstance(array, Tracer):
            raise StateError(
                f"Variable {self.path!r} is made of a value that exists only while a function is "
                "traced. Make it outside, or of an initializer."
            )
        self._array: jax.Array | None = array
        self._lender: Lender | None = None  # who has the array, if not the Variable itself
        self._shape, self._dtype = array.shape, array.dtype.name

    @property
    def value(self) -> jax.Array:
        """The array, as it reads in this context."""
        inner = overlay()
        value = None if inner is None else inner.get(id(self))
        if value is None:
            value = self._own()
        wanted = _compute_dtype.get()
        if wanted is not None and self.autocast and is_float(self._dtype):
            return value.astype(wanted)
        return value

    @property
    def trainable(self) -> bool:
        """Whether gradients reach it."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = value
        note_change()

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of its axes."""
        return self._shape

    @property
    def dtype(self) -> str:
        """The name of the dtype it reads as here."""
        wanted = _compute_dtype.get()
        casts = wanted is not None and self.autocast and is_float(self._dtype)
        return str(wanted) if casts else self._dtype

    @property
    def ndim(self) -> int:
        """The number of its axes."""
        return len(self._shape)

    @property
    def size(self) -> int:
        """The number of its elements."""
        return int(np.prod(self._shape))

    def numpy(self) -> np.ndarray:
        """Return the value as a NumPy array."""
        return np.asarray(self.value)

    def assign(self, value: Any) -> "Variable":
        """Set the value.

        Args:
            value: an array of the same shape; its dtype is cast.

        Raises:
            ShapeError: if the shape differs.
            StateError: if the value exists only while a function is traced.
        """
        value = _as(value, self._dtype)
        if value.shape != self._shape:
            raise ShapeError(
                f"Variable {self.path!r} has shape {self._shape}, cannot assign {value.shape}."
            )
        inner = overlay()
        if inner is not None:
            inner.write(self, value)
            return self
        if isinstance(value, Tracer):
            raise StateError(
                f"Variable {self.path!r} is assigned inside a compiled or differentiated function, "
                "where its value would be lost. Wrap the function: "
                "`deepkit.backend.stateless(fn, variables)` returns the new values."
            )
        if self._lender is None:
            self._array = value
        else:
            self._lender.write(self, value)
        return self

    def assign_add(self, value: Any) -> "Variable":
        """Add to the value.

        Args:
            value: what is added; broadcast and cast.
        """
        return self.assign(self._stored() + _as(value, self._dtype))

    def assign_sub(self, value: Any) -> "Variable":
        """Subtract from the value.

        Args:
            value: what is subtracted; broadcast and cast.
        """
        return self.assign(self._stored() - _as(value, self._dtype))

    def lend(self, lender: Lender) -> tuple[jax.Array, Lender | None]:
        """Hand the array over; return it, and the lender who had it before.

        Who reads or assigns the Variable now deals with the lender.
        """
        before, array = self._lender, self._own()
        self._lender, self._array = lender, None
        return array, before

    def take_back(self, value: "jax.Array | Lender") -> None:
        """End a loan: take the array, or go back to the lender who had it before."""
        if isinstance(value, jax.Array):
            self._lender, self._array = None, value
        else:
            self._lender = value

    def _own(self) -> Any:
        return self._array if self._lender is None else self._lender.read(self)

    def _stored(self) -> jax.Array:
        with compute_dtype(None):
            return self.value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.value, dtype=dtype, copy=copy)

    def __jax_array__(self) -> jax.Array:
        return self.value

    def __len__(self) -> int:
        return len(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __index__(self) -> int:
        return self.value.__index__()

    def __bool__(self) -> bool:
        return bool(self.value)

    def __iter__(self) -> "Iterator[jax.Array]":
        return iter(self.value)

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self._shape}, dtype={self._dtype}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> "Variable":
        copy = object.__new__(type(self))
        memo[id(self)] = copy
        copy.__dict__.update(self.__dict__, _lender=None, _array=jnp.array(self._stored()))
        return copy

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_lender": None, "_array": np.asarray(self._stored())}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _array=jnp.asarray(state["_array"]))


def _first_value(value: Any, shape: Any, dtype: Any) -> jax.Array:
    if callable(value) and not isinstance(value, Variable):
        if shape is None or None in shape:
            raise ValueError(
                f"`shape` must be given with every size known when the value is made by "
                f"{value!r}, got {shape}."
            )
        spend(shape, standardize_dtype(dtype))
        value = value(tuple(shape), dtype=standardize_dtype(dtype))
    array = _as(value, dtype and standardize_dtype(dtype))
    if shape is None:
        return array
    shape = tuple(shape)
    if array.size != np.prod(shape, dtype=int):
        raise ShapeError(f"A Variable of shape {shape} cannot begin as a value of {array.shape}.")
    return array if array.shape == shape else array.reshape(shape)


def _as(value: Any, dtype: str | None) -> jax.Array:
    """Return an array of this dtype; if None, of its own, or the floatx for Python's floats."""
    if isinstance(value, SymbolicTensor):
        refuse(value, "kept in a Variable", "operations inside the `call` of a layer")
    if isinstance(value, Variable):
        value = value.value
    if isinstance(value, jax.Array):
        if (dtype is None or value.dtype == dtype) and not value.weak_type:
            return value
    else:
        # A copy of our own: JAX may go on using the memory, which the user may go on changing.
        value = np.array(value)
        if value.dtype.kind in "OUSMm":
            raise TypeError(f"A Variable holds numbers, got {value!r}.")
        if dtype is None and value.dtype == np.float64:
            dtype = standardize_dtype(None)
        # Not by `jnp.asarray`, which compiles a program for each shape that is to be cast.
        return jax.device_put(value if dtype is None else value.astype(dtype, copy=False))
    return jnp.asarray(value, dtype)


def values_of(variables: Sequence[Variable]) -> list[jax.Array]:
    """Return the values of Variables, as `value` does for each, at a tenth of the cost.

    Args:
        variables: the Variables.
    """
    if overlay() is None and _compute_dtype.get() is None:
        # What is lent has no array of its own.
        values = [array for v in variables if (array := v._array) is not None]
        if len(values) == len(variables):
            return values
    return [variable.value for variable in variables]


def assign_all(variables: Sequence[Variable], values: Sequence[jax.Array]) -> None:
    """Set Variables to what a program returned for them: arrays of their own shapes and dtypes.

    Args:
        variables: the Variables.
        values: an array for each.
    """
    inner = overlay()
    for variable, value in zip(variables, values, strict=True):
        if inner is not None:
            inner.write(variable, value)
        elif variable._lender is not None:
            variable._lender.write(variable, value)
        else:
            variable._array = value


@contextmanager
def compute_dtype(dtype: str | None) -> "Generator[None]":
    """Read floating Variables as `dtype` within the block; as they are for None."""
    token = _compute_dtype.set(dtype)
    try:
        yield
    finally:
        _compute_dtype.reset(token)
