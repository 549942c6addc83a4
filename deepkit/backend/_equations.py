"""A function as a list of primitive operations, for those who write it in another language.

Layers that such a writer knows by name stay whole: each is one operation, a box, that holds the
layer, its arguments and what it consists of. All else is taken apart into the primitives of JAX.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np
from jax.extend.core import ClosedJaxpr, Jaxpr, Literal

from deepkit.backend._context import call_context, current_call
from deepkit.backend._dtypes import standardize_dtype
from deepkit.backend._scope import scope
from deepkit.backend._symbolic import symbol

Size = int | str
_CALLS = frozenset(
    {
        "jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call",
        "custom_vjp_call_jaxpr", "checkpoint", "remat", "remat2",
    }
)  # fmt: skip
BOX = "box"
_OPEN = type(symbol("batch"))


@dataclass(frozen=True, eq=False)
class Wire:
    """An array that an operation makes or a function is given.

    Args:
        shape: its sizes; open ones are expressions such as `"2*batch"`.
        dtype: the name of its dtype.
    """

    shape: tuple[Size, ...]
    dtype: str


@dataclass(frozen=True, eq=False)
class Box:
    """A call of a layer that was kept whole.

    Args:
        layer: the layer.
        args: its arguments, a number in place of each array: that of the operation's input.
        kwargs: the same by name.
        program: what the call consists of.
    """

    layer: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    program: "Program | None" = None


@dataclass(frozen=True)
class Place:
    """Stands for an array among the arguments of a box.

    Args:
        number: of the operation's input.
    """

    number: int


@dataclass(frozen=True, eq=False)
class Equation:
    """One operation.

    Args:
        name: of the primitive of JAX, or `"box"`.
        inputs: wires, and arrays that are the same in each call.
        outputs: what it makes.
        params: its options; programs within are `Program`s, open sizes are text.
    """

    name: str
    inputs: tuple[Any, ...]
    outputs: tuple[Wire, ...]
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Program:
    """A function as a list of operations, each after those it needs.

    Args:
        inputs: what it is given.
        equations: the operations.
        outputs: wires, or arrays that are the same in each call.
    """

    inputs: tuple[Wire, ...]
    equations: tuple[Equation, ...]
    outputs: tuple[Any, ...]


def named_spec(shape: Sequence[Size], dtype: str) -> Any:
    """Return a spec whose open axes have names: axes of one name have equal sizes.

    Args:
        shape: sizes of the axes, names of those that are open.
        dtype: the name of the dtype.
    """
    sizes = [symbol(size) if isinstance(size, str) else size for size in shape]
    return jax.ShapeDtypeStruct(tuple(sizes), standardize_dtype(dtype))


def equations_of(
    fn: Callable[..., Any], specs: Sequence[Any], keep: Callable[[Any], bool]
) -> tuple[Program, Any]:
    """Return what a function consists of, and the structure of its result with numbers as leaves.

    Args:
        fn: a function of arrays; it is traced, and not run.
        specs: of its arguments, as `open_spec` makes them.
        keep: tells of a layer whether its calls stay whole.

    Example:
        >>> from deepkit import backend
        >>> spec = backend.open_spec((None, 2), "float32")
        >>> program, _ = backend.equations_of(lambda x: x * 2, [spec], lambda layer: False)
        >>> [(e.name, e.outputs[0].shape) for e in program.equations]
        [('mul', ('batch', 2))]
    """
    boxes: dict[str, Box] = {}

    def run(*arrays: Any) -> Any:
        with scope(), call_context(False) as call:
            call.around = lambda layer, fn: _boxed(layer, fn, boxes) if keep(layer) else fn
            return fn(*arrays)

    closed, results = jax.make_jaxpr(run, return_shape=True)(*specs)
    numbers = iter(range(len(closed.jaxpr.outvars)))
    return _Reader(boxes).program(closed), jax.tree.map(lambda _: next(numbers), results)


def _boxed(layer: Any, fn: Callable[..., Any], boxes: dict[str, Box]) -> Callable[..., Any]:
    """Return a call of a layer that shows as one operation."""

    def call(*args: Any, **kwargs: Any) -> Any:
        leaves, structure = jax.tree.flatten((args, kwargs))
        places = [i for i, leaf in enumerate(leaves) if isinstance(leaf, jax.Array)]
        name = f"deepkit_box_{len(boxes)}"

        def run(*arrays: Any) -> Any:
            filled = _filled(leaves, places, arrays)
            args, kwargs = jax.tree.unflatten(structure, filled)
            context = current_call()
            assert context is not None  # `equations_of` opened it
            around, context.around = context.around, None  # what is inside is no box
            try:
                return fn(*args, **kwargs)
            finally:
                context.around = around

        run.__name__ = name
        numbered = _filled(leaves, places, [Place(i) for i in range(len(places))])
        boxes[name] = Box(layer, *jax.tree.unflatten(structure, numbered))
        return jax.jit(run)(*(leaves[place] for place in places))

    return call


def _filled(leaves: Sequence[Any], places: Sequence[int], values: Sequence[Any]) -> list[Any]:
    given = dict(zip(places, values, strict=True))
    return [given.get(place, leaf) for place, leaf in enumerate(leaves)]


class _Reader:
    """Reads programs of JAX."""

    def __init__(self, boxes: dict[str, Box]) -> None:
        self._boxes = boxes

    def program(self, closed: ClosedJaxpr) -> Program:
        inner = closed.jaxpr
        pairs = zip(inner.constvars, closed.consts, strict=True)
        known: dict[Any, Any] = {v: _as(value, _dtype(v)) for v, value in pairs}
        inputs = tuple(map(_wire, inner.invars))
        known |= zip(inner.invars, inputs, strict=True)
        equations: list[Equation] = []
        self._read(inner, known, equations)
        outputs = tuple(_value(known, variable) for variable in inner.outvars)
        return Program(inputs, tuple(equations), outputs)

    def _read(self, inner: Jaxpr, known: dict[Any, Any], equations: list[Equation]) -> None:
        for each in inner.eqns:
            given = tuple(_value(known, variable) for variable in each.invars)
            name, called = each.primitive.name, _called(each)
            if name in _CALLS and called is not None and each.params.get("name") not in self._boxes:
                made = self._inlined(called, given, equations)
            else:
                made = tuple(map(_wire, each.outvars))
                equations.append(self._equation(each, given, made))
            known |= zip(each.outvars, made, strict=True)

    def _inlined(
        self, called: Any, given: Sequence[Any], equations: list[Equation]
    ) -> tuple[Any, ...]:
        inner, consts = getattr(called, "jaxpr", called), getattr(called, "consts", ())
        known = dict(zip((*inner.constvars, *inner.invars), (*consts, *given), strict=True))
        self._read(inner, known, equations)
        return tuple(_value(known, variable) for variable in inner.outvars)

    def _equation(self, each: Any, given: tuple[Any, ...], made: tuple[Wire, ...]) -> Equation:
        box = self._boxes.get(each.params.get("name"))
        if box is not None:
            program = self.program(each.params["jaxpr"])
            whole = Box(box.layer, box.args, box.kwargs, program)
            return Equation(BOX, given, made, {"box": whole})
        params = {key: self._plain(value) for key, value in each.params.items()}
        return Equation(each.primitive.name, given, made, params)

    def _plain(self, value: Any) -> Any:
        """Return an option of a primitive in types that tell nothing of JAX."""
        if isinstance(value, ClosedJaxpr):
            return self.program(value)
        if type(value) in (tuple, list):
            return tuple(map(self._plain, value))
        if isinstance(value, np.integer):
            return int(value)
        return str(value) if isinstance(value, _OPEN) else value


def _called(equation: Any) -> Any:
    """Return the program that an operation calls, if it does nothing else."""
    names = ("jaxpr", "call_jaxpr", "fun_jaxpr")
    return next((equation.params[name] for name in names if name in equation.params), None)


def _value(known: dict[Any, Any], variable: Any) -> Any:
    if not isinstance(variable, Literal):
        return known[variable]
    return _as(variable.val, _dtype(variable))


def _dtype(variable: Any) -> Any:
    return variable.aval.dtype


def _as(value: Any, dtype: Any) -> Any:
    """Return an array in the dtype that it has in the program, which NumPy's may not have yet."""
    # JAX's plain numbers tell a dtype, and lose it in NumPy.
    known = hasattr(value, "shape") and value.dtype == dtype
    return value if known else np.asarray(value, dtype)


def _wire(variable: Any) -> Wire:
    sizes = variable.aval.shape
    return Wire(
        tuple(size if isinstance(size, int) else str(size) for size in sizes),
        variable.aval.dtype.name,
    )
