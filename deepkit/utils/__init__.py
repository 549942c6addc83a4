"""What is of use around models: seeds, data sets, labels, names of custom objects."""

from deepkit.backend import clear_session, set_random_seed, standardize_dtype
from deepkit.backend import is_symbolic as is_keras_tensor
from deepkit.backend import source_inputs as get_source_inputs
from deepkit.callbacks import (
    disable_interactive_logging,
    enable_interactive_logging,
    is_interactive_logging_enabled,
)
from deepkit.configurable import (
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from deepkit.configurable import custom_object_scope as CustomObjectScope  # noqa: N812
from deepkit.data import (
    PyDataset,
    normalize,
    pack_x_y_sample_weight,
    to_categorical,
    unpack_x_y_sample_weight,
)
from deepkit.data import PyDataset as Sequence
from deepkit.saving import deserialize_keras_object, serialize_keras_object

__all__ = [
    "CustomObjectScope",
    "PyDataset",
    "Sequence",
    "clear_session",
    "custom_object_scope",
    "deserialize_keras_object",
    "disable_interactive_logging",
    "enable_interactive_logging",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "get_source_inputs",
    "is_interactive_logging_enabled",
    "is_keras_tensor",
    "normalize",
    "pack_x_y_sample_weight",
    "register_keras_serializable",
    "serialize_keras_object",
    "set_random_seed",
    "standardize_dtype",
    "to_categorical",
    "unpack_x_y_sample_weight",
]
