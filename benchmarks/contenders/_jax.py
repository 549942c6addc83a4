"""A loop as users of JAX write it: one compiled, donated step, and nothing else."""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.workloads import Workload


class State(NamedTuple):
    """What a step takes and returns."""

    weights: list[jax.Array]
    momentum: list[jax.Array]
    velocity: list[jax.Array]
    step: jax.Array
    total: jax.Array


class JaxLoop:
    """Weights, Adam and batches by hand.

    Args:
        workload: what to train.
        tuned: whether to use the forward function that knows what is slow in XLA.
    """

    def __init__(self, workload: Workload, *, tuned: bool = False) -> None:
        forward = functools.partial(workload.jax_tuned if tuned else workload.jax_forward, jax)
        self._x, self._y = workload.data()
        self._batch_size = workload.batch_size
        self._random = np.random.default_rng(0)
        self._state = _start(workload.weights())
        step = functools.partial(_step, forward, _LOSSES[workload.loss])
        self._step = jax.jit(step, donate_argnums=0)
        self._forward = jax.jit(forward)

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        return [self._epoch(shuffle) for _ in range(epochs)]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        return np.asarray(self._forward(self._state.weights, x))

    def _epoch(self, shuffle: bool) -> float:
        rows, size = len(self._x), self._batch_size
        order = self._random.permutation(rows) if shuffle else np.arange(rows)
        state = self._state._replace(total=jnp.zeros(()))
        for start in range(0, rows, size):
            batch = order[start : start + size]
            state = self._step(state, self._x.take(batch, axis=0), self._y.take(batch, axis=0))
        self._state = state
        return float(state.total) / (rows // size)


def _start(weights: list[np.ndarray]) -> State:
    momentum, velocity = ([jnp.zeros(w.shape) for w in weights] for _ in range(2))
    return State([jnp.array(w) for w in weights], momentum, velocity, jnp.zeros(()), jnp.zeros(()))


def _step(forward: Any, loss: Any, state: State, x: Any, y: Any) -> State:
    value, grads = jax.value_and_grad(lambda weights: loss(forward(weights, x), y))(state.weights)
    t = state.step + 1
    alpha = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    update = functools.partial(_adam, alpha)
    new = [update(*each) for each in zip(*state[:3], grads, strict=True)]
    weights, momentum, velocity = (list(group) for group in zip(*new, strict=True))
    return State(weights, momentum, velocity, t, state.total + value)


def _adam(alpha: Any, w: Any, m: Any, v: Any, g: Any) -> tuple[Any, Any, Any]:
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    return w - alpha * m / (jnp.sqrt(v) + 1e-7), m, v


def _mse(outputs: Any, targets: Any) -> Any:
    return jnp.square(outputs - targets).mean()


def _crossentropy(logits: Any, labels: Any) -> Any:
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)
    return -chosen.mean()


_LOSSES = {"mse": _mse, "crossentropy": _crossentropy}
