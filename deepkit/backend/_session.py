"""Starting afresh within a process."""

import gc

import jax

from deepkit.backend._random import forget_seeds
from deepkit.backend._shelf import clear_shelves
from deepkit.configurable import clear_names


def clear_session(free_memory: bool = True) -> None:
    """Forget automatic names, process-wide seeds and compiled programs.

    A loop that builds one model after the other calls it to keep its memory from growing. Models
    that live on are not harmed; they are compiled again when next used.

    Args:
        free_memory: whether to collect garbage and drop the compiled programs of JAX.

    Example:
        >>> import deepkit
        >>> deepkit.utils.clear_session()
        >>> deepkit.layers.Dense(1).name
        'dense'
    """
    clear_names()
    forget_seeds()
    clear_shelves()
    if free_memory:
        gc.collect()
        jax.clear_caches()
