"""Values of JSON that nobody vouches for."""

from typing import Any


def text(value: Any) -> str:
    """Return a text.

    Args:
        value: from a file.

    Raises:
        TypeError: if it is something else.
    """
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.50} is no text")
    return value


def text_or_none(value: Any) -> str | None:
    """Return a text, or None.

    Args:
        value: from a file.

    Raises:
        TypeError: if it is something else.
    """
    return None if value is None else text(value)


def whole(value: Any, *, at_least: int = 0, at_most: int = 1 << 62) -> int:
    """Return a whole number.

    Args:
        value: from a file.
        at_least: the smallest that is allowed.
        at_most: the largest.

    Raises:
        ValueError: if it is none, or out of range.
    """
    if type(value) is not int or not at_least <= value <= at_most:
        raise ValueError(f"{value!r:.50} is no number of anything")
    return value


def listed(value: Any) -> list[Any]:
    """Return a list.

    Args:
        value: from a file.

    Raises:
        TypeError: if it is something else.
    """
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.50} is no list")
    return value


def mapped(value: Any) -> dict[str, Any]:
    """Return an object of JSON.

    Args:
        value: from a file.

    Raises:
        TypeError: if it is something else.
    """
    if not isinstance(value, dict):
        raise TypeError(f"{value!r:.50} is no object")
    return value
