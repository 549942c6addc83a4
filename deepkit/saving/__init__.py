"""Models in files of Keras's form, which hold no code and are trusted with nothing."""

from deepkit.configurable import (
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from deepkit.configurable import custom_object_scope as CustomObjectScope  # noqa: N812
from deepkit.saving._deserialize import deserialize_keras_object, reading
from deepkit.saving._model_file import (
    from_bytes,
    load_model,
    model_from_json,
    model_to_json,
    parts_for_pickle,
    save_model,
    to_bytes,
)
from deepkit.saving._operations import is_operation, read_operation, write_operation
from deepkit.saving._plain import places_in, read_arguments
from deepkit.saving._serialize import serialize_keras_object, writing
from deepkit.saving._weights_file import load_weights, save_weights

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "from_bytes",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "is_operation",
    "load_model",
    "load_weights",
    "model_from_json",
    "model_to_json",
    "parts_for_pickle",
    "places_in",
    "read_arguments",
    "read_operation",
    "reading",
    "register_keras_serializable",
    "save_model",
    "save_weights",
    "serialize_keras_object",
    "to_bytes",
    "write_operation",
    "writing",
]
