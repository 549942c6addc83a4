"""Objects that remember the arguments they were made of, and families that find them by name."""

import inspect
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Self, TypeVar, cast

from deepkit.errors import unknown
from deepkit.typing import Config

__all__ = [
    "Configurable",
    "Family",
    "auto_name",
    "clear_names",
    "custom_object_scope",
    "custom_objects",
    "get_registered_name",
    "get_registered_object",
    "register_keras_serializable",
    "snake_case",
]

T = TypeVar("T")

_registered: dict[str, object] = {}  # "package>Name" -> class or function; filled by users only
_registered_names: dict[object, str] = {}
_scoped: ContextVar[dict[str, object]] = ContextVar("custom_objects", default={})  # noqa: B039
_counts: dict[str, int] = {}


class Configurable:
    """An object whose configuration is what its constructor was given.

    Subclasses write `__init__` and nothing else: `get_config`, `from_config` and `repr` follow.
    """

    _arguments: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        self = super().__new__(cls)
        object.__setattr__(self, "_arguments", (args, kwargs))
        return self

    def get_config(self) -> Config:
        """Return the constructor's arguments by name, defaults included."""
        args, kwargs = self._arguments
        bound = _signature(type(self)).bind(*args, **kwargs)
        bound.apply_defaults()
        config: Config = {}
        for name, value in bound.arguments.items():
            kind = bound.signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_KEYWORD:
                config.update(value)
            elif kind is inspect.Parameter.VAR_POSITIONAL:
                if value:
                    raise NotImplementedError(
                        f"{type(self).__name__} takes positional `*{name}`, which have no name to "
                        "be saved under. Define `get_config` in the class."
                    )
            else:
                config[name] = value
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
        except (TypeError, NotImplementedError):
            return f"<{type(self).__name__}>"
        listed = ", ".join(f"{name}={value!r}" for name, value in config.items())
        return f"{type(self).__name__}({listed})"


class Family:
    """The members of one family (losses, optimizers...) and the ways to name one.

    Args:
        kind: what a member is called in messages, such as "loss".
        base: the class that instances belong to.
        module: the public path members are saved under, such as "keras.losses".
        members: names (aliases too) of classes and functions.
    """

    def __init__(
        self, kind: str, base: type[T], module: str, members: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.kind, self.base, self.module, self.members = kind, base, module, members

    def get(self, identifier: Any) -> Any:
        """Return the member that an instance, callable, name or config stands for.

        Args:
            identifier: `None`, an instance, a callable, a name, or a serialized config.

        Raises:
            ValueError: if no member has that name.
            TypeError: if it is of none of these kinds.
        """
        if identifier is None or isinstance(identifier, self.base):
            return identifier
        if isinstance(identifier, str):
            return _made(self._find(identifier))
        if isinstance(identifier, Mapping):
            return self.deserialize(cast("Mapping[str, Any]", identifier))
        if callable(identifier):
            return _made(identifier)
        raise TypeError(
            f"A {self.kind} must be a name, a config, a callable or a "
            f"{self.base.__name__}, got {identifier!r}."
        )

    def serialize(self, member: Any) -> Any:
        """Return what stands for the member in a file: a config, or the name of a function.

        Args:
            member: a member of the family, or a registered object.
        """
        if isinstance(member, Configurable):
            name = type(member).__name__
            own = self.members.get(name) is type(member)
            return {
                "module": self.module if own else type(member).__module__,
                "class_name": name,
                "config": member.get_config(),
                "registered_name": None if own else get_registered_name(type(member)),
            }
        name = getattr(member, "__name__", "")
        if self.members.get(name) is member:
            return name
        return member if member is None else get_registered_name(member)

    def deserialize(
        self,
        config: Mapping[str, Any] | str | None,
        custom_objects: Mapping[str, object] | None = None,
    ) -> Any:
        """Return the member that `serialize` wrote down.

        Args:
            config: a config, or the name of a member.
            custom_objects: further classes and functions by name.

        Raises:
            ValueError: if no member, registered or given object has that name.
        """
        with custom_object_scope(custom_objects or {}):
            if config is None or isinstance(config, str):
                return self.get(config)
            inner: Any = config.get("config") or {}
            if config.get("class_name") == "function":
                return self._find(inner)
            found = self._find(config.get("registered_name") or config.get("class_name"))
            return found.from_config(dict(inner)) if hasattr(found, "from_config") else found

    def _find(self, name: Any) -> Any:
        found = self.members.get(name) or get_registered_object(name)
        if found is None:
            raise unknown(self.kind, name, {*self.members, *custom_objects()})
        return found


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[T], T]:
    """Register a class or function of yours, so that files that name it can be loaded.

    Args:
        package: the prefix that keeps names of different projects apart.
        name: the name in files; the object's own by default.

    Raises:
        ValueError: if a class without `get_config` is given, or the name is taken.

    Example:
        >>> import deepkit
        >>> @deepkit.saving.register_keras_serializable(package="docs")
        ... class Double(deepkit.layers.Layer):
        ...     def call(self, x):
        ...         return 2 * x
        >>> deepkit.saving.get_registered_name(Double)
        'docs>Double'
    """

    def register(target: T) -> T:
        if inspect.isclass(target) and not hasattr(target, "get_config"):
            raise ValueError(
                f"Cannot register {target.__name__}: it needs a `get_config` method to be saved."
            )
        key = f"{package}>{name or getattr(target, '__name__', target)}"
        _registered[key] = target
        _registered_names[target] = key
        return target

    return register


def get_registered_name(target: object) -> str:
    """Return the name a class or function is saved under.

    Args:
        target: a class or function.
    """
    name = _registered_names.get(target) or getattr(target, "__name__", None)
    if not isinstance(name, str):
        raise TypeError(f"{target!r} has no name to be saved under; register a class or function.")
    return name


def get_registered_object(
    name: str,
    custom_objects: Mapping[str, object] | None = None,
    module_objects: Mapping[str, object] | None = None,
) -> Any:
    """Return the class or function registered or in scope under a name, or None.

    Args:
        name: `"package>Name"`, or a plain name.
        custom_objects: names to look at first.
        module_objects: names to look at last.
    """
    for table in (custom_objects or {}, _scoped.get(), _registered, module_objects or {}):
        if name in table:
            return table[name]
    return None


def custom_objects() -> dict[str, object]:
    """Return the registered objects and those in scope, by name."""
    return {**_registered, **_scoped.get()}


@contextmanager
def custom_object_scope(objects: Mapping[str, object]) -> Generator[None]:
    """Make classes and functions known by name within a `with` block.

    Args:
        objects: classes and functions by the name that a file uses.
    """
    token = _scoped.set({**_scoped.get(), **objects})
    try:
        yield
    finally:
        _scoped.reset(token)


def snake_case(name: str) -> str:
    """Return `LayerNormalization` as `layer_normalization`.

    Args:
        name: the name of a class.
    """
    return re.sub(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name).lower()


def auto_name(prefix: str) -> str:
    """Return `prefix`, then `prefix_1`, `prefix_2`... at later calls.

    Args:
        prefix: the snake-case name of a class.
    """
    count = _counts.get(prefix, 0)
    _counts[prefix] = count + 1
    return f"{prefix}_{count}" if count else prefix


def clear_names() -> None:
    """Start counting automatic names from the beginning."""
    _counts.clear()


@cache
def _signature(cls: type) -> inspect.Signature:
    """Return the constructor's signature, `**kwargs` followed up to the base classes."""
    signature = inspect.signature(cls.__init__)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _made(found: Any) -> Any:
    return found() if inspect.isclass(found) else found
