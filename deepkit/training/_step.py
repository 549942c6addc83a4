"""The pure steps of a model: train, test, predict."""

import inspect
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from deepkit import ops
from deepkit.backend import CallContext, call_context, leaves, map_structure, scan
from deepkit.data import Batch
from deepkit.errors import ShapeError
from deepkit.training._bridge import Bridge, Crossing
from deepkit.training._default import overrides
from deepkit.training._sparse import gradients_of, tables_of
from deepkit.training._state import TrainState

Step = Callable[[TrainState, Any], tuple[TrainState, Any]]

# XLA hands a gather to several threads if what it takes from is large. For a batch of few bytes
# that takes longer than the gather, and may take longer than the step: many are taken at once.
_FEW_BYTES, _AT_ONCE = 12 * 2**10, 64


class Steps:
    """The steps of a model as functions of a state.

    Each is `(state, batch) -> (state, result)`. Training returns the whole state, the others what
    they change of it. The result is the predictions; or the logs if users make them, else None.

    Args:
        model: the model, built and compiled as far as the step needs.
        bridge: tells its Variables.
    """

    def __init__(self, model: Any, bridge: Bridge) -> None:
        self.model, self.bridge = model, bridge

    def train(self, state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        """Return the state after one update."""
        optimizer = self.model.optimizer

        def objective(params: dict[str, Any]) -> Any:
            with self._running(state._replace(params=params), training=True) as (crossing, call):
                loss, logs = self._judge(batch, call)
                return optimizer.scale_loss(loss, state.optimizer), (crossing.after(), logs)

        update = self._embeddings_update
        tables = tables_of(self.bridge.variables.params, optimizer, update)
        always = update == "lazy"
        (after, logs), found = gradients_of(objective, state.params, tables, always=always)
        # Not in the order of their paths: what a step computes must not go by names.
        grads = {path: found[path] for path in state.params}
        params, slots = optimizer.apply_state(grads, after.params, after.optimizer)
        return after._replace(params=params, optimizer=slots), logs

    def test(self, state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        """Return what changes when the metrics see the batch."""
        with self._running(state, training=False) as (crossing, call):
            _, logs = self._judge(batch, call)
            return crossing.changes(), logs

    def predict(self, state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        """Return what changes, and the predictions."""
        with self._running(state, training=False) as (crossing, _):
            y_pred = self.model(batch[0])
            return crossing.changes(), y_pred

    @property
    def _embeddings_update(self) -> str:
        """Which rows of tables are updated; Python that is run at each step is not traced first."""
        update = self.model.embeddings_update
        return "dense" if update == "auto" and self.model.run_eagerly else update

    @contextmanager
    def _running(
        self, state: TrainState, *, training: bool
    ) -> Generator[tuple[Crossing, CallContext]]:
        """Let the Variables read as the state, in a call of the model."""
        with self.bridge.over(state) as crossing, call_context(training) as call:
            yield crossing, call

    def _judge(self, batch: Batch, call: CallContext) -> tuple[Any, Any]:
        """Return the loss of a batch, and logs if users make their own."""
        model, (x, y, sample_weight) = self.model, batch
        y_pred = model(x)
        loss = loss_of(model, (x, y, y_pred, sample_weight), training=bool(call.training))
        rows = leaves(x)[0].shape[0]
        model.objective.loss_tracker.update_state(ops.stop_gradient(loss), sample_weight=rows)
        # Metrics are no part of the gradient, and need not have one.
        fixed = map_structure(ops.stop_gradient, y_pred)
        call.set_masks(fixed, call.masks_of(y_pred))
        if overrides(model, "compute_metrics"):
            return loss, model.compute_metrics(x, y, fixed, sample_weight)
        model.objective.update_metrics(y, fixed, sample_weight)
        return loss, None


def loss_of(model: Any, given: tuple[Any, ...], *, training: bool) -> Any:
    """Return what `compute_loss` says; a user's own may be without its last parameter.

    Args:
        model: the model.
        given: inputs, targets, outputs and sample weights.
        training: whether the batch is trained on.

    Raises:
        ShapeError: if it is not one number.
    """
    parameters = inspect.signature(model.compute_loss).parameters.values()
    takes = any(p.name == "training" or p.kind is p.VAR_KEYWORD for p in parameters)
    loss = model.compute_loss(*given, **({"training": training} if takes else {}))
    if getattr(loss, "shape", ()) != ():
        raise ShapeError(
            f"The loss to minimize must be one number, got shape {tuple(loss.shape)}. A loss of "
            '`compile` must not have `reduction="none"`; take the mean in your own `compute_loss`.'
        )
    return loss


def chunked(step: Step, *, keeps_all: bool) -> Step:
    """Return the step over stacked batches, one after the other inside one program.

    It is called on the stack and the number of batches in it that count. Because the number is no
    part of the program, chunks of any length have the same one, and the same last bits.

    Args:
        step: a step that returns no logs.
        keeps_all: whether it returns the whole state, or what it changes.
    """

    def run(state: TrainState, given: Any) -> tuple[TrainState, Any]:
        batches, count = given
        touched: set[str] = set()

        def body(place: Any, held: TrainState) -> TrainState:
            batch = map_structure(lambda leaf: leaf[place], batches)
            if keeps_all:
                return step(held, batch)[0]
            changes, _ = step(merged(state, held), batch)
            touched.update(changes.buffers)
            return merged(held, changes)

        first = state if keeps_all else TrainState({}, state.buffers, state.metrics, {})
        held = ops.fori_loop(0, count, body, first)
        if keeps_all:
            return held, None
        return held._replace(buffers={path: held.buffers[path] for path in touched}), None

    return run


def chunked_rows(step: Step, *, keeps_all: bool) -> Step:
    """Return the step over batches that are taken out of data on the device.

    It is called on the data, the rows of each batch, and the number of batches that count.

    Args:
        step: a step that returns no logs.
        keeps_all: whether it returns the whole state, or what it changes.
    """

    def run(state: TrainState, given: Any) -> tuple[TrainState, Any]:
        data, rows, count = given

        def batches(places: Any) -> Any:
            return map_structure(lambda leaf: leaf[places], data)

        def one(state: TrainState, places: Any) -> tuple[TrainState, Any]:
            return step(state, batches(places))

        def several(state: TrainState, part: Any) -> tuple[TrainState, Any]:
            places, count = part
            return chunked(step, keeps_all=keeps_all)(state, (batches(places), count))

        if _bytes_of_a_batch(data, rows.shape[1]) > _FEW_BYTES:
            return chunked(one, keeps_all=keeps_all)(state, (rows, count))
        at_once = min(_AT_ONCE, len(rows))
        parts = _parts(rows, count, at_once), -(-count // at_once)
        return chunked(several, keeps_all=keeps_all)(state, parts)

    return run


def _bytes_of_a_batch(data: Any, size: int) -> int:
    return sum(size * leaf.nbytes // len(leaf) for leaf in leaves(data))


def _parts(rows: Any, count: Any, at_once: int) -> tuple[Any, Any]:
    """Return the rows of batches in parts, and how many batches count in each."""
    steps, size = rows.shape
    parts = -(-steps // at_once)
    rows = ops.pad(rows, ((0, parts * at_once - steps), (0, 0)))
    counts = ops.clip(count - at_once * ops.arange(parts), 0, at_once)
    return ops.reshape(rows, (parts, at_once, size)), counts


def chunked_with_logs(step: Step, *, keeps_all: bool) -> Step:
    """Return the step over stacked batches, all of which count; the last logs are its own.

    Args:
        step: a step.
        keeps_all: whether it returns the whole state, or what it changes.
    """

    def run(state: TrainState, given: Any) -> tuple[TrainState, Any]:
        batches, _ = given
        if keeps_all:
            state, logs = scan(step, state, batches)
            return state, map_structure(lambda values: values[-1], logs)
        touched: set[str] = set()

        def carry(held: TrainState, batch: Any) -> tuple[TrainState, Any]:
            changes, result = step(merged(state, held), batch)
            touched.update(changes.buffers)
            return merged(held, changes), result

        held, logs = scan(carry, TrainState({}, state.buffers, state.metrics, {}), batches)
        held = held._replace(buffers={path: held.buffers[path] for path in touched})
        return held, map_structure(lambda values: values[-1], logs)

    return run


def merged(state: TrainState, changes: TrainState) -> TrainState:
    """Return a state with what a step changed.

    Args:
        state: the state before.
        changes: the buffers and metrics that are others.
    """
    buffers, metrics = changes.buffers, changes.metrics
    return state._replace(
        buffers={**state.buffers, **buffers} if buffers else state.buffers,
        metrics={**state.metrics, **metrics} if metrics else state.metrics,
    )
