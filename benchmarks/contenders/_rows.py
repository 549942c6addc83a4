"""A loop on JAX that touches only the rows of a table that a batch looks up."""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.workloads import Lookup


class State(NamedTuple):
    """What a step takes and returns; sums are of the squares of all gradients so far."""

    table: jax.Array
    table_sums: jax.Array
    others: list[jax.Array]
    sums: list[jax.Array]
    total: jax.Array


class RowsLoop:
    """A table, Adagrad and batches by hand: gather, unite equal rows, scatter, in place.

    Args:
        workload: what to train.
    """

    def __init__(self, workload: Lookup) -> None:
        self._x, self._y = workload.data()
        self._batch_size = workload.batch_size
        self._random = np.random.default_rng(0)
        table, *others = (jnp.array(w) for w in workload.weights())
        sums = [jnp.full_like(w, 0.1) for w in others]
        self._state = State(table, jnp.full_like(table, 0.1), others, sums, jnp.zeros(()))
        of_rows = functools.partial(workload.jax_of_rows, jax)
        step = functools.partial(_step, of_rows, workload.learning_rate)
        self._step = jax.jit(step, donate_argnums=0)
        self._forward = jax.jit(lambda table, others, ids: of_rows(table[ids], others))

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        return [self._epoch(shuffle) for _ in range(epochs)]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        return np.asarray(self._forward(self._state.table, self._state.others, x))

    def _epoch(self, shuffle: bool) -> float:
        rows, size = len(self._x), self._batch_size
        order = self._random.permutation(rows) if shuffle else np.arange(rows)
        state = self._state._replace(total=jnp.zeros(()))
        for start in range(0, rows, size):
            batch = order[start : start + size]
            state = self._step(state, self._x.take(batch, axis=0), self._y.take(batch, axis=0))
        self._state = state
        return float(state.total) / (rows // size)


def _step(of_rows: Any, rate: float, state: State, ids: Any, y: Any) -> State:
    def loss(rows: Any, others: Any) -> Any:
        return jnp.square(of_rows(rows, others) - y).mean()

    rows = state.table[ids]
    value, (of_table, grads) = jax.value_and_grad(loss, (0, 1))(rows, state.others)
    table, table_sums = _adagrad_rows(rate, state.table, state.table_sums, ids, of_table)
    new = [_adagrad(rate, *each) for each in zip(state.others, state.sums, grads, strict=True)]
    others, sums = (list(group) for group in zip(*new, strict=True))
    return State(table, table_sums, others, sums, state.total + value)


def _adagrad(rate: float, w: Any, a: Any, g: Any) -> tuple[Any, Any]:
    a = a + g * g
    return w - rate * g / jnp.sqrt(a + 1e-7), a


def _adagrad_rows(rate: float, table: Any, sums: Any, ids: Any, grads: Any) -> tuple[Any, Any]:
    # The square of a sum is wanted, so equal rows are united first. Unused places point outside.
    united, places = jnp.unique(
        ids.ravel(), return_inverse=True, size=ids.size, fill_value=len(table)
    )
    grads = jax.ops.segment_sum(grads.reshape(ids.size, -1), places, ids.size)
    told: Any = {"mode": "drop", "unique_indices": True, "indices_are_sorted": True}
    old = sums.at[united].get(mode="fill", fill_value=1.0, indices_are_sorted=True)
    new = old + grads * grads
    change = -rate * grads / jnp.sqrt(new + 1e-7)
    return table.at[united].add(change, **told), sums.at[united].set(new, **told)
