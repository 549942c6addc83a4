"""Objects that remember the arguments they were made of."""

import inspect
from typing import Any, Self

from deepkit.typing import Config


class Revived(dict[str, Any]):
    """A config whose objects were made for what is made of it, as those from a file are."""


class Configurable:
    """An object whose configuration is what its constructor was given.

    Subclasses write `__init__` and nothing else: `get_config`, `from_config` and `repr` follow. A
    copy and an unpickled object remember the same arguments.

    Raises:
        TypeError: if a class without an `__init__` is given arguments.

    Example:
        >>> from deepkit.configurable import Configurable
        >>> class Scale(Configurable):
        ...     def __init__(self, factor, offset=0.0):
        ...         self.factor, self.offset = factor, offset
        >>> Scale(2.0).get_config()
        {'factor': 2.0, 'offset': 0.0}
        >>> Scale.from_config({"factor": 3.0})
        Scale(factor=3.0, offset=0.0)
    """

    _arguments: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        # Python's own complaint is silenced by a `__new__` that takes arguments.
        if cls.__init__ is object.__init__ and (args or kwargs):
            raise TypeError(f"{cls.__name__}() takes no arguments.")
        self = super().__new__(cls)
        object.__setattr__(self, "_arguments", (args, kwargs))
        return self

    def get_config(self) -> Config:
        """Return the constructor's arguments by name, defaults included.

        What came through `**kwargs` stands among them under its own name.

        Raises:
            NotImplementedError: if some were taken by a `*args`, where they have no name.
        """
        args, kwargs = self._arguments
        bound = _signature(type(self)).bind(*args, **kwargs)
        bound.apply_defaults()
        config: Config = {}
        for name, value in bound.arguments.items():
            kind = bound.signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_KEYWORD:
                config.update(value)
            elif kind is not inspect.Parameter.VAR_POSITIONAL:
                config[name] = value
            elif value:
                raise NotImplementedError(
                    f"{type(self).__name__} takes positional `*{name}`, which have no name to be "
                    "saved under. Define `get_config` in the class."
                )
        return config

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Make an object from what `get_config` returned.

        Args:
            config: the constructor's arguments by name.

        Raises:
            TypeError: if the constructor does not take them.
        """
        try:
            return cls(**config)
        except TypeError as error:
            error.add_note(f"while making a {cls.__name__} from the config {config!r}")
            raise

    def __repr__(self) -> str:
        try:
            config = self.get_config()
        except Exception:  # a debugger asks half-made objects too
            return f"<{type(self).__name__}>"
        listed = ", ".join(f"{name}={value!r}" for name, value in config.items())
        return f"{type(self).__name__}({listed})"


def _signature(cls: type) -> inspect.Signature:
    """Return the signature of the constructor without `self`."""
    signature = inspect.signature(cls.__init__)
    return signature.replace(parameters=list(signature.parameters.values())[1:])
