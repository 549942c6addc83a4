"""Looking at data without learning from it: evaluate and predict."""

from typing import Any

from deepkit.backend import map_structure
from deepkit.callbacks import CallbackList
from deepkit.data import Source
from deepkit.training._interrupt import held_interrupts
from deepkit.training._loop import Feed, predict_all, test_epoch
from deepkit.training._state import TrainState


def evaluate_source(model: Any, source: Source, callbacks: CallbackList) -> dict[str, float]:
    """Return the loss and the metrics of a prepared model on data."""
    programs = model.cache.get(model, "test")
    state = programs.reset(read(programs.variables))
    callbacks.on_test_begin()
    with held_interrupts() as interrupt:
        feed = Feed(source, model.steps_per_execution)
        state, logs = test_epoch(programs, state, feed, callbacks, interrupt)
    results = programs.look(state, logs)
    write(programs.variables, state)
    callbacks.on_test_end(results)
    return results


def predict_source(model: Any, source: Source, callbacks: CallbackList) -> Any:
    """Return the predictions of a built model for data, as NumPy arrays."""
    programs = model.cache.get(model, "predict")
    callbacks.on_predict_begin()
    state, outputs = predict_all(programs.single, read(programs.variables), source, callbacks)
    write(programs.variables, state)
    callbacks.on_predict_end()
    return outputs


def read(variables: TrainState) -> TrainState:
    """Return the values of Variables, without those of the optimizer."""
    return map_structure(lambda variable: variable.value, variables._replace(optimizer={}))


def write(variables: TrainState, state: TrainState) -> None:
    """Assign what looking changes: buffers and metrics."""
    for group, values in zip(variables[1:3], state[1:3], strict=True):
        map_structure(lambda variable, value: variable.assign(value), group, values)
