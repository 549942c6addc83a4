"""Primitives that run a program within, again and again or not at all."""

from typing import Any

import numpy as np

from deepkit.backend import Equation, Program, scan_parts
from deepkit.onnx._builder import Builder
from deepkit.onnx._elementwise import number
from deepkit.onnx._steps import elementwise, expand
from deepkit.onnx._types import written_dtype
from deepkit.onnx._value import Value

Run = Any  # writes a program into a graph: (builder, program, inputs) -> outputs


def scan(run: Run, b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    """Write a loop along the first axis of some inputs, or one that counts its turns.

    Args:
        run: writes a program into a graph.
        b: the graph.
        e: the loop.
        inputs: what stays the same, the first states, what is walked along.
    """
    (fixed, states), program = scan_parts(e), e.params["jaxpr"]
    walked = inputs[fixed + states :]
    inner, given = _inner(b, program, fixed)
    results = run(inner, program, [*inputs[:fixed], *given])
    if not walked:  # but a node must walk along something
        walked = [expand(b, b.constant(np.zeros(1, bool)), (e.params["length"],))]
        given = [*given, Value(inner.fresh("turn"), (), "bool")]
    body = _body(inner, "step", given, results)
    made = len(e.outputs) - states
    backwards = int(e.params["reverse"])
    specs = [(wire.shape, wire.dtype) for wire in e.outputs]
    return b.add_many(
        "Scan", [*inputs[fixed : fixed + states], *walked], specs, body=body,
        num_scan_inputs=len(walked), scan_input_directions=[backwards] * len(walked),
        **({"scan_output_directions": [backwards] * made} if made else {}),
    )  # fmt: skip


def choose(run: Run, b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    """Write a branch of two or more ways.

    Args:
        run: writes a program into a graph.
        b: the graph.
        e: the branch.
        inputs: the number of the branch, and what all of them are given.
    """
    which, *given = inputs
    specs = [(wire.shape, wire.dtype) for wire in e.outputs]

    def chosen(b: Builder, place: int, first: Program, *others: Program) -> list[Value]:
        if not others:
            return run(b, first, given)
        here, after = Builder(b.names, b), Builder(b.names, b)
        one = _body(here, "branch", [], run(here, first, given))
        more = _body(after, "branch", [], chosen(after, place + 1, *others))
        condition = elementwise(b, "Equal", which, number(b, place, which), dtype="bool")
        return b.add_many("If", [condition], specs, then_branch=one, else_branch=more)

    return chosen(b, 0, *e.params["branches"])


def _inner(b: Builder, program: Program, fixed: int) -> tuple[Builder, list[Value]]:
    """Return a graph within, and what a step of it is given."""
    inner = Builder(b.names, b)
    wires = program.inputs[fixed:]
    return inner, [Value(inner.fresh("step"), w.shape, written_dtype(w.dtype)) for w in wires]


def _body(inner: Builder, name: str, given: list[Value], results: list[Value]) -> Any:
    # An output must be made in the graph, and once.
    outputs = [inner.add("Identity", x, shape=x.shape, dtype=x.dtype) for x in results]
    return inner.graph(inner.fresh(name), given, outputs, whole=False)
