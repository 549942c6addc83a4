"""How the inputs of a signature are handed to a model: one by one, or as one list or dict."""

import inspect
from collections.abc import Mapping
from typing import Any

_ONE_BY_ONE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def arguments(
    fn: Any, arrays: Mapping[str, Any], *, keyed: bool | None = False
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return what a model is called with, as its `call` takes it and as it was built.

    Args:
        fn: a model, or a function of an array for each input.
        arrays: the inputs by name, in order.
        keyed: whether they were described as a dict; None where their names are to tell.

    Example:
        >>> from deepkit.export import arguments
        >>> arguments(lambda a, b: a + b, {"a": 1, "b": 2})
        ((1, 2), {})
    """
    values = tuple(arrays.values())
    if not hasattr(fn, "call"):
        return values, {}
    is_drawn = getattr(fn, "graph", None) is not None
    built = None if is_drawn else _built_for(fn)
    if keyed is None:
        known = built if isinstance(built, Mapping) else _parameters(fn)
        keyed = not is_drawn and set(arrays) <= set(known)
    if keyed:
        by_name = not isinstance(built, Mapping) and set(arrays) <= set(_parameters(fn))
        return ((), dict(arrays)) if by_name else ((dict(arrays),), {})
    if isinstance(built, Mapping):
        return (dict(zip(built, values, strict=True)),), {}
    if built and isinstance(built[0], list | tuple):
        return (list(values),), {}
    if len(values) == 1 or (not is_drawn and _takes(fn, len(values))):
        return values, {}
    return (list(values),), {}


def _built_for(model: Any) -> Any:
    """Return the shape, or structure of shapes, of the only argument; None if there are more."""
    told = model.get_build_config() if hasattr(model, "get_build_config") else None
    return (told or {}).get("input_shape")


def _parameters(model: Any) -> dict[str, inspect.Parameter]:
    """Return the parameters of `call` that may be tensors."""
    return {
        name: parameter
        for name, parameter in inspect.signature(model.call).parameters.items()
        if name not in ("training", "mask") and not name.endswith("_mask")
    }


def _takes(model: Any, count: int) -> bool:
    kinds = [parameter.kind for parameter in _parameters(model).values()]
    return inspect.Parameter.VAR_POSITIONAL in kinds or count <= sum(
        kind in _ONE_BY_ONE for kind in kinds
    )
