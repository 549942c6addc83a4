"""Plain functions inside configs: their records in files, and the way back."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from deepkit.configurable import Configurable, get_registered_name, get_registered_object
from deepkit.errors import unknown

Record = Any  # what a family serializes a member to: a mapping, or the name of a function


def name_functions(record: Record) -> Record:
    """Return a serialized object whose config names its functions instead of holding them.

    Args:
        record: what a family's `serialize` returns.

    Example:
        >>> from deepkit import losses
        >>> record = {"class_name": "LossFunctionWrapper", "config": {"fn": losses.huber}}
        >>> losses.name_functions(record)["config"]["fn"]["config"]
        'huber'
    """
    if not isinstance(record, Mapping):
        return record
    config = {key: _record(value) for key, value in record["config"].items()}
    return {**record, "config": config}


def find_functions(record: Record, known: Mapping[str, Callable[..., Any]]) -> Record:
    """Return a serialized object whose config holds the functions that it named.

    The record of a function itself becomes that function.

    Args:
        record: what `name_functions` returned, or Keras's `serialize`.
        known: functions by name; registered ones and those in scope are found before them.

    Raises:
        ValueError: if it names a function that nobody registered.

    Example:
        >>> from deepkit import losses
        >>> wrapper = losses.LossFunctionWrapper(losses.huber)
        >>> record = losses.serialize(wrapper)
        >>> losses.find_functions(record, {"huber": losses.huber})["config"]["fn"] is losses.huber
        True
    """
    record = _found(record, known)
    config = record.get("config") if isinstance(record, Mapping) else None
    if not isinstance(config, Mapping):
        return record
    return {**record, "config": {key: _found(value, known) for key, value in config.items()}}


def _record(value: Any) -> Any:
    if not callable(value) or inspect.isclass(value) or isinstance(value, Configurable):
        return value
    name = get_registered_name(value)
    shared = {"module": "builtins", "class_name": "function", "registered_name": "function"}
    return {**shared, "config": name}


def _found(value: Any, known: Mapping[str, Callable[..., Any]]) -> Any:
    if not isinstance(value, Mapping) or value.get("class_name") != "function":
        return value
    found = get_registered_object(value["config"], module_objects=known)
    if found is None:
        raise unknown("function", value["config"], known)
    return found
