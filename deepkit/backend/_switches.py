"""What Keras lets its users switch, and deepkit answers in one way, or hands on to JAX."""

from dataclasses import dataclass
from typing import NoReturn

import jax

from deepkit.errors import SavingError


@dataclass
class _Switches:
    flash_attention: bool = True


_switches = _Switches()


def backend() -> str:
    """Return `"jax"`, the one backend there is.

    Example:
        >>> from deepkit import config
        >>> config.backend()
        'jax'
    """
    return "jax"


def set_backend(backend: str) -> None:
    """Accept `"jax"`, the one backend there is.

    Args:
        backend: its name.

    Raises:
        ValueError: if another is asked for.

    Example:
        >>> from deepkit import config
        >>> config.set_backend("jax")
    """
    if backend != "jax":
        raise ValueError(f"`backend` must be 'jax', the one there is, got {backend!r}.")


def is_nnx_enabled() -> bool:
    """Return False: layers are no modules of Flax.

    Example:
        >>> from deepkit import config
        >>> config.is_nnx_enabled()
        False
    """
    return False


def enable_unsafe_deserialization() -> NoReturn:
    """Refuse: deepkit has no unsafe mode, and never runs code that it finds in a file.

    Raises:
        SavingError: always, with what to do instead.

    Example:
        >>> from deepkit import config
        >>> config.enable_unsafe_deserialization()
        Traceback (most recent call last):
        deepkit.errors.SavingError: There is no unsafe mode: ...
    """
    raise SavingError(
        "There is no unsafe mode: deepkit never runs code that it finds in a file. Define the "
        "function in your program, register it with `saving.register_keras_serializable()` or "
        "pass it in `custom_objects`, and load the file again."
    )


def enable_traceback_filtering() -> None:
    """Leave the frames inside JAX out of tracebacks; this is the default.

    Example:
        >>> from deepkit import config
        >>> config.enable_traceback_filtering()
        >>> config.is_traceback_filtering_enabled()
        True
    """
    jax.config.update("jax_traceback_filtering", "auto")


def disable_traceback_filtering() -> None:
    """Show the frames inside JAX in tracebacks.

    Example:
        >>> from deepkit import config
        >>> config.disable_traceback_filtering()
        >>> config.is_traceback_filtering_enabled()
        False
        >>> config.enable_traceback_filtering()
    """
    jax.config.update("jax_traceback_filtering", "off")


def is_traceback_filtering_enabled() -> bool:
    """Tell whether the frames inside JAX are left out of tracebacks.

    Example:
        >>> from deepkit import config
        >>> config.is_traceback_filtering_enabled()
        True
    """
    mode = jax.config.jax_traceback_filtering  # pyright: ignore[reportAttributeAccessIssue]
    return mode != "off"


def enable_flash_attention() -> None:
    """Let attention take fused kernels where the device has them; this is the default.

    Example:
        >>> from deepkit import config
        >>> config.enable_flash_attention()
        >>> config.is_flash_attention_enabled()
        True
    """
    _switches.flash_attention = True


def disable_flash_attention() -> None:
    """Let attention compute all logits on every device, unless a call says otherwise.

    Example:
        >>> from deepkit import config
        >>> config.disable_flash_attention()
        >>> config.is_flash_attention_enabled()
        False
        >>> config.enable_flash_attention()
    """
    _switches.flash_attention = False


def is_flash_attention_enabled() -> bool:
    """Tell whether attention takes fused kernels where the device has them.

    Example:
        >>> from deepkit import config
        >>> config.is_flash_attention_enabled()
        True
    """
    return _switches.flash_attention
