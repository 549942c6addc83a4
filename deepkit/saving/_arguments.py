"""The arguments in a config from a file, made to fit a class of deepkit."""

import functools
import inspect
from collections.abc import Mapping
from typing import Any

from deepkit.errors import SavingError, unknown
from deepkit.saving._plain import as_tuples
from deepkit.typing import Config

# What arguments may hold, by the end of their name, where they hold objects.
_PACKAGES = {
    "constraint": ("constraints",),
    "dtype": ("backend",),
    "initializer": ("initializers",),
    "learning_rate": ("optimizers.schedules",),
    "loss": ("losses",),
    "metrics": ("metrics", "losses"),
    "optimizer": ("optimizers",),
    "regularizer": ("regularizers",),
}
# Options of Keras, older releases too, that deepkit lacks, with the values that ask for nothing.
_DEFAULTS: Mapping[str, Any] = {
    "ragged": False,
    "rms_scaling": False,
    "sparse": False,
    "time_major": False,
}


# Numbers that constructors spend memory on at once; weights are limited elsewhere.
_LARGEST: Mapping[str, int] = {"num_thresholds": 1_000_000}


def packages_for(argument: str) -> tuple[str, ...]:
    """Return the packages of deepkit whose classes an argument may hold; all, if there are none.

    Args:
        argument: its name.
    """
    ends = (packages for end, packages in _PACKAGES.items() if argument.endswith(end))
    return next(ends, ())


def fitted(cls: type, config: Config, last: type) -> Config:
    """Return the arguments that a constructor of deepkit takes, lists as tuples.

    Arguments that deepkit does not have are dropped where their value asks for nothing.

    Args:
        cls: a class of deepkit.
        config: the arguments by name.
        last: the base class at which the search for arguments ends.

    Raises:
        SavingError: if an argument is unknown and asks for something.
    """
    known = _known(cls, last)
    if "fn" in known:  # the others are handed on to that function
        return config
    for name, value in config.items():
        if name not in known and value is not None and _DEFAULTS.get(name, ...) != value:
            raise SavingError(
                f"{cls.__name__} has the argument {name!r} in the file, with the value {value!r}. "
                f"{unknown(f'argument of {cls.__name__}', name, known)}"
            )
    for name, largest in _LARGEST.items():
        if isinstance(config.get(name), int) and config[name] > largest:
            raise SavingError(
                f"{cls.__name__} has {config[name]} as `{name}` in the file; {largest:,} are "
                "allowed there."
            )
    return {name: _tupled(value) for name, value in config.items() if name in known}


@functools.cache
def _known(cls: type, last: type) -> frozenset[str]:
    """Return the arguments of a constructor, those that it passes on to its bases included."""
    names: set[str] = set()
    for base in cls.__mro__:
        if "__init__" not in vars(base):
            continue
        parameters = list(inspect.signature(base.__init__).parameters.values())[1:]
        named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        names |= {p.name for p in parameters if p.kind in named}
        passes_on = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters)
        if base is last or not passes_on:
            break
    return frozenset(names)


def _tupled(value: Any) -> Any:
    """Return lists of whole numbers as tuples; others may be meant as lists."""
    if isinstance(value, list) and value and all(map(_is_size, value)):
        return as_tuples(value)
    return value


def _is_size(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_size, value))
    return value is None or (isinstance(value, int) and not isinstance(value, bool))
