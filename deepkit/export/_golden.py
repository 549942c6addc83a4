"""Inputs whose outputs are known: what an exported model is compared with ever after."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deepkit.errors import SavingError
from deepkit.export._agreement import difference, disagreement, tolerance
from deepkit.export._calls import Arguments
from deepkit.export._endpoint import Endpoint
from deepkit.export._manifest import TensorSpec
from deepkit.export._traced import Traced

ROWS = 3
"""How many rows are kept."""

_COMPARED = (1, ROWS)
_TRACED = (2, 8, 16, 17, 32, 64, 100, 128, 256)
_OPEN = 5  # the size of axes that are open beside that of the batch


def examples_for(endpoint: Endpoint, given: Any) -> list[np.ndarray]:
    """Return inputs for an endpoint: rows of the user's, or random numbers.

    Args:
        endpoint: what is exported.
        given: arrays as the signature takes them; made up if None.

    Raises:
        DataError: if they do not fit.
    """
    if given is not None:
        args = list(given) if isinstance(given, list | tuple) else [given]
        return Arguments(endpoint.inputs).arrays(args, {})
    generator = np.random.default_rng(0)
    return [_drawn(spec, generator) for spec in endpoint.inputs]


def golden_rows(inputs: Sequence[np.ndarray], specs: Sequence[TensorSpec]) -> list[np.ndarray]:
    """Return so many rows as are kept.

    Args:
        inputs: of any number of rows, one at least.
        specs: what they are.
    """
    return [_of_rows(array, ROWS, spec) for array, spec in zip(inputs, specs, strict=True)]


def check_batches(traced: Traced, run: Any, inputs: Sequence[np.ndarray]) -> None:
    """Compare the program with what Python computes for batches of different sizes.

    Where what Python computes for another number of rows looks different, it is compared too.

    Args:
        traced: what was exported.
        run: runs the program.
        inputs: golden ones.

    Raises:
        SavingError: if they differ.
    """
    specs = traced.endpoint.inputs
    if not any(spec.shape[:1] == (None,) for spec in specs):
        sizes: list[int] = [0]
    else:
        usual = traced.at(ROWS).operations
        odd = [rows for rows in _TRACED if traced.at(rows).operations != usual]
        sizes = [*_COMPARED, *odd]
    for rows in sizes:
        batch = [_of_rows(a, rows, s) for a, s in zip(inputs, specs, strict=True)]
        _compare(traced, run, batch, rows)


def _compare(traced: Traced, run: Any, batch: Sequence[np.ndarray], rows: int) -> None:
    names = [spec.name for spec in traced.outputs]
    expected = dict(zip(names, traced.compute(batch), strict=True))
    fault = disagreement(names, [np.asarray(array) for array in run(*batch)], expected)
    if fault is not None:
        raise SavingError(
            f"The exported program is not the model: for {rows or 'all'} rows, {fault}. A branch "
            "in Python on the number of rows, such as `if x.shape[0] == 1`, is decided once, when "
            "the program is traced for batches of any size. Decide with `ops.where` or "
            "`ops.cond`, or give `input_signature` with a fixed batch size."
        )


def accuracy_lost(
    names: Sequence[str],
    found: Sequence[np.ndarray],
    exact: Sequence[np.ndarray],
    targets: Any = None,
) -> dict[str, dict[str, float]]:
    """Return how far outputs are off, by name: for people to judge a form of weights.

    Args:
        names: of the outputs.
        found: with the weights in that form.
        exact: with the weights as they are.
        targets: what they should be, of the first output: whole numbers of classes, or numbers.
    """
    report: dict[str, dict[str, float]] = {}
    for place, (name, one, other) in enumerate(zip(names, found, exact, strict=True)):
        if other.dtype.kind != "f" and tolerance(other.dtype) == 0.0:
            report[name] = {"equal": float(np.mean(one == other))}
            continue
        report[name] = told = {"largest_difference": difference(one, other)}
        told["mean_difference"] = float(np.abs(one.astype(float) - other.astype(float)).mean())
        if one.ndim > 1 and one.shape[-1] > 1:
            told["same_first_choice"] = float(np.mean(one.argmax(-1) == other.argmax(-1)))
        if targets is not None and place == 0:
            told |= _judged(one, other, np.asarray(targets))
    return report


def _judged(found: np.ndarray, exact: np.ndarray, targets: np.ndarray) -> Mapping[str, float]:
    if found.ndim > 1 and found.shape[-1] > 1 and targets.ndim < found.ndim:
        before, after = (float(np.mean(o.argmax(-1) == targets)) for o in (exact, found))
        return {"accuracy_before": before, "accuracy": after}
    shaped = targets.reshape(exact.shape)
    before, after = (float(np.sqrt(np.mean((o - shaped) ** 2))) for o in (exact, found))
    return {"root_mean_squared_error_before": before, "root_mean_squared_error": after}


def _of_rows(array: np.ndarray, rows: int, spec: TensorSpec) -> np.ndarray:
    if spec.shape[:1] != (None,) or not rows:
        return array
    return np.resize(array, (rows, *array.shape[1:]))


def _drawn(spec: TensorSpec, generator: np.random.Generator) -> np.ndarray:
    shape = [ROWS if axis == 0 and size is None else size for axis, size in enumerate(spec.shape)]
    sizes = [_OPEN if size is None else size for size in shape]
    dtype = np.dtype(spec.dtype)
    if dtype.kind == "b":
        return generator.random(sizes) < 0.5
    if dtype.kind in "iu":
        return generator.integers(0, 2, sizes).astype(dtype)
    return generator.normal(size=sizes).astype(dtype)
