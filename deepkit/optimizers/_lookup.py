"""Optimizers from names, configs and what users hold."""

from collections.abc import Mapping
from typing import Any

from deepkit.configurable import Family
from deepkit.optimizers._loss_scale import LossScaleOptimizer
from deepkit.optimizers._multi_optimizer import family
from deepkit.optimizers._optax import Optax, Transformation
from deepkit.optimizers._optimizer import Optimizer
from deepkit.typing import Config

_family = Family(
    "optimizer",
    Optimizer,
    "keras.optimizers",
    {
        **family.members,
        "LossScaleOptimizer": LossScaleOptimizer,
        "lossscaleoptimizer": LossScaleOptimizer,
    },
)


def get(identifier: Any) -> Any:
    """Return the optimizer that a name, config or Optax transformation stands for.

    Args:
        identifier: one of these, a class, an optimizer (which is returned), or None.

    Raises:
        ValueError: if no optimizer has that name.
        TypeError: if it is none of these.

    Example:
        >>> from deepkit import optimizers
        >>> optimizers.get("sgd").name
        'sgd'
    """
    if isinstance(identifier, str):
        identifier = _known_case(identifier)
    elif not isinstance(identifier, (Optimizer, type)) and isinstance(identifier, Transformation):
        return Optax(identifier)
    found = _family.get(identifier)
    if found is not None and not isinstance(found, Optimizer):
        raise TypeError(
            "An optimizer must be a name, a config, an `Optimizer` or an Optax transformation, got "
            f"{identifier!r}."
        )
    return found


def serialize(optimizer: Optimizer) -> Config:
    """Return what stands for an optimizer in a file.

    Args:
        optimizer: the optimizer.

    Example:
        >>> from deepkit import optimizers
        >>> optimizers.serialize(optimizers.SGD(0.5))["config"]["learning_rate"]
        0.5
    """
    return _family.serialize(optimizer)


def deserialize(config: Config, custom_objects: Mapping[str, object] | None = None) -> Any:
    """Return the optimizer that `serialize` wrote down.

    Args:
        config: its config.
        custom_objects: further classes and functions by name.

    Raises:
        ValueError: if no optimizer has the name in it.

    Example:
        >>> from deepkit import optimizers
        >>> config = {"class_name": "SGD", "config": {"learning_rate": 0.5}}
        >>> float(optimizers.deserialize(config).learning_rate)
        0.5
    """
    return _family.deserialize(config, custom_objects)


def _known_case(name: str) -> str:
    """Return a name in lower case if only so it is known, as Keras allows."""
    return name if name in _family.members or name.lower() not in _family.members else name.lower()
