"""Families of objects that users name by a string: losses, optimizers, initializers..."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, cast

from deepkit.configurable._configurable import Configurable
from deepkit.configurable._registry import (
    custom_object_scope,
    custom_objects,
    get_registered_name,
    get_registered_object,
)
from deepkit.errors import SavingError, unknown

# The first part of the module that a file names for what is not the user's own.
_OURS = {"builtins", "deepkit", "keras"}


class Family:
    """The members of one family (losses, optimizers...) and the ways to name one.

    A name of the family always means its member: nothing a user or a file brings can take its
    place. What a file says to be of another module is looked for among the user's objects only.

    Args:
        kind: what a member is called in messages, such as "loss".
        base: the class that instances belong to.
        module: the public path members are saved under, such as "keras.losses".
        members: names (aliases too) of classes and functions.

    Example:
        >>> from deepkit.configurable import Configurable, Family
        >>> class Half(Configurable): ...
        >>> family = Family("fraction", Half, "docs.fractions", {"Half": Half, "half": Half})
        >>> family.get("half")
        Half()
        >>> family.serialize(family.get("half"))["class_name"]
        'Half'
    """

    def __init__(
        self, kind: str, base: type[Any], module: str, members: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.kind, self.base, self.module, self.members = kind, base, module, members

    def get(self, identifier: Any) -> Any:
        """Return the member that an instance, callable, name or config stands for.

        Args:
            identifier: `None`, an instance, a class, a callable, a name, or a serialized config.

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
        """Return what stands for the member in a file.

        That is a name for the family's own functions, else a config of plain values.

        Args:
            member: a member of the family, or an object of the user's.

        Raises:
            SavingError: if it is a function that no name leads back to.
        """
        if member is None:
            return None
        if hasattr(member, "get_config") and not inspect.isclass(member):
            return self._serialize_object(member)
        name = get_registered_name(member)
        if self.members.get(name) is member:
            return name
        if name in self.members or name == "<lambda>":
            raise SavingError(
                f"The {self.kind} {member!r} cannot be found again by its name {name!r}. Define a "
                "function and register it with `saving.register_keras_serializable()`."
            )
        shared = {"module": "builtins", "class_name": "function", "registered_name": "function"}
        return {**shared, "config": name}

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
            TypeError: if it is neither, or its constructor does not take the arguments in it.
        """
        with custom_object_scope(custom_objects or {}):
            if not isinstance(config, Mapping):
                return self.get(config)
            inner = config.get("config")
            if config.get("class_name") == "function":
                return self._find(inner)
            found = self._of_module(config)
            return _read(found, dict(inner or {}))

    def _serialize_object(self, member: object) -> dict[str, Any]:
        kind = type(member)
        own = self.members.get(kind.__name__) is kind
        elsewhere = None if kind.__module__ == "__main__" else kind.__module__
        return {
            "module": self.module if own else elsewhere,
            "class_name": kind.__name__,
            "config": cast("Any", member).get_config(),
            "registered_name": None if own else get_registered_name(kind),
        }

    def _of_module(self, config: Mapping[str, Any]) -> Any:
        """Return the class that a config names, ours or the user's as its module tells."""
        module, name = config.get("module"), config.get("class_name")
        registered = config.get("registered_name")
        if (module or registered) is None or str(module).split(".")[0] in _OURS:
            ours = registered is None or (isinstance(name, str) and name in self.members)
            return self._find(name if ours else registered)
        for key in (registered, name):
            found = get_registered_object(key)
            if found is not None:
                return self._admitted(key, found)
        place = f" of module {module}" if module else " of your own"
        raise unknown(self.kind + place, registered or name, custom_objects())

    def _find(self, name: Any) -> Any:
        if isinstance(name, str):
            if name in self.members:
                return self.members[name]
            found = get_registered_object(name)
            if found is not None:
                return self._admitted(name, found)
        raise unknown(self.kind, name, {*self.members, *custom_objects()})

    def _admitted(self, name: Any, found: Any) -> Any:
        """Return an object of the user's, unless it belongs to another family."""
        kind = cast("type[Any]", found if inspect.isclass(found) else type(found))
        strangers = issubclass(self.base, Configurable) and issubclass(kind, Configurable)
        if strangers and not issubclass(kind, self.base):
            raise ValueError(f"{name!r} is a {kind.__name__}, where a {self.kind} is needed.")
        return found


def _made(found: Any) -> Any:
    return found() if inspect.isclass(found) else found


def _read(found: Any, config: dict[str, Any]) -> Any:
    if not inspect.isclass(found):
        return found
    made: Any = getattr(found, "from_config", None)
    return made(config) if made else found(**config)
