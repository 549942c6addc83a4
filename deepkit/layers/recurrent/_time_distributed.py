"""The layer that applies another to each step of a sequence."""

from collections.abc import Callable
from typing import Any

from deepkit import ops
from deepkit.backend import call_context, map_structure, scan, scope, vmap
from deepkit.errors import ShapeError
from deepkit.layers._signature import call_signature
from deepkit.layers._wrapper import Wrapper
from deepkit.typing import Shape, Tensor

_FEW = 32  # steps that are compiled one by one in some seconds


class TimeDistributed(Wrapper):
    """Apply one layer, with the same weights, to each step of a sequence by itself.

    All steps are computed at once, unless the layer changes its state at each, as a batch
    normalization or a dropout does while training: then one follows the other.

    What the layer adds to the loss at each step is added up; so is, unlike in Keras, its activity
    regularizer.

    Args:
        layer: the layer; it is called on `(batch, ...)`.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, ...)` to `(batch, steps, ...)`. A mask is `(batch, steps, ...)`; a layer
        that takes masks is given that of its step, without the axis of steps.

    Raises:
        ValueError: if `layer` is no layer.
        ShapeError: if the input has less than 3 axes, or the mask does not begin as it does.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.TimeDistributed(layers.Conv2D(4, 3))(ops.ones((2, 5, 8, 8, 3))).shape
        (2, 5, 6, 6, 4)
    """

    supports_masking = True

    def build(self, input_shape: Any = None) -> None:
        super().build(_of_step(input_shape))

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor = None) -> Any:
        takes_mask = mask is not None and "mask" in call_signature(type(self.layer)).mask_names
        if mask is not None:
            _check_mask(mask.shape, inputs.shape)

        def step(given: Any) -> Any:
            x, *masks = given
            with call_context(training) as inner:
                outputs = self.layer(x, **({"mask": masks[0]} if masks else {}))
            return outputs, [value for _, value in inner.losses]

        outputs, losses = _for_each_step(step, (inputs, mask) if takes_mask else (inputs,))
        for each in losses:
            self.add_loss(ops.sum(each))
        return outputs


class _AssignedError(Exception):
    """The function assigns Variables: it must be run step by step."""


def _for_each_step(fn: Callable[[Any], Any], given: Any) -> Any:
    """Return what a function makes of each step, the steps on the second axis again."""

    def alone(step: Any) -> Any:
        with scope() as inner:
            outputs, losses = fn(step)
            if inner.assigned:
                raise _AssignedError
        return outputs, losses

    try:
        return vmap(alone, in_axes=1, out_axes=(1, 0))(given)
    except _AssignedError:
        turned = map_structure(_turned, given)
    unroll = _is_better_written_out(turned[0].shape) or 1
    _, (outputs, losses) = scan(lambda carry, step: (carry, fn(step)), (), turned, unroll=unroll)
    return map_structure(_turned, outputs), losses


def _is_better_written_out(shape: Shape) -> bool:
    """Tell whether few steps of images or series are better written out than looped over.

    CPUs are slow at convolutions in loops: 8 steps took a tenth to a third of the time. Vectors
    take the same time in a loop, and a fourth of the time to compile.
    """
    return len(shape) > 3 and isinstance(shape[0], int) and shape[0] <= _FEW


def _turned(x: Tensor) -> Tensor:
    return ops.swapaxes(x, 0, 1)


def _of_step(shape: Any) -> tuple[Any, ...]:
    """Return the shape of what the layer is called on."""
    if not isinstance(shape, (tuple, list)) or len(shape) < 3:
        raise ShapeError(f"`TimeDistributed` needs inputs of at least 3 axes, got shape {shape}.")
    return (shape[0], *shape[2:])


def _check_mask(mask: Shape, inputs: Shape) -> None:
    if len(mask) < 2 or tuple(mask[:2]) != tuple(inputs[:2]):
        raise ShapeError(
            f"`mask` must be of shape (batch, steps, ...), as inputs of shape {tuple(inputs)} are, "
            f"got shape {tuple(mask)}."
        )
