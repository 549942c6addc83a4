"""How a layer's `call` and `build` are to be called: read from their signatures, once a class."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from deepkit.backend import (
    CallContext,
    is_tensor,
    leaves,
    map_structure,
    standardize_dtype,
    visible_shape,
)
from deepkit.errors import ShapeError

_Kind = inspect.Parameter
_CATCH_ALL = (_Kind.VAR_KEYWORD, _Kind.VAR_POSITIONAL)


class CallSignature:
    """What the parameters of a `call` method say.

    Args:
        call: the function, `self` included.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self.signature = inspect.signature(call)
        parameters = list(self.signature.parameters.values())[1:]
        self.signature = self.signature.replace(parameters=parameters)
        self.names = tuple(p.name for p in parameters)
        self.takes_training = "training" in self.names
        self.mask_names = tuple(n for n in self.names if n == "mask" or n.endswith("_mask"))
        position = self.names.index("training") if self.takes_training else None
        self.training_position = position
        default = self.signature.parameters["training"].default if self.takes_training else None
        self.default_training = default if isinstance(default, bool) else None

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments that hold tensors, masks left out, by name."""
        bound = self._bound(args, kwargs)
        return {
            name: value
            for name, value in bound.items()
            if name not in self.mask_names
            and self.signature.parameters[name].kind not in _CATCH_ALL
            and any(map(is_tensor, leaves(value)))
        }

    def _bound(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments by name; any layer may be told `training`, if it cares or not."""
        told = {k: v for k, v in kwargs.items() if k != "training" or self.takes_training}
        return self.signature.bind(*args, **told).arguments

    def missing_masks(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], call: CallContext
    ) -> dict[str, Any]:
        """Return the masks that travel with the arguments and that the caller did not give."""
        if not self.mask_names or not call.has_masks:
            return {}
        tensors = self.tensors(args, kwargs)
        given = self._bound(args, kwargs)
        found = {}
        for place, (name, value) in enumerate(tensors.items()):
            wanted = "mask" if "mask" in self.mask_names and not place else f"{name}_mask"
            if wanted in self.mask_names and given.get(wanted) is None:
                found[wanted] = call.masks_of(value)
        return {name: mask for name, mask in found.items() if mask is not None}


@functools.cache
def call_signature(cls: type) -> CallSignature:
    """Return what a layer class's `call` says."""
    return CallSignature(cls.call)


def shapes_for(method: Callable[..., Any], shapes: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments for a `build` from the shapes of the tensors a `call` got.

    A method of one parameter takes the shape of the first tensor, whatever its name; one of
    several takes `query_shape` for the tensor `query`.

    Args:
        method: a bound `build`.
        shapes: shapes by the name of the argument of `call`.

    Raises:
        ShapeError: if the method asks for a shape that no argument has.
    """
    parameters = [
        p
        for p in inspect.signature(method).parameters.values()
        if p.kind in (_Kind.POSITIONAL_OR_KEYWORD, _Kind.KEYWORD_ONLY)
    ]
    if not parameters:
        return {}
    if len(parameters) == 1:
        return {parameters[0].name: next(iter(shapes.values()), None)}
    named = {f"{name}_shape": shape for name, shape in shapes.items()}
    missing = [p.name for p in parameters if p.default is _Kind.empty and p.name not in named]
    if missing:
        raise ShapeError(
            f"`build` asks for {', '.join(missing)}, but `call` was given only "
            f"{', '.join(shapes)}. Name each parameter of `build` after one of `call`: "
            "`query_shape` for `query`."
        )
    return {p.name: named[p.name] for p in parameters if p.name in named}


def shapes_of(tree: Any) -> Any:
    """Return the shapes of a structure of tensors, None for axes that are open."""
    return map_structure(lambda x: visible_shape(x.shape) if hasattr(x, "shape") else None, tree)


def dtypes_of(tree: Any) -> Any:
    """Return the names of the dtypes of a structure of tensors."""
    return map_structure(lambda x: standardize_dtype(x.dtype) if is_tensor(x) else None, tree)
