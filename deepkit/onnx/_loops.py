"""Primitives that run a program within, again and again or not at all."""

from typing import Any

from deepkit.backend import Equation, Program, scan_parts
from deepkit.onnx._builder import Builder
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import cast
from deepkit.onnx._types import written_dtype
from deepkit.onnx._value import Value

Run = Any  # writes a program into a graph: (builder, program, inputs) -> outputs


def scan(run: Run, b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    """Write a loop along the first axis of some inputs.

    Args:
        run: writes a program into a graph.
        b: the graph.
        e: the loop.
        inputs: what stays the same, the first states, what is walked along.

    Raises:
        UnsupportedError: if it walks along nothing.
    """
    (fixed, states), program = scan_parts(e), e.params["jaxpr"]
    walked = inputs[fixed + states :]
    if not walked:
        raise UnsupportedError("a loop of counted turns")
    inner, given = _inner(b, program, fixed)
    results = run(inner, program, [*inputs[:fixed], *given])
    body = _body(inner, "step", given, results)
    made = len(e.outputs) - states
    backwards = int(e.params["reverse"])
    specs = [(wire.shape, wire.dtype) for wire in e.outputs]
    return b.add_many(
        "Scan", inputs[fixed:], specs, body=body, num_scan_inputs=len(walked),
        scan_input_directions=[backwards] * len(walked),
        **({"scan_output_directions": [backwards] * made} if made else {}),
    )  # fmt: skip


def choose(run: Run, b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    """Write a branch.

    Args:
        run: writes a program into a graph.
        b: the graph.
        e: the branch.
        inputs: the number of the branch, and what all of them are given.

    Raises:
        UnsupportedError: if there are more than two.
    """
    which, *given = inputs
    if len(e.params["branches"]) != 2:
        raise UnsupportedError("a branch of more than two ways")
    graphs = []
    for program in e.params["branches"]:
        inner = Builder(b.names, b)
        graphs.append(_body(inner, "branch", [], run(inner, program, given)))
    specs = [(wire.shape, wire.dtype) for wire in e.outputs]
    no, yes = graphs
    condition = cast(b, which, "bool")
    return b.add_many("If", [condition], specs, then_branch=yes, else_branch=no)


def _inner(b: Builder, program: Program, fixed: int) -> tuple[Builder, list[Value]]:
    """Return a graph within, and what a step of it is given."""
    inner = Builder(b.names, b)
    wires = program.inputs[fixed:]
    return inner, [Value(inner.fresh("step"), w.shape, written_dtype(w.dtype)) for w in wires]


def _body(inner: Builder, name: str, given: list[Value], results: list[Value]) -> Any:
    # An output must be made in the graph, and once.
    outputs = [inner.add("Identity", x, shape=x.shape, dtype=x.dtype) for x in results]
    return inner.graph(inner.fresh(name), given, outputs, whole=False)
