"""Writes a program into a graph, operation by operation."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from deepkit.backend import BOX, Box, Equation, Program, Wire
from deepkit.onnx import _arrangement, _elementwise, _loops, _products, _reductions
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call, in_floats
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._fallback import written_by_jax2onnx
from deepkit.onnx._table import EMITTERS, TAKE_WHOLE_NUMBERS
from deepkit.onnx._value import Value

_RULES = _elementwise.RULES | _arrangement.RULES | _reductions.RULES | _products.RULES


def write_program(b: Builder, program: Program, inputs: Sequence[Value]) -> list[Value]:
    """Write what a program computes, and return its outputs.

    Args:
        b: the graph.
        program: the program.
        inputs: the tensors it is given.

    Raises:
        UnsupportedError: if a part of it has no counterpart.
    """
    known: dict[Any, Value] = dict(zip(program.inputs, inputs, strict=True))

    def value(wire: Any) -> Value:
        return known[wire] if isinstance(wire, Wire) else b.constant(wire)

    for equation in program.equations:
        results = _write(b, equation, list(map(value, equation.inputs)))
        for wire, result in zip(equation.outputs, results, strict=True):
            known[wire] = replace(result, shape=wire.shape)
    return list(map(value, program.outputs))


def _write(b: Builder, equation: Equation, inputs: list[Value]) -> list[Value]:
    name = equation.name
    if name == BOX:
        return _write_box(b, equation.params["box"], equation, inputs)
    if name == "scan":
        return _loops.scan(write_program, b, equation, inputs)
    if name == "cond":
        return _loops.choose(write_program, b, equation, inputs)
    if name not in _RULES:
        raise UnsupportedError(f"the operation `{name}` of JAX")
    return _listed(_RULES[name](b, equation, inputs))


def _write_box(b: Builder, box: Box, equation: Equation, inputs: list[Value]) -> list[Value]:
    """Write a layer by its emitter, otherwise by what it computes, otherwise by jax2onnx."""
    emitter = EMITTERS.get(type(box.layer))
    if emitter is not None:
        try:
            call = Call.of(box, inputs, equation.outputs, write_program)
            ready = call if type(box.layer) in TAKE_WHOLE_NUMBERS else in_floats(b, call)
            return _listed(emitter(b, ready))
        except UnsupportedError:
            pass  # unusual options: its parts are no worse
    assert box.program is not None  # known once the box was read
    try:
        return write_program(b, box.program, inputs)
    except UnsupportedError as error:
        return written_by_jax2onnx(b, box, inputs, equation.outputs, str(error))


def _listed(results: Any) -> list[Value]:
    return results if isinstance(results, list) else [results]
