"""JAX minus arithmetic: Variables, graphs, randomness, transformations, devices, programs."""

from deepkit.backend._allowance import allowance
from deepkit.backend._apart import rows_apart
from deepkit.backend._changes import last_change, note_change
from deepkit.backend._compilation_cache import (
    compilation_cache,
    set_compilation_cache,
)
from deepkit.backend._compilation_cache import (
    start_compilation_cache as _start_compilation_cache,
)
from deepkit.backend._compile_events import CompileListener, told_of_compiling
from deepkit.backend._concrete import concrete, filled
from deepkit.backend._context import CallContext, call_context, current_call, training_mode
from deepkit.backend._convert import as_compute, convert, is_concrete, is_tensor
from deepkit.backend._defaults import (
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
    standardize_data_format,
)
from deepkit.backend._device import device, fetch, list_devices, on_cpu, put, wait, watch
from deepkit.backend._dtypes import (
    is_float,
    is_int,
    kept_dtype,
    result_type,
    standardize_dtype,
)
from deepkit.backend._dtypes import is_float as is_float_dtype
from deepkit.backend._dtypes import is_int as is_int_dtype
from deepkit.backend._equations import (
    BOX,
    Box,
    Equation,
    Place,
    Program,
    Size,
    Wire,
    equations_of,
    named_spec,
)
from deepkit.backend._gradient import custom_gradient, grad, value_and_grad
from deepkit.backend._graph import Graph, source_inputs
from deepkit.backend._in_place import jit_in_place
from deepkit.backend._infer import attach, infer
from deepkit.backend._loan import Loan, lent
from deepkit.backend._op import op, tensor_parameters
from deepkit.backend._policy import (
    DTypePolicy,
    as_policy,
    deserialize_policy,
    dtype_policy,
    serialize_policy,
    set_dtype_policy,
)
from deepkit.backend._random import (
    SeedGenerator,
    draw_seed,
    global_generator,
    random_key,
    seeded,
    set_random_seed,
    set_seed,
)
from deepkit.backend._remat import (
    RematMode,
    RematScope,
    is_remat_off,
    remat_mode,
    without_remat,
)
from deepkit.backend._rows import (
    Lookups,
    lookups,
    only_looked_up,
    put_rows,
    replaced_if,
    rows_of,
    summed_rows,
    take_rows,
)
from deepkit.backend._scan_parts import scan_parts
from deepkit.backend._scope import Overlay, name_scope, overlay, scope, sealed, stateless
from deepkit.backend._session import clear_session
from deepkit.backend._shelf import Shelf
from deepkit.backend._switches import (
    backend,
    disable_flash_attention,
    disable_traceback_filtering,
    enable_flash_attention,
    enable_traceback_filtering,
    enable_unsafe_deserialization,
    is_flash_attention_enabled,
    is_nnx_enabled,
    is_traceback_filtering_enabled,
    set_backend,
)
from deepkit.backend._symbolic import (
    Node,
    Spec,
    SymbolicTensor,
    any_symbolic,
    is_batch,
    is_symbolic,
    open_spec,
    symbols,
    visible_shape,
)
from deepkit.backend._symbolic import is_symbolic as is_keras_tensor
from deepkit.backend._trace import marked, start_trace, stop_trace
from deepkit.backend._transform import jit, remat, scan, vmap
from deepkit.backend._tree import (
    as_written,
    is_nested,
    keep_order,
    leaves,
    map_structure,
    unflatten,
)
from deepkit.backend._variable import Variable, assign_all, compute_dtype, values_of
from deepkit.backend._work import Work, work_of
from deepkit.configurable import get_uid

__all__ = [
    "BOX",
    "Box",
    "CallContext",
    "CompileListener",
    "DTypePolicy",
    "Equation",
    "Graph",
    "Loan",
    "Lookups",
    "Node",
    "Overlay",
    "Place",
    "Program",
    "RematMode",
    "RematScope",
    "SeedGenerator",
    "Shelf",
    "Size",
    "Spec",
    "SymbolicTensor",
    "Variable",
    "Wire",
    "Work",
    "allowance",
    "any_symbolic",
    "as_compute",
    "as_policy",
    "as_written",
    "assign_all",
    "attach",
    "backend",
    "call_context",
    "clear_session",
    "compilation_cache",
    "compute_dtype",
    "concrete",
    "convert",
    "current_call",
    "custom_gradient",
    "deserialize_policy",
    "device",
    "disable_flash_attention",
    "disable_traceback_filtering",
    "draw_seed",
    "dtype_policy",
    "enable_flash_attention",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "equations_of",
    "fetch",
    "filled",
    "floatx",
    "get_uid",
    "global_generator",
    "grad",
    "image_data_format",
    "infer",
    "is_batch",
    "is_concrete",
    "is_flash_attention_enabled",
    "is_float",
    "is_float_dtype",
    "is_int",
    "is_int_dtype",
    "is_keras_tensor",
    "is_nested",
    "is_nnx_enabled",
    "is_remat_off",
    "is_symbolic",
    "is_tensor",
    "is_traceback_filtering_enabled",
    "jit",
    "jit_in_place",
    "keep_order",
    "kept_dtype",
    "last_change",
    "leaves",
    "lent",
    "list_devices",
    "lookups",
    "map_structure",
    "marked",
    "name_scope",
    "named_spec",
    "note_change",
    "on_cpu",
    "only_looked_up",
    "op",
    "open_spec",
    "overlay",
    "put",
    "put_rows",
    "random_key",
    "remat",
    "remat_mode",
    "replaced_if",
    "result_type",
    "rows_apart",
    "rows_of",
    "scan",
    "scan_parts",
    "scope",
    "sealed",
    "seeded",
    "serialize_policy",
    "set_backend",
    "set_compilation_cache",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "set_random_seed",
    "set_seed",
    "source_inputs",
    "standardize_data_format",
    "standardize_dtype",
    "start_trace",
    "stateless",
    "stop_trace",
    "summed_rows",
    "symbols",
    "take_rows",
    "tensor_parameters",
    "told_of_compiling",
    "training_mode",
    "unflatten",
    "value_and_grad",
    "values_of",
    "visible_shape",
    "vmap",
    "wait",
    "watch",
    "without_remat",
    "work_of",
]

# Before the first program is compiled, whoever compiles it.
_start_compilation_cache()
