"""The errors of deepkit and the checks at its doors.

DeepkitError
├── ShapeError (ValueError)         sizes do not fit, or a needed size is open
├── DataError (ValueError)          what was given to fit, evaluate or predict cannot be used
├── NotBuiltError (ValueError)      weights are needed before they exist
├── NotCompiledError (ValueError)   training is asked of a model without a loss
├── NotFittedError (ValueError, AttributeError)  an estimator is asked for what it has not learned
├── StateError (RuntimeError)       a variable is used where its value is not at hand
└── SavingError (ValueError)        a file is missing, damaged, or asks for what it may not have
"""

import difflib
import math
import operator
from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "DataError",
    "DeepkitError",
    "NotBuiltError",
    "NotCompiledError",
    "NotFittedError",
    "SavingError",
    "ShapeError",
    "StateError",
    "fraction",
    "known",
    "not_negative",
    "one_of",
    "positive",
    "unknown",
    "whole",
]


class DeepkitError(Exception):
    """Base of the errors that deepkit names."""


class ShapeError(DeepkitError, ValueError):
    """Sizes do not fit, or an operation needs a size that is open."""


class DataError(DeepkitError, ValueError):
    """Data given to `fit`, `evaluate` or `predict` cannot be used."""


class NotBuiltError(DeepkitError, ValueError):
    """Weights are asked for before they exist."""


class NotCompiledError(DeepkitError, ValueError):
    """Training or evaluation is asked of a model that was not compiled."""


class NotFittedError(DeepkitError, ValueError, AttributeError):
    """Something learned is asked of an estimator that has not learned yet."""


class StateError(DeepkitError, RuntimeError):
    """A variable is read or assigned where its value is not at hand."""


class SavingError(DeepkitError, ValueError):
    """A file cannot be written, read or trusted."""


def positive(**named: float) -> float:
    """Return the one named value if it is above zero.

    Args:
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is not a finite number above zero.
    """
    return _number(named, "must be > 0", lambda value: value > 0)


def not_negative(**named: float) -> float:
    """Return the one named value if it is zero or more.

    Args:
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is not a finite number of at least zero.
    """
    return _number(named, "must be >= 0", lambda value: value >= 0)


def fraction(**named: float) -> float:
    """Return the one named value if it lies between 0 and 1.

    Args:
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is not a number in [0, 1].
    """
    return _number(named, "must be between 0 and 1", lambda value: 0 <= value <= 1)


def whole(*, at_least: int = 1, **named: int) -> int:
    """Return the one named value as an int if it is whole and large enough.

    Args:
        at_least: the smallest value allowed.
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is not a whole number of at least `at_least`.
    """
    [(name, value)] = named.items()
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or number < at_least:
        raise ValueError(f"`{name}` must be a whole number >= {at_least}, got {value!r}.")
    return number


def one_of(choices: Sequence[object], **named: object) -> object:
    """Return the one named value if it is among the choices.

    Args:
        choices: the values allowed.
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is none of them; the message names the nearest.
    """
    [(name, value)] = named.items()
    if any(_equal(value, choice) for choice in choices):
        return value
    listed = ", ".join(map(repr, choices))
    raise ValueError(f"`{name}` must be one of {listed}, got {value!r}.{_nearest(value, choices)}")


def unknown(kind: str, name: object, choices: Iterable[str]) -> ValueError:
    """Build the error for a name that a family does not know.

    Args:
        kind: what was looked for, such as "loss".
        name: what the user wrote.
        choices: the names that exist.
    """
    choices = sorted(choices)
    hint = _nearest(name, choices) or f" Known: {', '.join(choices)}."
    return ValueError(f"Unknown {kind} {name!r}.{hint}")


def known(shape: Sequence[int | None], axis: int = -1) -> int:
    """Return the size of an axis that weights depend on.

    Args:
        shape: the shape of an input, `None` for an open axis.
        axis: which axis; negative counts from the end.

    Raises:
        ShapeError: if the shape has no such axis or the axis is open.
    """
    if not -len(shape) <= axis < len(shape):
        raise ShapeError(f"The input must have an axis {axis}, got shape {tuple(shape)}.")
    size = shape[axis]
    if size is None:
        raise ShapeError(
            f"Axis {axis} of the input must have a fixed size, got shape {tuple(shape)}. "
            "Give it in `Input(shape=...)` or reshape before this layer."
        )
    return size


def _number(named: dict[str, float], rule: str, holds: Callable[[float], bool]) -> float:
    [(name, value)] = named.items()
    try:
        fits = math.isfinite(value) and holds(value)
    except (TypeError, ValueError):  # text, arrays
        fits = False
    except OverflowError:  # whole numbers beyond the floats
        fits = holds(value)
    if not fits or isinstance(value, bool):
        raise ValueError(f"`{name}` {rule}, got {value!r}.")
    return value


def _equal(value: object, choice: object) -> bool:
    try:
        return bool(value == choice)
    except (TypeError, ValueError):  # arrays compare element by element
        return False


def _nearest(name: object, choices: Iterable[object]) -> str:
    if not isinstance(name, str):
        return ""
    texts = {choice.lower(): choice for choice in choices if isinstance(choice, str)}
    near = difflib.get_close_matches(name.lower(), texts, n=1)
    return f" Did you mean {texts[near[0]]!r}?" if near else ""
