"""Subclassed models that several arguments are needed to build, built as a file says."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend import SymbolicTensor, open_spec


def build_by_call(model: Any, shapes: Mapping[str, Any]) -> None:
    """Build a model by drawing a call of it on tensors of given shapes.

    Args:
        model: a model that computes in its own `call`.
        shapes: the shapes of its arguments, each under the name of one with `_shape` behind it.
    """
    model.compute_output_spec(
        **{name.removesuffix("_shape"): _drawn(shape, model) for name, shape in shapes.items()}
    )


def _drawn(shape: Any, model: Any) -> Any:
    """Return symbolic tensors in the structure of their shapes."""
    if isinstance(shape, Mapping):
        return {name: _drawn(inner, model) for name, inner in shape.items()}
    if all(size is None or isinstance(size, int) for size in shape):
        return SymbolicTensor(open_spec(tuple(shape), model.compute_dtype))
    return [_drawn(inner, model) for inner in shape]
