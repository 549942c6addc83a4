"""Objects from what JSON holds: only deepkit's own classes, and those the user hands over."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from deepkit.configurable import (
    Configurable,
    Revived,
    custom_object_scope,
    custom_objects,
    get_registered_object,
)
from deepkit.errors import SavingError
from deepkit.saving._arguments import fitted, packages_for
from deepkit.saving._compiled import compile_from_record
from deepkit.saving._functions import find_function
from deepkit.saving._places import base, bases, find_class, package_of
from deepkit.saving._plain import is_marked, unmark
from deepkit.typing import Config

_SINGLE_BASE = "backend"  # its classes share none


class Reading:
    """What was read so far: an object that stands in two places of a file is made once.

    Args:
        compile: whether models are compiled as they were.
    """

    def __init__(self, *, compile: bool = True) -> None:
        self.compile = compile
        self._made: dict[Any, Any] = {}

    def value(self, value: Any, argument: str = "") -> Any:
        """Return the value that stands in a file.

        Args:
            value: what stands there.
            argument: the argument it is for, which limits what it may be.
        """
        if isinstance(value, (list, tuple)):
            return [self.value(item, argument) for item in value]
        if not isinstance(value, Mapping):
            return value
        if is_marked(value):
            return unmark(value)
        if "class_name" in value and "config" in value:
            return self._object(value, argument)
        return {name: self.value(item, name) for name, item in value.items()}

    def _object(self, record: Mapping[str, Any], argument: str) -> Any:
        number = record.get("shared_object_id")
        if isinstance(number, int) and number in self._made:
            return self._made[number]
        if record["class_name"] == "function":
            return find_function(record["config"])
        cls, package = self._class(record, argument)
        try:
            made = self._make(cls, package, record)
            self._finish(made, record)
        except SavingError as error:
            error.add_note(f"while loading {_called(record)}")
            raise
        except Exception as error:
            called = _called(record)
            raise SavingError(f"{called} cannot be made as the file says: {error}") from error
        if isinstance(number, int):
            self._made[number] = made
        return made

    def _class(self, record: Mapping[str, Any], argument: str) -> tuple[Any, str]:
        """Return the class that a record names, and its package if it is one of deepkit's."""
        module, name = record.get("module"), record["class_name"]
        registered = record.get("registered_name")
        own = isinstance(module, str) and module.split(".")[0] == "keras"
        if not isinstance(name, str) or not isinstance(registered, (str, type(None))):
            raise SavingError(f"The file names a class by {name!r} and {registered!r}, not text.")
        if not own or registered not in (None, name):
            found = get_registered_object(registered or name) or get_registered_object(name)
            if found is None or own:
                raise _unknown_class(module, registered or name)
            return found, ""
        try:
            cls = find_class(str(module), name)
        except ValueError as error:
            raise SavingError(f"The file asks for {module}.{name}: {error}") from None
        package, allowed = package_of(str(module), name), packages_for(argument)
        if allowed and package not in allowed:
            raise SavingError(
                f"The file has {module}.{name} as `{argument}`, which must be one of "
                f"`deepkit.{allowed[0]}`."
            )
        return cls, package

    def _make(self, cls: Any, package: str, record: Mapping[str, Any]) -> Any:
        config = record["config"]
        called = _called(record)
        if not hasattr(cls, "from_config"):
            raise SavingError(f"{called} cannot be loaded: its class has no `from_config`.")
        if not isinstance(config, Mapping):
            raise SavingError(f"{called} must have a dict as its config, got {config!r}.")
        if not _takes_objects(cls, config):
            return cls.from_config(dict(config))
        given = {name: self.value(value, name) for name, value in config.items()}
        if package:
            given = fitted(cls, given, cls if package == _SINGLE_BASE else base(package))
        return cls.from_config(Revived(given))

    def _finish(self, made: Any, record: Mapping[str, Any]) -> None:
        """Build and compile an object as the one that was written."""
        shapes, told = record.get("build_config"), record.get("compile_config")
        if shapes and hasattr(made, "build_from_config") and not getattr(made, "built", False):
            made.build_from_config(shapes)
            if "build_dtypes" in record:
                made.build_dtypes = record["build_dtypes"]
        if told and self.compile and hasattr(made, "compile_from_config"):
            compile_from_record(made, told, self.value)


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(*, compile: bool = True) -> Generator[Reading]:
    """Read all objects within the block as parts of one file.

    Args:
        compile: whether models are compiled as they were.
    """
    now = Reading(compile=compile)
    token = _reading.set(now)
    try:
        yield now
    finally:
        _reading.reset(token)


def deserialize_keras_object(
    config: Any, custom_objects: Mapping[str, object] | None = None, safe_mode: bool = True
) -> Any:
    """Return the object that `serialize_keras_object` wrote down.

    Classes are looked up among deepkit's own, those registered with
    `register_keras_serializable`, and `custom_objects`. Nothing is imported by the name in a
    config, and no code in it is run, whatever `safe_mode` says.

    Args:
        config: what `serialize_keras_object` returned, here or in Keras.
        custom_objects: further classes and functions by name.
        safe_mode: accepted for Keras's sake.

    Raises:
        SavingError: if it names an unknown class or function, or one in the wrong place.

    Example:
        >>> from deepkit import regularizers, saving
        >>> config = saving.serialize_keras_object(regularizers.L2(0.1))
        >>> saving.deserialize_keras_object(config).get_config()
        {'l2': 0.1}
    """
    now = _reading.get()
    with custom_object_scope(custom_objects or {}):
        if now is not None:
            return now.value(config)
        with reading() as now:
            return now.value(config)


def _takes_objects(cls: Any, config: Config | Mapping[str, Any]) -> bool:
    """Tell whether a class gets its arguments as objects: not if it reads configs in its own way.

    A class with a `from_config` of its own gets what is in the file, as in Keras.
    """
    reader = getattr(cls.from_config, "__func__", None)
    if reader is Configurable.from_config.__func__:
        return True
    model = base("models")
    if reader is model.from_config.__func__:
        return "input_layers" not in config
    return any(reader is kind.from_config.__func__ for kind in bases() if kind is not model)


def _unknown_class(module: Any, name: str) -> SavingError:
    plain = name.split(">")[-1]
    listed = ", ".join(sorted(custom_objects())) or "none"
    return SavingError(
        f"The file asks for the class {name!r} of module {module!r}, which is not known here. If "
        f"it is yours, pass it: `load_model(path, custom_objects={{{plain!r}: {plain}}})`, or "
        "register it with `@deepkit.saving.register_keras_serializable()`. Classes are never "
        f"imported for a file. Known: {listed}."
    )


def _called(record: Mapping[str, Any]) -> str:
    config = record["config"]
    name = config.get("name") if isinstance(config, Mapping) else None
    return f"{record['class_name']} {name!r}" if isinstance(name, str) else record["class_name"]
