"""What a model was told by `compile`, in files."""

import warnings
from collections.abc import Callable
from typing import Any

from deepkit.errors import SavingError
from deepkit.optimizers import LossScaleOptimizer
from deepkit.typing import Config


def compile_record(model: Any, write: Callable[[Any], Any]) -> Config | None:
    """Return what stands in a file for the arguments of `compile`, or None if there are none.

    The optimizer stands there as it is now: its learning rate may have changed. Without a way to
    write one of the arguments the model stays uncompiled in the file, with a warning: what it
    learned is worth more than how.

    Args:
        model: a model.
        write: returns what stands for a value.
    """
    told = model.get_compile_config()
    if not told:
        return told
    optimizer = getattr(model, "optimizer", None)
    if "optimizer" in told and optimizer is not None:
        told = {**told, "optimizer": _as_given(told["optimizer"], optimizer)}
    try:
        return write(told)
    except (SavingError, NotImplementedError) as error:
        warnings.warn(
            f"Model {model.name!r} is written without what `compile` was told: {error} Compile it "
            "again after loading.",
            stacklevel=2,
        )
        return None


def compile_from_record(model: Any, record: Config, read: Callable[[Any], Any]) -> None:
    """Compile a model as the one that a file describes.

    Args:
        model: a model.
        record: what `compile_record` wrote.
        read: returns the value that stands in a file.
    """
    kind = type(model)
    own_compile = not kind.compile.__module__.startswith("deepkit.")
    own_reading = not kind.compile_from_config.__module__.startswith("deepkit.")
    if own_compile and not own_reading:
        warnings.warn(
            f"Model {model.name!r} is loaded without being compiled, for its class has a `compile` "
            "of its own. Define `get_compile_config` and `compile_from_config` too, or compile it "
            "after loading.",
            stacklevel=2,
        )
        return
    model.compile_from_config(record if own_reading else read(record))


def _as_given(given: Any, optimizer: Any) -> Any:
    """Return the optimizer without the loss scaling that `compile` put around it by itself."""
    if isinstance(optimizer, LossScaleOptimizer) and not isinstance(given, LossScaleOptimizer):
        return optimizer.inner_optimizer
    return optimizer
