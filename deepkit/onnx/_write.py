"""Writes a function as an ONNX file, and proves it in onnxruntime."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import ModelProto, helper

import deepkit
from deepkit.backend import (
    Program,
    Variable,
    equations_of,
    jit,
    leaves,
    named_spec,
    scope,
)
from deepkit.durable import whole_file
from deepkit.errors import SavingError
from deepkit.export import Endpoint, examples_for, named_shapes, rounding
from deepkit.onnx._builder import Builder, names_used, rename
from deepkit.onnx._check import check
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._table import stays_whole
from deepkit.onnx._types import HALF, IR_VERSION, OPSET, written_dtype
from deepkit.onnx._value import Value
from deepkit.onnx._writer import write_program

_LARGEST = 2**31 - 2**20  # a protobuf holds less than two GiB; larger weights lie beside the file


@dataclass(frozen=True)
class OnnxReport:
    """What was written.

    Args:
        path: of the file.
        nodes: how many nodes there are of each kind.
        difference: the largest to the model, by the largest size of an output or 1.
    """

    path: Path
    nodes: Mapping[str, int]
    difference: float


def write(
    endpoint: Endpoint,
    path: str | os.PathLike[str],
    variables: Sequence[Variable] = (),
    *,
    examples: Any = None,
    tolerance: float | None = None,
    overwrite: bool = True,
) -> OnnxReport:
    """Write a function of a model as an ONNX file, once onnxruntime agrees with it.

    Args:
        endpoint: the function, and what it takes.
        path: of the file.
        variables: those of the model: their names are those in the file.
        examples: inputs to compare on; random ones if None.
        tolerance: the largest difference, by the largest size of an output or 1; if None, 1e-4,
            or 2e-2 where the model computes in half precision or on an accelerator.
        overwrite: whether an ONNX file that is there already gives way.

    Raises:
        SavingError: if a part of it cannot be written, the file differs from the model, or
            something else is there.
        DataError: if the examples do not fit.
    """
    target = Path(path)
    _may_take(target, overwrite=overwrite)
    rows = None if examples is None else examples_for(endpoint, examples)
    traced = _traced(endpoint)
    model = _written(endpoint, traced, variables)
    tolerance = _rounding(traced[0]) if tolerance is None else tolerance
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        beside = Path(folder) / target.name
        _save(model, beside)
        weights = target.with_name(f"{target.name}.data")
        older = _has_weights_beside(target)
        if (Path(folder) / weights.name).exists() and not older:
            _may_hold_weights(weights, overwrite=overwrite)
        worst = check(str(beside), _computing(endpoint), endpoint.inputs, rows, tolerance)
        for file in sorted(Path(folder).iterdir(), reverse=True):  # weights before their model
            with file.open("rb") as written, whole_file(target.parent / file.name) as whole:
                shutil.copyfileobj(written, whole)
        if older and not (Path(folder) / weights.name).exists():
            weights.unlink(missing_ok=True)
    return OnnxReport(target, _counted(model), worst)


def _may_take(target: Path, *, overwrite: bool) -> None:
    """Refuse to write where something is that is no ONNX file."""
    if not target.exists():
        return
    if not overwrite:
        raise SavingError(f"{target} exists already. Give `overwrite=True` to replace it.")
    if not _is_onnx(target):
        raise SavingError(
            f"{target} is there already, and is no ONNX file. Name another place, or remove it."
        )


def _may_hold_weights(file: Path, *, overwrite: bool) -> None:
    """Refuse to write weights where something is that is not the weights of the older file."""
    if not file.exists() or (overwrite and file.is_file() and not file.stat().st_size):
        return
    raise SavingError(
        f"{file}, where large weights belong, is there already, and no part of the ONNX file. "
        "Name another place, or remove it."
    )


def _has_weights_beside(target: Path) -> bool:
    """Tell whether there is an ONNX file whose weights lie where ours would."""
    if not target.exists() or not target.stat().st_size:
        return False
    found = onnx.load_model(target, format="protobuf", load_external_data=False)
    places = [place for tensor in found.graph.initializer for place in tensor.external_data]
    return any((p.key, p.value) == ("location", f"{target.name}.data") for p in places)


def _is_onnx(target: Path) -> bool:
    """Tell whether a file holds a graph, or nothing."""
    if not target.is_file():
        return False
    if not target.stat().st_size:
        return True
    try:
        found = onnx.load_model(target, format="protobuf", load_external_data=False)
    except DecodeError:
        return False
    return found.ir_version > 0 and found.HasField("graph")


def onnx_model(endpoint: Endpoint, variables: Sequence[Variable] = ()) -> ModelProto:
    """Return a function of a model as ONNX, not compared with it yet.

    Args:
        endpoint: the function, and what it takes.
        variables: those of the model.

    Raises:
        SavingError: if a part of it cannot be written.
    """
    return _written(endpoint, _traced(endpoint), variables)


def _written(
    endpoint: Endpoint, traced: tuple[Program, Any], variables: Sequence[Variable]
) -> ModelProto:
    program, results = traced
    builder = Builder({id(variable.value): variable.path for variable in variables})
    pairs = zip(endpoint.inputs, program.inputs, strict=True)
    inputs = [
        Value(builder.fresh(spec.name), wire.shape, written_dtype(wire.dtype))
        for spec, wire in pairs
    ]
    _know_sizes(builder, inputs)
    try:
        outputs = write_program(builder, program, inputs)
    except UnsupportedError as error:
        raise SavingError(
            f"The model cannot be written as ONNX: {error} has no counterpart there that deepkit "
            "knows. Compute without it, or put it into a layer of its own and install jax2onnx."
        ) from None
    named: list[Value] = []
    for value in outputs:
        if value.made is None or any(value.name == other.name for other in named):
            value = builder.add("Identity", value, shape=value.shape, dtype=value.dtype)
        named.append(value)
    return _model(builder, inputs, named, _names(results, endpoint.outputs))


def _traced(endpoint: Endpoint) -> tuple[Program, Any]:
    *freer, last = named_shapes(endpoint)
    for shapes in freer:
        with suppress(Exception):  # sizes that are to differ may have to be equal
            return _equations(endpoint, shapes)
    try:
        return _equations(endpoint, last)
    except Exception as error:  # whatever the model raises; it goes on
        error.add_note(
            "while tracing the model for ONNX with open axes. If the error is about their size, "
            "give `input_signature` with fixed sizes, or compute without asking for it."
        )
        raise


def _equations(endpoint: Endpoint, shapes: Sequence[Any]) -> tuple[Program, Any]:
    pairs = zip(shapes, endpoint.inputs, strict=True)
    specs = [named_spec(shape, spec.dtype) for shape, spec in pairs]
    return equations_of(endpoint.fn, specs, stays_whole)


def _rounding(program: Program) -> float:
    """Return the difference that rounding alone may make."""
    return rounding(in_half=bool(_dtypes(program) & HALF))


def _dtypes(program: Program) -> set[str]:
    """Return the dtypes that a program computes in, those of layers and loops within too."""
    found: set[str] = set()
    for equation in program.equations:
        found |= {wire.dtype for wire in equation.outputs}
        box = equation.params.get("box")
        for value in (*equation.params.values(), *equation.params.get("branches", ())):
            found |= _dtypes(value) if isinstance(value, Program) else set()
        found |= _dtypes(box.program) if box is not None and box.program is not None else set()
    return found


def _know_sizes(builder: Builder, inputs: Sequence[Value]) -> None:
    """Note where the sizes of open axes can be asked for."""
    for value in inputs:
        for axis, size in enumerate(value.shape):
            if isinstance(size, str) and size not in builder.sizes:
                where = {"start": axis, "end": axis + 1}
                builder.sizes[size] = builder.add(
                    "Shape", value, shape=(1,), dtype="int64", **where
                )


def _names(results: Any, given: Sequence[str] | None) -> list[str]:
    """Return what the outputs are called, in order."""
    if given is not None:
        return list(given)
    if isinstance(results, Mapping):
        found = [(number, f"{key}") for key, value in results.items() for number in leaves(value)]
        names = [name for _, name in sorted(found)]
        if len(set(names)) == len(names):
            return names
    count = len(leaves(results))
    return ["outputs"] if count == 1 else [f"output_{number}" for number in range(count)]


def _model(
    builder: Builder, inputs: Sequence[Value], outputs: Sequence[Value], names: Sequence[str]
) -> ModelProto:
    graph = builder.graph("model", inputs, outputs)
    renamed = {value.name: name for value, name in zip(outputs, names, strict=True)}
    taken = {value.name for value in inputs}
    made = {name for node in graph.node for name in node.output}  # some of which nothing reads
    inside = (names_used(graph.node) | made) - set(renamed) - taken
    renamed |= {name: builder.fresh(name) for name in names if name in inside}
    renamed = {old: new if new not in taken else f"{new}_output" for old, new in renamed.items()}
    rename(graph, renamed)
    return helper.make_model(
        graph,
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="deepkit",
        producer_version=deepkit.__version__,
    )


def _save(model: ModelProto, path: Path) -> None:
    if model.ByteSize() < _LARGEST:
        onnx.save_model(model, path)
        return
    onnx.save_model(
        model, path, save_as_external_data=True, location=f"{path.name}.data", size_threshold=1024
    )


def _computing(endpoint: Endpoint) -> Any:
    @jit
    def run(*arrays: Any) -> Any:
        with scope():  # what it assigns is lost, as it is in the file
            return leaves(endpoint.fn(*arrays))

    def compute(batch: list[np.ndarray]) -> list[np.ndarray]:
        results = run(*batch)
        return [np.asarray(x).astype(written_dtype(x.dtype.name)) for x in results]

    return compute


def _counted(model: ModelProto) -> dict[str, int]:
    return dict(Counter(node.op_type for node in model.graph.node))
