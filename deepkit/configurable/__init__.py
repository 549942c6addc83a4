"""Objects that remember what they were made of, families that find them, names users register."""

from deepkit.configurable._configurable import Configurable, Revived
from deepkit.configurable._family import Family
from deepkit.configurable._naming import auto_name, clear_names, fresh_names, get_uid, snake_case
from deepkit.configurable._registry import (
    custom_object_scope,
    custom_objects,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)

__all__ = [
    "Configurable",
    "Family",
    "Revived",
    "auto_name",
    "clear_names",
    "custom_object_scope",
    "custom_objects",
    "fresh_names",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "get_uid",
    "register_keras_serializable",
    "snake_case",
]
