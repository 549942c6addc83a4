"""The steps around a layer's `call`: casting, the training flag, masks, penalties, messages."""

import warnings
from typing import TYPE_CHECKING, Any

from deepkit.backend import CallContext, as_compute, convert, leaves, map_structure
from deepkit.layers._signature import CallSignature

if TYPE_CHECKING:
    from deepkit.layers._layer import Layer


def cast_inputs(
    args: tuple[Any, ...], kwargs: dict[str, Any], dtype: str | None
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments as arrays, floating ones in `dtype` if it is given."""

    def cast(x: Any) -> Any:
        return as_compute(x, dtype)

    if len(args) == 1 and not kwargs and hasattr(args[0], "dtype"):  # most calls are of one array
        return (as_compute(args[0], dtype),), kwargs
    if args and isinstance(args[0], (list, tuple)) and _is_numbers(args[0]):
        args = (convert(args[0]), *args[1:])
    return map_structure(cast, args), map_structure(cast, kwargs)


def resolve_training(
    signature: CallSignature, call: CallContext, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[bool | None, dict[str, Any]]:
    """Return whether the call trains, and its keyword arguments with that said.

    What the caller says comes first, then the outermost call, then the default of the signature.
    """
    inner = dict(kwargs)
    training = inner.pop("training", None)
    position = signature.training_position
    if position is not None and len(args) > position:
        return args[position], inner
    if training is None:
        training = call.training
    if training is None:
        training = signature.default_training
    if signature.takes_training and training is not None:
        inner["training"] = training
    return training, inner


def set_masks(
    layer: "Layer", call: CallContext, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any
) -> None:
    """Let the mask of the outputs travel with them."""
    inputs = args[0] if args else next(iter(kwargs.values()), None)
    if not layer.supports_masking:
        if call.masks_of(inputs) is not None and call.masks_of(outputs) is None:
            warnings.warn(
                f"Layer {layer.name!r} gets a mask but does not pass it on: the layers after it "
                "see none. Set `self.supports_masking = True` in it if that is safe.",
                stacklevel=5,
            )
        return
    if call.masks_of(outputs) is None:
        mask = layer.compute_mask(inputs, call.masks_of(inputs))
        single = not isinstance(mask, (list, tuple, dict))
        call.set_masks(leaves(outputs)[:1] if single else outputs, mask)


def penalize_activity(regularizer: Any, outputs: Any) -> list[Any]:
    """Return the penalties on the outputs, divided by the size of the batch."""
    return [regularizer(x) / (x.shape[0] if x.ndim else 1) for x in leaves(outputs)]


def describe(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return arguments as `float32(None, 10), training=True`."""
    shown = [_shown(arg) for arg in args]
    return ", ".join([*shown, *(f"{name}={_shown(value)}" for name, value in kwargs.items())])


def _shown(value: Any) -> str:
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        dtype = getattr(value.dtype, "name", value.dtype)
        return f"{dtype}{tuple(value.shape)}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)) and value and not isinstance(value[0], (int, float)):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return repr(value)


def _is_numbers(items: Any) -> bool:
    """Tell whether a list is meant as one array: nested lists of numbers down to the first."""
    while isinstance(items, (list, tuple)) and items:
        items = items[0]
    return isinstance(items, (int, float)) and not isinstance(items, bool)
