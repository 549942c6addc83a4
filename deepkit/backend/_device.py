"""Where arrays live."""

from contextlib import AbstractContextManager
from typing import Any

import jax

from deepkit.backend._tree import leaves
from deepkit.errors import unknown

# How often to look whether an array is computed: for about 30 microseconds.
_LOOKS = 200


def device(device_name: str) -> AbstractContextManager[Any]:
    """Place what is made within the block on a device.

    Args:
        device_name: `"cpu"`, `"gpu:0"`, `"tpu:1"`...: a platform and an index, 0 if left out.

    Raises:
        ValueError: if there is no such device.

    Example:
        >>> import deepkit
        >>> with deepkit.device("cpu:0"):
        ...     x = deepkit.ops.ones((2,))
        >>> x.device.platform
        'cpu'
    """
    return jax.default_device(_find(device_name))


def list_devices(device_type: str | None = None) -> list[str]:
    """Return the names of the devices present, such as `["cpu:0"]`.

    Args:
        device_type: `"cpu"`, `"gpu"` or `"tpu"`; the default platform if None.

    Raises:
        ValueError: if there is no device of that type.
    """
    return [_name(found) for found in _of_platform(device_type and device_type.lower())]


def on_cpu() -> bool:
    """Tell whether computing is the business of the host itself when nothing is said."""
    return jax.default_backend() == "cpu"


def put(tree: Any) -> Any:
    """Start moving a structure of arrays to the default device."""
    return jax.device_put(tree)


def fetch(tree: Any) -> Any:
    """Return a structure of arrays as NumPy arrays, waiting until they are computed."""
    return jax.device_get(watch(tree))


def watch(tree: Any) -> Any:
    """Return the outputs of a program as they are, after a moment of watching for them.

    Who asks for their numbers sleeps until they are there, and is woken later than a small program
    takes (docs/design/engine.md, predictions).

    Args:
        tree: a structure of arrays that one program computes.
    """
    is_ready = getattr(tree, "is_ready", None) or _asked(tree)
    if not is_ready():
        for _ in range(_LOOKS):
            if is_ready():
                break
    return tree


def _asked(tree: Any) -> Any:
    first = next(iter(leaves(tree)), None)
    return getattr(first, "is_ready", lambda: True)


def wait(tree: Any) -> Any:
    """Return a structure of arrays as it is, once all of them are computed."""
    return jax.block_until_ready(tree)


def _find(name: str) -> Any:
    platform, _, index = str(name).lower().partition(":")
    wanted = f"{platform}:{index or 0}"
    for found in _of_platform(platform or "unnamed"):
        # JAX calls one and the same device "cuda:0" as well as "gpu:0".
        if f"{platform}:{found.id}" == wanted:
            return found
    raise unknown("device", name, map(_name, _of_platform(platform)))


def _of_platform(platform: str | None) -> list[Any]:
    try:
        return jax.devices(platform)
    except RuntimeError:
        present = {_name(found) for found in [*jax.devices(), *jax.devices("cpu")]}
        raise unknown("device", platform, present) from None


def _name(found: Any) -> str:
    return f"{found.platform}:{found.id}"
