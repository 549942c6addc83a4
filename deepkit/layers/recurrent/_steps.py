"""Walking along a sequence: one compiled loop, masked steps skipped."""

from collections.abc import Callable
from typing import Any

from deepkit import ops
from deepkit.backend import map_structure, scan
from deepkit.typing import Tensor

Step = Callable[[Any, Any], tuple[Any, Any, Any]]


def walk(
    step: Step,
    xs: Tensor,
    states: list[Any],
    kept: Tensor | None = None,
    *,
    zeros: bool = False,
    backwards: bool = False,
    unroll: bool = False,
    all_outputs: bool = True,
) -> tuple[Any, list[Any], Any]:
    """Run a step along the first axis of the inputs.

    Args:
        step: `(x, states) -> (output, states, extra)`; the first state is the output.
        xs: what the steps take.
        states: those before the first step.
        kept: `(steps, batch)`, False where states stay as they are and the output is repeated.
        zeros: whether the output of a masked step is zero instead.
        backwards: whether to begin at the end.
        unroll: whether to write out all steps instead of looping.
        all_outputs: whether all outputs are wanted, or the last.

    Returns:
        The outputs in the order they are made (the last one alone if not all are wanted), the last
        states, and the extras of all steps.
    """
    # The last output is then the first state: nothing needs to be written at each step.
    state_is_last = not all_outputs and not (zeros and kept is not None)

    def advance(states: Any, x: Any) -> tuple[Any, Any]:
        x, now = x if kept is not None else (x, None)
        output, new, extra = step(x, states)
        if now is not None:
            output = _choose(now, output, ops.zeros_like(output) if zeros else states[0])
            new = map_structure(lambda after, before: _choose(now, after, before), new, states)
        return new, (None if state_is_last else output, extra)

    last, (outputs, extras) = scan(
        advance,
        states,
        xs if kept is None else (xs, kept),
        reverse=backwards,
        unroll=unroll or 1,
    )
    if state_is_last:
        return last[0], last, extras
    if all_outputs:
        return ops.flip(outputs, 0) if backwards else outputs, last, extras
    return outputs[0 if backwards else -1], last, extras


def _choose(kept: Tensor, new: Tensor, old: Tensor) -> Tensor:
    return ops.where(ops.reshape(kept, (*kept.shape, *[1] * (new.ndim - 1))), new, old)
