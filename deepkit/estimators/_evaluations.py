"""What evaluations found, one line of JSON each, for early stopping and for reading."""

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from deepkit.durable import append_line, read_lines
from deepkit.typing import Tensor

_FILE = "events.jsonl"


def append_evaluation(eval_dir: str | os.PathLike[str], metrics: Mapping[str, Tensor]) -> None:
    """Add what an evaluation found to `events.jsonl` in a folder, which is made if need be.

    Args:
        eval_dir: the folder, such as `estimator.eval_dir()`.
        metrics: numbers and arrays by name; `"global_step"` must be among them.

    Raises:
        ValueError: if there is no `"global_step"`.

    Example:
        >>> import tempfile
        >>> from deepkit.estimators._evaluations import append_evaluation, read_eval_metrics
        >>> folder = tempfile.mkdtemp()
        >>> append_evaluation(folder, {"loss": 0.5, "global_step": 100})
        >>> read_eval_metrics(folder)
        {100: {'loss': 0.5}}
    """
    if "global_step" not in metrics:
        raise ValueError(f"`metrics` must hold 'global_step', got {sorted(metrics)}.")
    append_line(Path(eval_dir, _FILE), {name: plain(value) for name, value in metrics.items()})


def read_eval_metrics(eval_dir: str | os.PathLike[str]) -> dict[int, dict[str, Tensor]]:
    """Return what evaluations found, by global step in ascending order.

    Of two evaluations at one step the later counts. A line that a kill cut off is left out.

    Args:
        eval_dir: the folder, such as `estimator.eval_dir()`; empty or absent before the first
            evaluation.

    Example:
        >>> from deepkit.estimators._evaluations import read_eval_metrics
        >>> read_eval_metrics("no/such/folder")
        {}
    """
    lines = [line for line in read_lines(Path(eval_dir, _FILE)) if "global_step" in line]
    found = {int(line.pop("global_step")): line for line in lines}
    return dict(sorted(found.items()))


def plain(value: Tensor) -> Tensor:
    """Return a number or an array as JSON can hold it."""
    return value if isinstance(value, str) else np.asarray(value).tolist()
