"""Recording what the device and the host do, for TensorBoard and Perfetto."""

import os
from contextlib import AbstractContextManager
from typing import Any

import jax

from deepkit.errors import StateError


def start_trace(
    folder: str | os.PathLike[str], *, python: bool = False, perfetto: bool = False
) -> None:
    """Start recording; `stop_trace` writes what was recorded.

    Args:
        folder: where to write, below `plugins/profile`.
        python: whether calls of Python functions are recorded too, which slows them down.
        perfetto: whether a file for Perfetto is written besides.

    Raises:
        StateError: if something is being recorded already.
    """
    options = jax.profiler.ProfileOptions()
    options.python_tracer_level = int(python)
    try:
        jax.profiler.start_trace(
            os.fspath(folder), create_perfetto_trace=perfetto, profiler_options=options
        )
    except RuntimeError as error:
        raise StateError(
            "A trace is being recorded already, and only one can be: by another `Profiler`, by one "
            "whose `fit` failed, or by `jax.profiler.start_trace`. End it with "
            "`deepkit.backend.stop_trace()`."
        ) from error


def stop_trace() -> None:
    """End the recording, and write it.

    Raises:
        StateError: if nothing is being recorded.
    """
    try:
        jax.profiler.stop_trace()
    except RuntimeError as error:
        raise StateError("No trace is being recorded. Call `start_trace` first.") from error


def marked(name: str, step: int | None = None) -> AbstractContextManager[Any]:
    """Return a block that a recording shows under a name.

    Args:
        name: what to show.
        step: the number of the step that the block is, for views by step; None if it is none.
    """
    if step is None:
        return jax.profiler.TraceAnnotation(name)
    return jax.profiler.StepTraceAnnotation(name, step_num=step)
