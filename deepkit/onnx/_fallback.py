"""Layers of a user's that jax2onnx writes, where it is installed."""

from collections.abc import Sequence

from deepkit.backend import Box, Wire
from deepkit.errors import SavingError
from deepkit.onnx._builder import Builder
from deepkit.onnx._value import Value


def written_by_jax2onnx(
    b: Builder, box: Box, inputs: list[Value], outputs: Sequence[Wire], reason: str
) -> list[Value]:
    """Write a call of a layer by jax2onnx.

    Args:
        b: the graph.
        box: the call.
        inputs: the tensors it is given.
        outputs: what it returns.
        reason: why it must be.

    Raises:
        SavingError: if jax2onnx is not installed.
    """
    layer = box.layer
    raise SavingError(
        f"Layer {layer.name!r} ({type(layer).__name__}) cannot be written as ONNX: {reason} has "
        "no counterpart there that deepkit knows. Compute without it, or install jax2onnx, which "
        "is then tried for this layer."
    )
