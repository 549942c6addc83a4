"""What Keras lets its users switch, and deepkit answers in one way, or hands on to JAX."""

from typing import NoReturn

import jax

from deepkit.errors import SavingError


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
