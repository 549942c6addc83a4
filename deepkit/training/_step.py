"""The pure steps of a model: train, test, predict."""

import inspect
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from deepkit import ops
from deepkit.backend import (
    CallContext,
    Overlay,
    call_context,
    infer,
    leaves,
    map_structure,
    scan,
    scope,
    stateless,
    unflatten,
    value_and_grad,
)
from deepkit.data import Batch, pack_x_y_sample_weight
from deepkit.training._default import overrides
from deepkit.training._state import TrainState

Step = Callable[[TrainState, Any], tuple[TrainState, Any]]


class Steps:
    """The steps of a model as functions of a state; its Variables are told once.

    Each is `(state, batch) -> (state, result)`: the logs of a user's own step or None, or the
    predictions.

    Args:
        model: the model, built and compiled as far as the step needs.
        variables: what the states hold the values of.
    """

    def __init__(self, model: Any, variables: TrainState) -> None:
        self.model, self.variables = model, variables

    def train(self, state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        """Return the state after one update."""
        optimizer = self.model.optimizer

        def objective(params: dict[str, Any]) -> Any:
            with self._running(state._replace(params=params), training=True) as (after, call):
                loss, logs = self._judge(batch, call)
                scaled = optimizer.scale_loss(loss, state.optimizer)
                return scaled, (after(), logs)

        gradients = value_and_grad(objective, has_aux=True)
        (_, (after, logs)), grads = gradients(state.params)
        params, slots = optimizer.apply_state(grads, state.params, state.optimizer)
        return after._replace(params=params, optimizer=slots), logs

    def test(self, state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        """Return the state with metrics that have seen the batch."""
        with self._running(state, training=False) as (after, call):
            _, logs = self._judge(batch, call)
            return after(), logs

    def predict(self, state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        """Return the state and the predictions."""
        with self._running(state, training=False) as (after, _):
            y_pred = self.model(batch[0])
            return after(), y_pred

    def _judge(self, batch: Batch, call: CallContext) -> tuple[Any, Any]:
        """Return the loss of a batch, and logs if the user makes their own."""
        model, (x, y, sample_weight) = self.model, batch
        y_pred = model(x)
        loss = model.compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=call.training
        )
        rows = leaves(x)[0].shape[0]
        model.objective.loss_tracker.update_state(ops.stop_gradient(loss), sample_weight=rows)
        # Metrics are no part of the gradient, and need not have one.
        fixed = map_structure(ops.stop_gradient, y_pred)
        call.set_masks(fixed, call.masks_of(y_pred))
        if overrides(model, "compute_metrics"):
            return loss, model.compute_metrics(x, y, fixed, sample_weight)
        model.objective.update_metrics(y, fixed, sample_weight, call)
        return loss, None

    @contextmanager
    def _running(self, state: TrainState, *, training: bool) -> Generator[Any]:
        """Let the Variables read as the state; yield how to get the state after, and the call."""
        groups = list(zip(state[:3], self.variables[:3], strict=True))
        variables = [v for _, group in groups for v in group.values()]
        values = [held[path] for held, group in groups for path in group]
        with scope(variables, values) as inner, call_context(training) as call:
            yield lambda: _after(inner, self.variables, state), call


def _after(inner: Overlay, variables: TrainState, state: TrainState) -> TrainState:
    """Return the state with what was assigned."""
    params, buffers, metrics = (
        {path: inner[id(v)] for path, v in group.items()} for group in variables[:3]
    )
    return TrainState(params, buffers, metrics, state.optimizer)


def own_step(model: Any, phase: str, variables: TrainState) -> Step | None:
    """Return the step that the user wrote as a method, in either style, or None.

    `train_step(self, data)` reads and assigns Variables; `train_step(self, state, data)` is pure,
    over lists of arrays as in Keras on JAX.

    Args:
        model: the model.
        phase: `"train"`, `"test"` or `"predict"`.
        variables: what the states hold the values of.
    """
    if not overrides(model, f"{phase}_step"):
        return None
    method = getattr(model, f"{phase}_step")
    if len(inspect.signature(method).parameters) == 1:
        return _stateful(method, variables, training=phase == "train")
    return _pure(model, method, variables, phase)


def _stateful(method: Callable[[Any], Any], variables: TrainState, *, training: bool) -> Step:
    flat = leaves(variables)

    def run(data: Any) -> Any:
        with call_context(training):
            return method(data)

    def step(state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        logs, values = stateless(run, flat)(leaves(state), pack_x_y_sample_weight(*batch))
        return unflatten(state, values), logs

    return step


def _pure(model: Any, method: Callable[..., Any], variables: TrainState, phase: str) -> Step:
    """Let a step over lists of arrays work on states: only the order differs."""
    lists = state_lists(model, phase)
    places = {id(v): place for place, v in enumerate(leaves(variables))}

    def step(state: TrainState, batch: Batch) -> tuple[TrainState, Any]:
        flat = leaves(state)
        given = tuple([flat[places[id(v)]] for v in group] for group in lists)
        with call_context(training=phase == "train"):
            result, after = method(given, pack_x_y_sample_weight(*batch))
        after = (given[0], after) if phase == "predict" else after
        for group, values in zip(lists, after, strict=True):
            for variable, value in zip(group, values, strict=True):
                flat[places[id(variable)]] = value
        return unflatten(state, flat), result

    return step


def state_lists(model: Any, phase: str) -> list[list[Any]]:
    """Return the Variables that Keras's pure steps carry, list by list.

    Args:
        model: the model.
        phase: `"train"`, `"test"` or `"predict"`.
    """
    lists = [model.trainable_variables, model.non_trainable_variables]
    if phase == "train":
        lists.append(model.optimizer.variables)
    return lists if phase == "predict" else [*lists, model.metrics_variables]


def chunked(step: Step) -> Step:
    """Return the step over stacked batches, one after the other inside one program."""

    def run(state: TrainState, batches: Any) -> tuple[TrainState, Any]:
        state, logs = scan(step, state, batches)
        return state, map_structure(lambda values: values[-1], logs)

    return run


def draw_step(step: Step, variables: TrainState, batch: Any) -> None:
    """Run a step on symbols, so that whatever it makes on its first run is made."""
    state = map_structure(lambda variable: variable.value, variables)
    infer(step, state, batch)
