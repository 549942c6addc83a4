"""Looking at data without learning from it: evaluate and predict."""

from typing import Any

from deepkit.backend import map_structure
from deepkit.callbacks import CallbackList
from deepkit.data import Source
from deepkit.training._feed import feed_for
from deepkit.training._loop import predict_all, test_epoch
from deepkit.training._predictor import predictor_of
from deepkit.training._programs import Programs
from deepkit.training._state import TrainState


def evaluate_source(model: Any, source: Source, callbacks: CallbackList) -> dict[str, float]:
    """Return the loss and the metrics of a prepared model on data.

    Args:
        model: the model.
        source: the data.
        callbacks: to be told.
    """
    programs = model.cache.get(model, "test")
    before = read(programs.variables)
    state = before._replace(metrics=programs.reset(before.metrics))
    callbacks.on_test_begin()
    feed = feed_for(model, programs, state, source, callbacks)
    state, logs = test_epoch(programs, state, feed, callbacks, None)
    results = programs.look(state, logs)
    if model.is_fitting:  # a callback asks: the metrics of training are to go on
        state = state._replace(metrics=before.metrics)
    write(programs, before, state)
    callbacks.on_test_end(results)
    return results


def predict_source(model: Any, source: Source, callbacks: CallbackList) -> Any:
    """Return the predictions of a built model for data, as NumPy arrays.

    Args:
        model: the model.
        source: the data.
        callbacks: to be told.
    """
    predictor = predictor_of(model)
    callbacks.on_predict_begin()
    outputs = predict_all(predictor, source, callbacks)
    callbacks.on_predict_end()
    return outputs


def read(variables: TrainState) -> TrainState:
    """Return the values of Variables.

    Args:
        variables: Variables in the structure of a state.
    """
    return map_structure(lambda variable: variable.value, variables)


def write(programs: Programs, before: TrainState, after: TrainState) -> None:
    """Assign what looking changed: buffers and metrics.

    Args:
        programs: tell the Variables.
        before: their values before.
        after: their values now.
    """
    for variables, old, new in zip(programs.variables[1:3], before[1:3], after[1:3], strict=True):
        for path, variable in variables.items():
            if new[path] is not old[path]:
                variable.assign(new[path])
