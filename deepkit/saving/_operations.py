"""Operations of `deepkit.ops` in files: each stands under the name of Keras's class for it."""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deepkit import ops
from deepkit.backend import tensor_parameters
from deepkit.errors import SavingError, unknown
from deepkit.saving._plain import as_tuples
from deepkit.typing import Config

Operation = Callable[..., Any]

# A class is called as its function, in camel case, and stands in "ops.numpy", but for these.
_ROOMS = {
    "activations.activations": "mish",
    "ops.core": (
        "cast convert_to_tensor saturate_cast scatter scatter_update slice slice_update "
        "stop_gradient unstack"
    ),
    "ops.image": (
        "affine_transform crop_images elastic_transform extract_patches gaussian_blur hsv_to_rgb "
        "map_coordinates pad_images perspective_transform resize rgb_to_grayscale rgb_to_hsv "
        "scale_and_translate"
    ),
    "ops.linalg": (
        "cholesky cholesky_inverse det eig eigh inv lstsq lu_factor matrix_rank norm pinv qr "
        "solve solve_triangular svd"
    ),
    "ops.math": (
        "cdist erf erfc erfinv extract_sequences fft fft2 ifft2 in_top_k irfft istft logdet "
        "logsumexp rfft rsqrt segment_max segment_min segment_prod segment_sum stft top_k "
        "view_as_complex view_as_real"
    ),
    "ops.nn": (
        "adaptive_average_pool adaptive_max_pool average_pool batch_normalization "
        "binary_crossentropy categorical_crossentropy celu conv conv_transpose ctc_decode "
        "ctc_loss depth_to_space depthwise_conv dot_product_attention elu fold gelu glu "
        "hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh layer_normalization leaky_relu "
        "log_sigmoid log_softmax max_pool moments multi_hot normalize one_hot polar psnr relu "
        "relu6 rms_normalization selu separable_conv sigmoid silu soft_shrink softmax softplus "
        "softsign space_to_depth sparse_categorical_crossentropy sparse_plus sparse_sigmoid "
        "sparsemax squareplus swish tanh_shrink threshold unfold"
    ),
}
_NAMES = {
    "allclose": "AllClose",
    "batch_normalization": "BatchNorm",
    "cdist": "CDist",
    "ctc_decode": "CTCDecode",
    "ctc_loss": "CTCLoss",
    "fft": "FFT",
    "fft2": "FFT2",
    "hard_swish": "HardSilu",
    "hsv_to_rgb": "HSVToRGB",
    "ifft2": "IFFT2",
    "irfft": "IRFFT",
    "isin": "IsIn",
    "istft": "ISTFT",
    "layer_normalization": "LayerNorm",
    "psnr": "PSNR",
    "rfft": "RFFT",
    "rgb_to_grayscale": "RGBToGrayscale",
    "rgb_to_hsv": "RGBToHSV",
    "rms_normalization": "RMSNorm",
    "searchsorted": "SearchSorted",
    "stft": "STFT",
    "svd": "SVD",
    "swish": "Silu",
}
# What Keras's class is called on, where that is not the parameters that hold tensors here.
_CALLED_ON = {
    "bincount": ("x",),
    "clip": ("x",),
    "dot_product_attention": ("query", "key", "value", "bias", "mask", "scale"),
    "get_item": ("x", "key"),
    "isclose": ("x1", "x2", "rtol", "atol"),
    "select": ("condlist", "choicelist", "default"),
    "slice": ("inputs", "start_indices"),
    "slice_update": ("inputs", "start_indices", "updates"),
    "trapezoid": ("y",),
}
# They take functions, or arguments of any name, which a file cannot hold.
_UNWRITTEN = frozenset(
    {
        "associative_scan", "cond", "fori_loop", "jvp", "map", "rearrange", "scan", "switch",
        "vectorized_map", "while_loop",
    }
)  # fmt: skip


def is_operation(record: Any) -> bool:
    """Tell whether a file has the call of an operation there, rather than a layer.

    Args:
        record: what stands in the file.
    """
    module = record.get("module") if isinstance(record, Mapping) else None
    return isinstance(module, str) and module.startswith(
        ("keras.src.ops.", "keras.src.activations.")
    )


def write_operation(
    operation: Operation, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Config, list[Any], dict[str, Any]]:
    """Return what stands in a file for a call of an operation: its class, and what that gets.

    Args:
        operation: of `deepkit.ops`.
        name: of the call.
        args: what the operation was called on.
        kwargs: the same by name.

    Returns:
        The record of the class with its options, and the arguments it is called on, by place and
        by name.

    Raises:
        SavingError: if Keras has no class for it.
    """
    module, cls = _class_of(operation)
    signature = inspect.signature(operation)
    given = signature.bind(*args, **kwargs).arguments
    called_on = _called_on(operation)
    places: list[Any] = []
    named: dict[str, Any] = {}
    for place, parameter in enumerate(called_on):
        if parameter not in given:
            continue
        if signature.parameters[parameter].kind is inspect.Parameter.VAR_POSITIONAL:
            places.extend(given[parameter])
        elif place == len(places):
            places.append(given[parameter])
        else:
            named[parameter] = given[parameter]
    options = {k: v for k, v in given.items() if k not in called_on and v != {}}
    config = {"name": name, **options}
    record = {"module": module, "class_name": cls, "config": config, "registered_name": cls}
    return record, places, named


def read_operation(
    record: Mapping[str, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Operation, list[Any], dict[str, Any]]:
    """Return the operation that stands in a file, and its arguments.

    Args:
        record: the class in the file.
        args: what it is called on.
        kwargs: the same by name.

    Raises:
        SavingError: if deepkit has no such operation, or it does not take the arguments.
    """
    operation = _operation_of(record)
    signature = inspect.signature(operation)
    config = record["config"]
    options = {k: as_tuples(v) for k, v in config.items() if k != "name"}
    given = {**options, **_by_name(operation, args), **kwargs}
    known = {name: value for name, value in given.items() if name in signature.parameters}
    unknown_ones = [k for k, v in given.items() if k not in known and v not in (None, False)]
    missing = [
        p.name
        for p in signature.parameters.values()
        if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD and p.name not in known
    ]
    if unknown_ones or missing:
        raise SavingError(
            f"The operation {operation.__name__!r} takes other arguments than the file has: "
            f"{', '.join([*unknown_ones, *missing])}."
        )
    bound = inspect.BoundArguments(signature, known)
    return operation, list(bound.args), dict(bound.kwargs)


def _class_of(operation: Operation) -> tuple[str, str]:
    """Return the module and the name of Keras's class for an operation."""
    name = getattr(operation, "__name__", "")
    if getattr(ops, name, None) is not operation or name in _UNWRITTEN:
        raise SavingError(
            f"The operation {name!r} in a functional model cannot be written to a file. Write a "
            "`Layer` that calls it, and use the layer in the model."
        )
    return f"keras.src.{_rooms().get(name, 'ops.numpy')}", _class_name(name)


def _operation_of(record: Mapping[str, Any]) -> Operation:
    name, config = record.get("class_name"), record.get("config")
    table = _by_class()
    if not isinstance(name, str) or name not in table:
        raise SavingError(
            f"The file asks for the operation {record.get('module')}.{name}: "
            f"{unknown('operation', name, table)}"
        )
    if not isinstance(config, Mapping) or record.get("registered_name") not in (None, name):
        raise SavingError(f"The file has an operation {name!r} without a config of its own.")
    return table[name]


def _by_name(operation: Operation, args: Sequence[Any]) -> dict[str, Any]:
    """Return the arguments that Keras's class is called on by the names they have here."""
    called_on = _called_on(operation)
    last = inspect.signature(operation).parameters[called_on[-1]]
    if last.kind is inspect.Parameter.VAR_POSITIONAL:
        before = len(called_on) - 1
        return dict(zip(called_on, [*args[:before], tuple(args[before:])], strict=False))
    if len(args) > len(called_on):
        raise SavingError(
            f"The operation {operation.__name__!r} is called on {len(args)} arguments in the "
            f"file, it takes {len(called_on)}."
        )
    given = dict(zip(called_on, args, strict=False))
    # JSON has no tuples, and a list would pick items one by one.
    return {k: tuple(v) if k == "key" and isinstance(v, list) else v for k, v in given.items()}


def _called_on(operation: Operation) -> tuple[str, ...]:
    return _CALLED_ON.get(operation.__name__) or tensor_parameters(operation)


def _class_name(name: str) -> str:
    return _NAMES.get(name) or "".join(part.capitalize() for part in name.split("_"))


@functools.cache
def _rooms() -> dict[str, str]:
    return {name: room for room, names in _ROOMS.items() for name in names.split()}


@functools.cache
def _by_class() -> dict[str, Operation]:
    """Return the operations that files may name: the declared ones, and no other function."""
    found: dict[str, Operation] = {}
    for name in ops.__all__:
        operation = getattr(ops, name)
        if getattr(operation, "is_op", False) and name not in _UNWRITTEN:
            found.setdefault(_class_name(name), operation)
    return found
