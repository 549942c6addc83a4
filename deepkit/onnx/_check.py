"""Whether a written model computes what the model does, in onnxruntime."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime

from deepkit.errors import SavingError
from deepkit.export import TensorSpec, difference, made_up, of_rows

BATCHES = (1, 3, 17)
_DTYPES = {"tensor(float)": "float32", "tensor(double)": "float64"}


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
        expected = _expected(compute, batch, is_made_up=examples is None)
        try:
            found = session.run(None, {name: given[name].astype(d) for name, d in dtypes.items()})
        except Exception as error:  # of C++ too
            raise SavingError(f"onnxruntime cannot run the model: {error}") from error
        worst = max(worst, *map(difference, map(np.asarray, found), map(np.asarray, expected)))
        if not worst <= tolerance:
            raise SavingError(
                f"The ONNX model is not the model: its outputs for {len(batch[0])} rows are off by "
                f"{worst:.1e}, more than `tolerance` = {tolerance:.1e}. A branch in Python on the "
                "number of rows, such as `if x.shape[0] == 1`, is decided once for all sizes."
            )
    return worst


def _expected(compute: Any, batch: list[np.ndarray], *, is_made_up: bool) -> Any:
    """Return what the model gives, whose own errors tell more than those of onnxruntime."""
    try:
        return compute(batch)
    except Exception as error:  # of users' layers; it is raised on, with a note
        if is_made_up:
            shapes = ", ".join(str(x.shape) for x in batch)
            error.add_note(
                f"while computing what the ONNX file must give for made-up inputs of shape "
                f"{shapes}. If the model takes no such inputs, give `examples=` that it takes."
            )
        raise


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
        return [[made_up(spec, rows, generator) for spec in specs] for rows in sizes]
    pairs = list(zip(examples, specs, strict=True))
    return [[of_rows(x, rows, spec) for x, spec in pairs] for rows in sizes]
