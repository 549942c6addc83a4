"""A call of a layer that an emitter writes."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deepkit.backend import Box, Place, Program, Variable, Wire, map_structure
from deepkit.onnx._builder import Builder
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import cast
from deepkit.onnx._types import FLOATS, written_array
from deepkit.onnx._value import Value


@dataclass(frozen=True, eq=False)
class Call:
    """What an emitter is told of a call.

    Args:
        layer: the layer.
        args: its arguments, tensors of the graph in place of arrays.
        kwargs: the same by name.
        outputs: what it returned.
        run: writes a program into the graph, for layers that hold others.
    """

    layer: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: tuple[Wire, ...]
    run: "Run | None" = None

    @classmethod
    def of(
        cls,
        box: Box,
        inputs: list[Value],
        outputs: tuple[Wire, ...],
        run: "Run | None" = None,
    ) -> "Call":
        """Return the call of a box on tensors of the graph."""

        def fill(leaf: Any) -> Any:
            return inputs[leaf.number] if isinstance(leaf, Place) else leaf

        args, kwargs = map_structure(fill, (box.args, box.kwargs))
        return cls(box.layer, args, kwargs, outputs, run)

    @property
    def x(self) -> Value:
        """The only tensor it is given.

        Raises:
            UnsupportedError: if there are more, such as a mask.
        """
        if len(self.args) != 1 or any(isinstance(x, Value) for x in self.kwargs.values()):
            raise UnsupportedError("more than one input")
        return self.args[0]


def in_floats(b: Builder, call: Call) -> Call:
    """Return a call on floats, as a layer with weights computes if it is given whole numbers.

    Args:
        b: the graph.
        call: the call.

    Raises:
        UnsupportedError: if the layer keeps whole numbers as they are.
    """
    first, *names = list(inspect.signature(type(call.layer).call).parameters)[1:]
    dtypes = {wire.dtype for wire in call.outputs}

    def turned(name: str, x: Any) -> Any:
        if name not in (first, "value", "key") or not isinstance(x, Value) or x.dtype in FLOATS:
            return x
        if len(dtypes) != 1 or not dtypes <= FLOATS:
            raise UnsupportedError("whole numbers")
        return cast(b, x, *dtypes)

    args = tuple(map(turned, (first, *names), call.args))
    kwargs = {name: turned(name, x) for name, x in call.kwargs.items()}
    return replace(call, args=args, kwargs=kwargs)


Run = Callable[[Builder, Program, Sequence[Value]], list[Value]]
"""Writes a program into a graph, given its inputs."""
Emitter = Callable[[Builder, Call], Any]
"""Writes the call of a layer: a tensor or several; an `UnsupportedError` if it cannot."""


def weight(
    b: Builder,
    variables: Variable | tuple[Variable | None, ...],
    arrange: Callable[..., np.ndarray],
    name: str,
) -> Value:
    """Return weights of a layer as the graph keeps them, once however often they are used.

    Args:
        b: the graph.
        variables: one or several.
        arrange: makes one array of theirs.
        name: tells apart what else is made of the same, and is the end of the name in the file.
    """
    held = variables if isinstance(variables, tuple) else (variables,)
    key = (*map(id, held), name)
    if key not in b.arranged:
        arrays = [None if v is None else written_array(v.value) for v in held]
        first = next(v for v in held if v is not None)
        b.arranged[key] = b.constant(
            arrange(*arrays), name=f"{first.path.rpartition('/')[0]}/{name}"
        )
    return b.arranged[key]
