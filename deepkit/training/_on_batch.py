"""One batch at a time: what hand-written loops around a compiled model call."""

from typing import Any

from deepkit.backend import fetch, lent
from deepkit.training._look import read, write


def one_step(model: Any, phase: str, batch: Any) -> dict[str, float]:
    """Train on or test a batch, and return the logs of this batch alone.

    Args:
        model: a prepared model.
        phase: `"train"` or `"test"`.
        batch: `(x, y, sample_weight)`.
    """
    programs = model.cache.get(model, phase)
    if phase == "train":
        with lent(programs.variables) as loan:
            loan.state, logs = programs.single(programs.reset(loan.state), batch)
            return programs.look(loan.state, logs)
    state, logs = programs.single(programs.reset(read(programs.variables)), batch)
    write(programs.variables, state)
    return programs.look(state, logs)


def predict_batch(model: Any, batch: Any) -> Any:
    """Return the predictions for a batch as NumPy arrays."""
    programs = model.cache.get(model, "predict")
    state, outputs = programs.single(read(programs.variables), batch)
    write(programs.variables, state)
    return fetch(outputs)
