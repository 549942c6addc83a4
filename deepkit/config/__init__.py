"""What holds for the whole process: dtypes, small numbers, the screen."""

from deepkit.backend import (
    backend,
    compilation_cache,
    disable_traceback_filtering,
    dtype_policy,
    enable_traceback_filtering,
    enable_unsafe_deserialization,
    epsilon,
    floatx,
    image_data_format,
    is_nnx_enabled,
    is_traceback_filtering_enabled,
    set_backend,
    set_compilation_cache,
    set_dtype_policy,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from deepkit.callbacks import (
    disable_interactive_logging,
    enable_interactive_logging,
    is_interactive_logging_enabled,
)

__all__ = [
    "backend",
    "compilation_cache",
    "disable_interactive_logging",
    "disable_traceback_filtering",
    "dtype_policy",
    "enable_interactive_logging",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "floatx",
    "image_data_format",
    "is_interactive_logging_enabled",
    "is_nnx_enabled",
    "is_traceback_filtering_enabled",
    "set_backend",
    "set_compilation_cache",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]
