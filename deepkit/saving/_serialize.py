"""Objects as what JSON can hold: module, name and config of each, in Keras's form."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from deepkit.backend import DTypePolicy, standardize_dtype
from deepkit.configurable import get_registered_name
from deepkit.errors import SavingError
from deepkit.saving._compiled import compile_record
from deepkit.saving._functions import write_function
from deepkit.saving._places import place_of
from deepkit.saving._plain import mark
from deepkit.typing import Config

_PLAIN = (str, int, float, bool)


class Writing:
    """What was written so far: an object met twice stands in both places as the same.

    `custom` collects the classes that are not deepkit's, by the names in the file.
    """

    def __init__(self) -> None:
        self.custom: dict[str, type] = {}
        self._records: dict[int, tuple[object, Config, int]] = {}
        self._own: dict[int, Config] = {}
        self._open: set[int] = set()

    def value(self, value: Any, key: str = "") -> Any:
        """Return what stands for a value.

        Args:
            value: a number, text, structure, array, function or configurable object.
            key: the argument it was given as.
        """
        if value is None or isinstance(value, _PLAIN):
            return value
        if isinstance(value, (list, tuple)):
            return [self.value(item, key) for item in value]
        if id(value) in self._own:
            return value  # a record that may still be marked as standing in two places
        if isinstance(value, Mapping):
            return {_key(name): self.value(item, _key(name)) for name, item in value.items()}
        if hasattr(value, "get_config") and not isinstance(value, type):
            return self._object(value)
        return _leaf(value, key)

    def _object(self, target: Any) -> Config:
        if id(target) in self._records:
            return self._again(target)
        if id(target) in self._open:
            raise SavingError(f"{type(target).__name__} cannot be written: it contains itself.")
        self._open.add(id(target))
        try:
            record = self._record(target)
        except Exception as error:
            error.add_note(f"while writing {_called(target)}")
            raise
        finally:
            self._open.discard(id(target))
        self._records[id(target)] = (target, record, len(self._records) + 1)
        self._own[id(record)] = record
        return record

    def _record(self, target: Any) -> Config:
        config = target.get_config()
        if not isinstance(config, Mapping):
            raise SavingError(f"`get_config` of {_called(target)} must return a dict.")
        if config.get("data_format", ...) is None:  # what it was by default may differ elsewhere
            config = {**config, "data_format": getattr(target, "data_format", None)}
        module, name, registered = self._name(type(target), config)
        record: Config = {
            "module": module,
            "class_name": name,
            "config": self.value(config),
            "registered_name": registered,
        }
        shapes = target.get_build_config() if hasattr(target, "get_build_config") else None
        if shapes is not None:
            record["build_config"] = self.value(shapes)
        dtypes = getattr(target, "build_dtypes", None)
        if dtypes is not None:  # beside the shapes: Keras takes each value among them for a shape
            record["build_dtypes"] = self.value(dtypes)
        told = compile_record(target, self.value) if hasattr(target, "get_compile_config") else None
        if told is not None:
            record["compile_config"] = told
        return record

    def _again(self, target: Any) -> Config:
        """Return the record of an object met before, both of them marked as one."""
        _, first, number = self._records[id(target)]
        if not isinstance(target, DTypePolicy):  # equal ones need not be the same
            first["shared_object_id"] = number
        kept = ("name", "inbound_nodes")  # of its first place in a graph
        return {key: value for key, value in first.items() if key not in kept}

    def _name(self, cls: type, config: Mapping[str, Any]) -> tuple[str | None, str, str | None]:
        place = place_of(cls)
        if place == ("keras", "Model") and "input_layers" in config:
            return "keras.src.models.functional", "Functional", "Functional"
        if place is not None:
            return *place, None
        name = get_registered_name(cls)
        self.custom[name] = cls
        module = None if cls.__module__ == "__main__" else cls.__module__
        return module, cls.__name__, name


_writing: ContextVar[Writing | None] = ContextVar("writing", default=None)


@contextmanager
def writing() -> Generator[Writing]:
    """Write all objects within the block as parts of one file."""
    now = Writing()
    token = _writing.set(now)
    try:
        yield now
    finally:
        _writing.reset(token)


def serialize_keras_object(obj: Any) -> Any:
    """Return what JSON can hold of an object: its module, class name and config.

    Args:
        obj: a layer, model, loss, metric, optimizer, schedule, initializer, regularizer,
            constraint, policy, function, array, number, text, or a structure of these.

    Raises:
        SavingError: if it cannot be written, as a lambda or an object without `get_config`.

    Example:
        >>> from deepkit import regularizers, saving
        >>> saving.serialize_keras_object(regularizers.L2(0.1))["class_name"]
        'L2'
    """
    now = _writing.get()
    if now is not None:
        return now.value(obj)
    with writing() as now:
        return now.value(obj)


def _key(name: Any) -> str:
    if not isinstance(name, str):
        raise SavingError(f"The keys of a dict in a config must be text, got {name!r}.")
    return name


def _leaf(value: Any, key: str) -> Any:
    """Return what stands for a value that is neither a structure nor an object with a config."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (np.dtype, type)):
        return _type_name(value)
    marked = mark(value)
    if marked is not None:
        return marked
    if callable(value):
        return write_function(value, key)
    raise SavingError(
        f"{value!r} of type {type(value).__name__!r} cannot be written to a file. Give its class "
        "a `get_config` method, or keep it out of the constructor's arguments."
    )


def _type_name(value: Any) -> str:
    try:
        return standardize_dtype(value)
    except ValueError:
        raise SavingError(f"{value!r} cannot be written to a file: it is no dtype.") from None


def _called(target: Any) -> str:
    name = getattr(target, "name", None)
    return f"{type(target).__name__} {name!r}" if isinstance(name, str) else type(target).__name__
