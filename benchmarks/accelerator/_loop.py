"""A loop as users of JAX write it for an accelerator: bfloat16 inside, float32 weights, donated."""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.accelerator._job import Job, Weights

_ATTENTION = {"gpu": "cudnn"}


class State(NamedTuple):
    """What a step takes and returns; slots are by layer, and for each weight of it."""

    weights: Weights
    slots: dict[str, list[tuple[Any, ...]]]
    step: Any
    total: Any


class JaxLoop:
    """Weights, an optimizer, and batches that are sent ahead.

    Args:
        job: what to train.
        weights: what it starts from.
    """

    def __init__(self, job: Job, weights: Weights) -> None:
        self._job, (self._x, self._y) = job, job.data()
        self._random = np.random.default_rng(0)
        own = jax.tree.map(jnp.array, weights)
        count = {"momentum": 1, "adam": 2}[job.rule.kind]
        zero = {
            name: [tuple(jnp.zeros_like(w) for _ in range(count)) for w in layer]
            for name, layer in own.items()
        }
        self._state = State(own, zero, jnp.zeros(()), jnp.zeros(()))
        self._step = jax.jit(functools.partial(_step, job), donate_argnums=0)

    def fit(self, *, shuffle: bool = True) -> float:
        """Train for an epoch, and return its mean loss."""
        job, state = self._job, self._state._replace(total=jnp.zeros(()))
        order = self._random.permutation(job.samples) if shuffle else np.arange(job.samples)
        for batch in np.split(order, job.batches):
            x, y = jax.device_put((self._x[batch], self._y[batch]))
            state = self._step(state, x, y)
        self._state = state
        return float(state.total) / job.batches


def _step(job: Job, state: State, x: Any, y: Any) -> State:
    def loss_of(weights: Weights) -> tuple[Any, Weights]:
        narrow = _narrow(weights, job.dtype)
        attention = _ATTENTION.get(jax.default_backend())
        logits, changed = job.jax_forward(narrow, x, training=True, attention=attention)
        chosen = jnp.take_along_axis(
            jax.nn.log_softmax(logits.astype("float32")), y[..., None], axis=-1
        )
        return -chosen.mean(), changed

    (loss, changed), grads = jax.value_and_grad(loss_of, has_aux=True)(state.weights)
    update = functools.partial(_UPDATES[job.rule.kind], job.rule.rate, state.step + 1)
    weights: Weights = {}
    slots: dict[str, list[tuple[Any, ...]]] = {}
    for name, layer in state.weights.items():
        new = [update(*each) for each in zip(layer, grads[name], state.slots[name], strict=True)]
        weights[name], slots[name] = [w for w, _ in new], [s for _, s in new]
        if name in changed:  # statistics are the last two weights of their layer
            weights[name][2:] = changed[name][2:]
    return State(weights, slots, state.step + 1, state.total + loss)


def _narrow(weights: Weights, dtype: str) -> Weights:
    """Return what to compute with; what belongs to normalization stays as it is."""
    return {
        name: layer
        if name.endswith(("_norm", "_first", "_second", "last"))
        else [w.astype(dtype) for w in layer]
        for name, layer in weights.items()
    }


def _momentum(rate: float, step: Any, w: Any, g: Any, slots: Any) -> tuple[Any, tuple[Any, ...]]:
    (velocity,) = slots
    velocity = 0.9 * velocity - rate * g
    return w + velocity, (velocity,)


def _adam(rate: float, step: Any, w: Any, g: Any, slots: Any) -> tuple[Any, tuple[Any, ...]]:
    m, v = slots
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    alpha = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return w - alpha * m / (jnp.sqrt(v) + 1e-7), (m, v)


_UPDATES: dict[str, Any] = {"momentum": _momentum, "adam": _adam}
