"""The layers by name: what stands for one in a file, and the way back."""

import functools
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from deepkit import activations, constraints, initializers, regularizers
from deepkit.backend import DTypePolicy
from deepkit.configurable import Family, custom_object_scope
from deepkit.layers import (
    attention,
    basic,
    convolution,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
    stochastic,
)
from deepkit.layers._input import InputLayer
from deepkit.layers._layer import Layer
from deepkit.layers._wrapper import Wrapper
from deepkit.typing import Config

_FOLDERS = (
    attention, basic, convolution, merging, normalization, pooling, preprocessing, recurrent,
    reshaping, stochastic,
)  # fmt: skip
_SERIALIZERS = (
    (initializers.Initializer, initializers.serialize),
    (regularizers.Regularizer, regularizers.serialize),
    (constraints.Constraint, constraints.serialize),
    (FunctionType, activations.serialize),
)


@functools.cache
def family() -> Family:
    """Return the family of the layers that deepkit has."""
    found = {name: getattr(folder, name) for folder in _FOLDERS for name in folder.__all__}
    members = {name: member for name, member in found.items() if isinstance(member, type)}
    bases = {"InputLayer": InputLayer, "Wrapper": Wrapper}
    return Family("layer", Layer, "keras.layers", {**members, **bases})


def serialize(layer: Layer) -> Config:
    """Return what stands for a layer in a file: its class and its config, in plain values.

    Args:
        layer: a layer.

    Example:
        >>> from deepkit import layers
        >>> layers.serialize(layers.Dense(3))["config"]["units"]
        3
    """
    return _plain(layer)


def deserialize(
    config: Mapping[str, Any], custom_objects: Mapping[str, object] | None = None
) -> Any:
    """Return the layer that `serialize` wrote down.

    Args:
        config: what it returned.
        custom_objects: further classes by name.

    Raises:
        ValueError: if no layer, registered or given class has that name.

    Example:
        >>> from deepkit import layers
        >>> layers.deserialize(layers.serialize(layers.Dense(3))).units
        3
    """
    with custom_object_scope(custom_objects or {}):
        inner = {key: _revived(value) for key, value in config.get("config", {}).items()}
        return family().deserialize({**config, "config": inner})


def _plain(value: Any) -> Any:
    if isinstance(value, Layer):
        record = family().serialize(value)
        return {**record, "config": _plain(record["config"])}
    if isinstance(value, DTypePolicy):
        place = {"module": "keras", "class_name": "DTypePolicy", "registered_name": None}
        return {**place, "config": value.get_config()}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    for kind, write in _SERIALIZERS:
        if isinstance(value, kind):
            return write(value)
    return value


def _revived(value: Any) -> Any:
    """Return a value of a config with the layers in it made."""
    if isinstance(value, list):
        return [_revived(item) for item in value]
    if isinstance(value, Mapping) and value.get("module") == "keras.layers":
        return deserialize(value)
    return value
