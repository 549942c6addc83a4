"""What a layer requires of its inputs."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend import leaves, standardize_dtype
from deepkit.configurable import Configurable
from deepkit.errors import ShapeError
from deepkit.typing import Shape


class InputSpec(Configurable):
    """The number of axes, sizes and dtype that a layer requires of an input.

    Args:
        dtype: the dtype required, any if None.
        shape: the exact shape, None for open axes.
        ndim: the exact number of axes.
        max_ndim: the largest number of axes.
        min_ndim: the smallest number of axes.
        axes: the size required of some axes.
        allow_last_axis_squeeze: whether a last axis of size 1 may be there or not.
        name: the name of the input, for dictionaries.
        optional: whether the input may be None.

    Example:
        >>> from deepkit import layers
        >>> layers.InputSpec(min_ndim=2, axes={-1: 8}).min_ndim
        2
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Shape | None = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = None if dtype is None else standardize_dtype(dtype)
        self.shape = None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze, self.name, self.optional = (
            allow_last_axis_squeeze,
            name,
            optional,
        )


def check_inputs(specs: Any, inputs: Any, layer: str) -> None:
    """Refuse inputs that a layer's specs do not allow.

    Args:
        specs: an `InputSpec`, a structure of them, or None.
        inputs: the first argument of the layer's call.
        layer: the layer's name, for the message.

    Raises:
        ShapeError: if an input differs from its spec.
    """
    if specs is None:
        return
    tensors = leaves(inputs, none_is_leaf=True)
    wanted = leaves(specs)
    if len(tensors) != len(wanted):
        raise ShapeError(f"Layer {layer!r} expects {len(wanted)} inputs, got {len(tensors)}.")
    for place, (spec, x) in enumerate(zip(wanted, tensors, strict=True)):
        if spec is not None and hasattr(x, "shape"):
            problem = _difference(spec, tuple(x.shape), x.dtype)
            if problem:
                which = spec.name or getattr(x, "name", None) or f"input {place}"
                raise ShapeError(f"Layer {layer!r} expects {which} {problem}.")


def _difference(spec: InputSpec, shape: tuple[int | None, ...], dtype: Any) -> str | None:
    got = f", got shape {shape}"
    ndim = len(shape)
    if spec.ndim is not None and ndim != spec.ndim and not _squeezable(spec, shape):
        return f"of {spec.ndim} axes{got}"
    if spec.min_ndim is not None and ndim < spec.min_ndim:
        return f"of at least {spec.min_ndim} axes{got}"
    if spec.max_ndim is not None and ndim > spec.max_ndim:
        return f"of at most {spec.max_ndim} axes{got}"
    if spec.dtype is not None and standardize_dtype(dtype) != spec.dtype:
        return f"of dtype {spec.dtype}, got {standardize_dtype(dtype)}"
    sizes = dict(enumerate(spec.shape)) if spec.shape is not None and ndim == spec.ndim else {}
    for axis, size in {**sizes, **spec.axes}.items():
        if size is not None and -ndim <= axis < ndim and shape[axis] not in (size, None):
            return f"to have size {size} on axis {axis}{got}"
    return None


def _squeezable(spec: InputSpec, shape: tuple[int | None, ...]) -> bool:
    if not spec.allow_last_axis_squeeze or spec.ndim is None:
        return False
    return abs(len(shape) - spec.ndim) == 1 and (len(shape) < spec.ndim or shape[-1] == 1)
