"""Where arrays live."""

from contextlib import AbstractContextManager
from typing import Any

import jax

from deepkit.errors import unknown


def device(name: str) -> AbstractContextManager[Any]:
    """Place what is made within the block on a device.

    Args:
        name: `"cpu"`, `"gpu:0"`, `"tpu:1"`...: a platform and an index, 0 if left out.

    Raises:
        ValueError: if there is no such device.

    Example:
        >>> import deepkit
        >>> with deepkit.device("cpu:0"):
        ...     x = deepkit.ops.ones((2,))
        >>> x.device.platform
        'cpu'
    """
    return jax.default_device(_find(name))


def list_devices(device_type: str | None = None) -> list[str]:
    """Return the names of the devices present, such as `["cpu:0"]`.

    Args:
        device_type: `"cpu"`, `"gpu"` or `"tpu"`; the default platform if None.
    """
    return [f"{d.platform}:{d.id}" for d in jax.devices(device_type)]


def put(tree: Any) -> Any:
    """Start moving a structure of arrays to the default device."""
    return jax.device_put(tree)


def fetch(tree: Any) -> Any:
    """Return a structure of arrays as NumPy arrays, waiting until they are computed."""
    return jax.device_get(tree)


def _find(name: str) -> Any:
    platform, _, index = name.lower().partition(":")
    try:
        devices = jax.devices(platform)
        return devices[int(index or 0)]
    except (RuntimeError, ValueError, IndexError):
        raise unknown("device", name, list_devices()) from None
