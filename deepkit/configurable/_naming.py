"""Names that nobody chose: of classes in snake case, counted."""

import itertools
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager

# `next` on a counter is one step of the interpreter: threads never get the same number.
_counts: dict[str, Iterator[int]] = {}
_uids: dict[str, Iterator[int]] = {}


def snake_case(name: str) -> str:
    """Return `LayerNormalization` as `layer_normalization`.

    Args:
        name: the name of a class.

    Example:
        >>> from deepkit.configurable import snake_case
        >>> snake_case("Conv1DTranspose"), snake_case("PReLU")
        ('conv1d_transpose', 'p_re_lu')
    """
    return re.sub(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name).lower()


def auto_name(prefix: str) -> str:
    """Return `prefix`, then `prefix_1`, `prefix_2`... at later calls.

    Args:
        prefix: the snake-case name of a class.

    Example:
        >>> from deepkit.configurable import auto_name
        >>> auto_name("widget"), auto_name("widget")
        ('widget', 'widget_1')
    """
    count = next(_counts.setdefault(prefix, itertools.count()))
    return f"{prefix}_{count}" if count else prefix


def get_uid(prefix: str = "") -> int:
    """Return 1, then 2, 3... at later calls with the same prefix.

    Args:
        prefix: what is counted.

    Example:
        >>> from deepkit.configurable import get_uid
        >>> get_uid("gadget"), get_uid("gadget")
        (1, 2)
    """
    return next(_uids.setdefault(prefix, itertools.count(1)))


def clear_names() -> None:
    """Start counting automatic names from the beginning."""
    _counts.clear()
    _uids.clear()


@contextmanager
def fresh_names() -> Generator[None]:
    """Count automatic names from the beginning within the block, and go on as before after it.

    What is made in two such blocks by the same program has the same names.

    Example:
        >>> from deepkit.configurable import auto_name, fresh_names
        >>> with fresh_names():
        ...     auto_name("dense"), auto_name("dense")
        ('dense', 'dense_1')
    """
    counts, uids = dict(_counts), dict(_uids)
    clear_names()
    try:
        yield
    finally:
        clear_names()
        _counts.update(counts)
        _uids.update(uids)
