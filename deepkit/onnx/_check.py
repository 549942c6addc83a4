"""Whether a written model computes what the model does, in onnxruntime."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime

from deepkit.errors import SavingError
from deepkit.export import TensorSpec

BATCHES = (1, 3, 17)
_DTYPES = {"tensor(float)": "float32", "tensor(double)": "float64"}
_OPEN = 5  # the size of axes that are open beside that of the batch


def check(
    path: str,
    compute: Callable[[list[np.ndarray]], Sequence[np.ndarray]],
    specs: Sequence[TensorSpec],
    examples: Sequence[np.ndarray] | None,
    tolerance: float,
) -> float:
    """Compare a file with the model for batches of several sizes; return the largest difference.

    Args:
        path: of the file.
        compute: what the model computes.
        specs: of its inputs.
        examples: inputs to compare on; made up if None.
        tolerance: the largest difference, by the largest size of an output or 1.

    Raises:
        SavingError: if the file is not valid, cannot be run, or differs.
    """
    try:
        onnx.checker.check_model(path, full_check=True)
        session = run_session(path)
    except Exception as error:  # of C++, of no class in particular
        raise SavingError(f"The written ONNX model is not valid: {error}") from error
    dtypes = {each.name: _DTYPES.get(each.type, each.type[7:-1]) for each in session.get_inputs()}
    worst = 0.0
    for batch in _batches(specs, examples):
        # An input that nothing depends on is in the file all the same.
        given = dict(zip([spec.name for spec in specs], batch, strict=True))
        try:
            found = session.run(None, {name: given[name].astype(d) for name, d in dtypes.items()})
        except Exception as error:  # of C++ too
            raise SavingError(f"onnxruntime cannot run the model: {error}") from error
        expected = compute(batch)
        worst = max(worst, *map(_difference, found, expected))
        if not worst <= tolerance:
            raise SavingError(
                f"The ONNX model is not the model: its outputs for {len(batch[0])} rows are off by "
                f"{worst:.1e}, more than `tolerance` = {tolerance:.1e}. A branch in Python on the "
                "number of rows, such as `if x.shape[0] == 1`, is decided once for all sizes."
            )
    return worst


def run_session(path: str) -> Any:
    """Return what runs a file, on one thread.

    Args:
        path: of the file.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _batches(
    specs: Sequence[TensorSpec], examples: Sequence[np.ndarray] | None
) -> list[list[np.ndarray]]:
    generator = np.random.default_rng(0)
    is_open = any(spec.shape[:1] == (None,) for spec in specs)
    sizes = BATCHES if is_open else BATCHES[:1]
    if examples is None:
        return [[_drawn(spec, rows, generator) for spec in specs] for rows in sizes]
    pairs = list(zip(examples, specs, strict=True))
    return [[_of_rows(np.asarray(x), spec, rows) for x, spec in pairs] for rows in sizes]


def _of_rows(x: np.ndarray, spec: TensorSpec, rows: int) -> np.ndarray:
    x = x.astype(spec.dtype)
    return np.resize(x, (rows, *x.shape[1:])) if spec.shape[:1] == (None,) else x


def _drawn(spec: TensorSpec, rows: int, generator: np.random.Generator) -> np.ndarray:
    known = [_OPEN if size is None else size for size in spec.shape]
    sizes = [rows, *known[1:]] if spec.shape[:1] == (None,) else known
    dtype = np.dtype(spec.dtype)
    if dtype.kind == "b":
        return generator.random(sizes) < 0.5
    if dtype.kind in "iu":
        return generator.integers(0, 2, sizes).astype(dtype)
    return generator.normal(size=sizes).astype(dtype)


def _difference(found: Any, expected: Any) -> float:
    found, expected = (np.asarray(x).astype("float64") for x in (found, expected))
    if found.shape != expected.shape:
        return np.inf
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    with np.errstate(invalid="ignore"):
        gaps = np.where(same, 0.0, np.abs(found - expected))
    size = np.abs(expected[np.isfinite(expected)]).max(initial=1.0)
    return float(np.nan_to_num(gaps, nan=np.inf).max(initial=0.0) / size)
