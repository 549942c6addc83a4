"""The walk of the usual LSTM, with a gradient written out by hand."""

from typing import Any, NamedTuple

from deepkit import ops
from deepkit.backend import custom_gradient, on_cpu, scan
from deepkit.typing import Tensor


class Weights(NamedTuple):
    """The weights of the cell, as arrays."""

    kernel: Tensor
    recurrent: Tensor
    bias: Tensor


class _Saved(NamedTuple):
    """What the gradient needs of each step: the gates, and the states before it."""

    gates: Tensor
    outputs: Tensor
    memories: Tensor


def sweep(
    xs: Tensor,
    states: tuple[Tensor, Tensor],
    weights: Weights,
    kept: Tensor = None,
    *,
    backwards: bool = False,
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Walk an LSTM with sigmoid gates and tanh activations along a sequence.

    The derivative that JAX makes of a loop writes a dozen arrays at each step and adds to the
    gradients of the weights at each step. This one writes gates and states alone, and makes the
    gradients of the weights in one product each, after the loop.

    Args:
        xs: the inputs, `(steps, batch, features)`.
        states: the output and the memory before the first step, `(batch, units)` each.
        weights: of the cell; four gates side by side: input, forget, candidate, output.
        kept: `(steps, batch)`, False where the states stay as they are.
        backwards: whether to begin at the end.

    Returns:
        The outputs in the order of the inputs, and the last output and memory.
    """
    kept = () if kept is None else (ops.cast(ops.expand_dims(kept, -1), xs.dtype),)

    @custom_gradient
    def run(
        xs: Tensor, h: Tensor, c: Tensor, w: Tensor, u: Tensor, b: Tensor, *kept: Tensor
    ) -> Any:
        steps = (xs, *kept)
        result, saved = _forward(steps, (h, c), Weights(w, u, b), backwards)

        def gradient(upstream: Any) -> Any:
            dz, dh, dc = _backward(upstream, saved, u, kept, backwards)
            dw = ops.einsum("tbf,tbg->fg", xs, dz)
            du = ops.einsum("tbf,tbg->fg", saved.outputs, dz)
            dxs = ops.matmul(dz, ops.transpose(w))
            return dxs, dh, dc, dw, du, ops.sum(dz, (0, 1)), *map(ops.zeros_like, kept)

        return result, gradient

    return run(xs, *states, *weights, *kept)


def _forward(steps: Any, states: Any, weights: Weights, backwards: bool) -> tuple[Any, _Saved]:
    """Return the outputs and last states, and what the gradient needs."""

    def project(x: Tensor) -> Tensor:
        return ops.matmul(x, weights.kernel) + weights.bias

    # One product for all steps, but on a CPU, where one a step is faster: the kernel stays in its
    # cache, and no array of all gates is written and read again (docs/design/engine.md).
    at_each_step = on_cpu()
    steps = steps if at_each_step else (project(steps[0]), *steps[1:])

    def step(states: Any, given: Any) -> Any:
        (h, c), (x, *now) = states, given
        z = (project(x) if at_each_step else x) + ops.matmul(h, weights.recurrent)
        i, f, g, o = ops.split(z, 4, axis=-1)
        i, f, g, o = ops.sigmoid(i), ops.sigmoid(f), ops.tanh(g), ops.sigmoid(o)
        memory = f * c + i * g
        after = (_choose(now, o * ops.tanh(memory), h), _choose(now, memory, c))
        return after, (after[0], _Saved(ops.concatenate([i, f, g, o], -1), h, c))

    last, (outputs, saved) = scan(step, states, steps, reverse=backwards)
    return (outputs, last), saved


def _backward(
    upstream: Any, saved: _Saved, recurrent: Tensor, kept: Any, backwards: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients by what goes into the gates at each step, and by the first states."""
    doutputs, dlast = upstream
    recurrent = ops.transpose(recurrent)

    def step(gradients: Any, given: Any) -> Any:
        (dh, dc), (dy, gates, c, *now) = gradients, given
        i, f, g, o = ops.split(gates, 4, axis=-1)
        dh = dh + dy
        t = ops.tanh(f * c + i * g)
        inner = dc + dh * o * (1 - t * t)
        by_input, by_forget = inner * g * i * (1 - i), inner * c * f * (1 - f)
        by_candidate, by_output = inner * i * (1 - g * g), dh * t * o * (1 - o)
        dz = ops.concatenate([by_input, by_forget, by_candidate, by_output], -1)
        dz = _choose(now, dz, ops.zeros_like(dz))
        before = (_choose(now, ops.matmul(dz, recurrent), dh), _choose(now, inner * f, dc))
        return before, dz

    given = (doutputs, saved.gates, saved.memories, *kept)
    (dh, dc), dz = scan(step, tuple(dlast), given, reverse=not backwards)
    return dz, dh, dc


def _choose(now: Any, new: Tensor, old: Tensor) -> Tensor:
    return ops.where(now[0] > 0, new, old) if now else new
