"""The call of a layer that was made in a `RematScope`."""

import math
from collections.abc import Callable
from typing import Any

from deepkit.backend import (
    RematMode,
    SymbolicTensor,
    call_context,
    current_call,
    infer,
    is_remat_off,
    is_tensor,
    map_structure,
    open_spec,
    remat,
    symbols,
    without_remat,
)

Call = Callable[..., Any]


def rematerialized(layer: Any, args: Any, kwargs: Any) -> Call:
    """Return what to call in place of `layer.call`.

    Args:
        layer: a layer that was told something by the scope in which it was made.
        args: of the call.
        kwargs: of the call.
    """
    mode: RematMode = layer.remat_mode
    call = current_call()
    is_whole = layer.is_whole and call is not None and call.outermost is layer
    if is_whole or is_remat_off():
        return layer.call
    if mode.mode == "activations":
        return _with_activation_again(layer)
    is_listed = mode.mode == "list_of_layers" and layer.name in mode.layer_names
    is_large = mode.mode == "larger_than" and (
        _output_size(layer, args, kwargs) > mode.output_size_threshold
    )
    return remat(layer.call) if mode.mode == "full" or is_listed or is_large else layer.call


def _with_activation_again(layer: Any) -> Call:
    """Return the call with the activation of the layer computed anew in the backward pass."""
    held = vars(layer)  # not by assignment, after which a model counts as changed
    activation = held.get("activation")
    if activation is None:
        return layer.call

    def call(*args: Any, **kwargs: Any) -> Any:
        held["activation"] = remat(activation)
        try:
            return layer.call(*args, **kwargs)
        finally:
            held["activation"] = activation

    return call


def _output_size(layer: Any, args: Any, kwargs: Any) -> int:
    """Return how many numbers the outputs of a call have."""

    def symbol(x: Any) -> Any:
        return SymbolicTensor(open_spec(x.shape, x.dtype)) if is_tensor(x) else x

    args, kwargs = map_structure(symbol, (args, kwargs))
    with call_context(), without_remat():
        outputs = infer(layer.call, *args, **kwargs)
    return sum(math.prod(size or 1 for size in output.shape) for output in symbols(outputs))
