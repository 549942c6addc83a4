"""JSON from a file that may have been made to do harm."""

import json
import math
from collections import Counter
from typing import Any, NoReturn

from deepkit.errors import SavingError

LARGEST_JSON = 16 * 1024 * 1024  # bytes
DEEPEST = 200  # objects and lists in each other; a nested model takes five
_LARGEST_OBJECTS = 100_000  # dicts that name a class


def read_json(text: bytes | str, called: str, *, largest: int = LARGEST_JSON) -> Any:
    """Return what JSON says, if it is well formed and of a size that a config has.

    Args:
        text: the JSON.
        called: what it is called in messages.
        largest: how many bytes it may have.

    Raises:
        SavingError: if it is malformed, too long, too deep, or has a key twice or a number that
            is not finite.
    """
    if len(text) > largest:
        raise SavingError(f"{called} has {len(text):,} bytes; {largest:,} are allowed.")
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _once(pairs, called),
            parse_constant=lambda name: _not_finite(name, called),
            parse_float=lambda digits: _finite(digits, called),
        )
    except RecursionError:
        raise _too_deep(called) from None
    except SavingError:
        raise
    except ValueError as error:
        raise SavingError(f"{called} is not valid JSON: {error}.") from None
    _limit(value, called)
    return value


def write_json(value: Any, called: str, **options: Any) -> str:
    """Return JSON for a value.

    Args:
        value: numbers, text and structures of them.
        called: what it is called in messages.
        **options: of `json.dumps`.

    Raises:
        SavingError: if a number is not finite.
    """
    try:
        return json.dumps(value, **{"allow_nan": False, **options})
    except ValueError as error:
        raise SavingError(
            f"{called} cannot be written: {error}. Use a large finite number for an infinite one."
        ) from None


def _once(pairs: list[tuple[str, Any]], called: str) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise SavingError(f"{called} has the key {twice!r} twice in one object.")
    return value


def _not_finite(name: str, called: str) -> NoReturn:
    raise SavingError(f"{called} has the number {name}, which is not finite.")


def _finite(digits: str, called: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _not_finite(digits[:20], called)


def _limit(value: Any, called: str) -> None:
    """Refuse what is nested deeper, or has more objects, than any model."""
    level, depth, objects = [value], 0, 0
    while level:
        depth += 1
        objects += sum(isinstance(item, dict) and "class_name" in item for item in level)
        if depth > DEEPEST:
            raise _too_deep(called)
        if objects > _LARGEST_OBJECTS:
            raise SavingError(f"{called} has more than {_LARGEST_OBJECTS:,} objects.")
        level = [
            inner
            for item in level
            if isinstance(item, (dict, list))
            for inner in (item.values() if isinstance(item, dict) else item)
        ]


def _too_deep(called: str) -> SavingError:
    return SavingError(f"{called} is nested deeper than {DEEPEST} levels.")
