"""Hooks are called in order with what Keras passes, and only those that somebody wrote."""

import keras
import pytest

from deepkit.callbacks import (
    Callback,
    CallbackList,
    History,
    LambdaCallback,
    LazyLogs,
    ProgbarLogger,
    TerminateOnNaN,
)
from deepkit.callbacks._callback import HOOKS

AT_BATCHES = [name for name in HOOKS if "batch" in name]


def recorder(base, calls):
    """Make a callback of a library that writes down each hook with its arguments."""

    def hook(name):
        def write(self, *place, logs=None):
            calls.append((name, *place, logs) if "batch" in name else (name, *place))

        return write

    return type("Recorder", (base,), {name: hook(name) for name in HOOKS})()


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_is_called_as_keras_calls_it(name):
    place = [7] if "batch" in name or "epoch" in name else []
    ours, theirs = [], []
    getattr(CallbackList([recorder(Callback, ours)]), name)(*place)
    expected = keras.callbacks.CallbackList([recorder(keras.callbacks.Callback, theirs)])
    expected.on_train_begin()
    theirs.clear()
    getattr(expected, name)(*place)
    # The list passes the short names on under the long ones.
    assert ours == [(theirs[0][0].replace("on_batch", "on_train_batch"), *theirs[0][1:])]


def test_batches_cost_nothing_unless_somebody_wants_them():
    callbacks = CallbackList([Callback()], add_history=True)
    assert not callbacks.wants_batches
    for name in AT_BATCHES:
        getattr(callbacks, name)(0, None)


@pytest.mark.parametrize(
    ("hook", "wanted"),
    [
        ("on_train_batch_end", "wants_train_batches"),
        ("on_batch_begin", "wants_train_batches"),
        ("on_test_batch_begin", "wants_test_batches"),
        ("on_predict_batch_end", "wants_predict_batches"),
    ],
)
def test_the_list_knows_which_batches_are_wanted(hook, wanted):
    callbacks = CallbackList(LambdaCallback(**{hook: lambda batch, logs: None}))
    kinds = ["wants_train_batches", "wants_test_batches", "wants_predict_batches"]
    assert [kind for kind in kinds if getattr(callbacks, kind)] == [wanted]
    assert callbacks.wants_batches


def test_batches_may_come_late_if_all_who_want_them_agree():
    lazy = CallbackList([ProgbarLogger(), TerminateOnNaN(), History(), Callback()])
    assert not lazy.watching_each("train")
    lazy.append(LambdaCallback(on_batch_end=lambda batch, logs: None))
    assert lazy.watching_each("train")


def test_the_logs_of_an_epoch_are_one_dict_for_all():
    adds = LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(learning_rate=0.1))
    callbacks = CallbackList([adds], add_history=True)
    callbacks.on_epoch_end(0, {"loss": 1.0})
    assert callbacks.history.history == {"loss": [1.0], "learning_rate": [0.1]}


def test_lazy_logs_pass_through_without_a_look():
    seen = []
    callbacks = CallbackList(LambdaCallback(on_batch_end=lambda batch, logs: seen.append(logs)))
    logs = LazyLogs(lambda: pytest.fail("somebody looked"))
    callbacks.on_train_batch_end(0, logs)
    assert seen[0] is logs


def test_model_and_parameters_reach_every_callback(model):
    history, other = History(), Callback()
    callbacks = CallbackList([[other], (history,)], model=model, epochs=3, steps=2, verbose=0)
    assert callbacks.callbacks == [other, history]
    assert other.model is history.model is callbacks.model is model
    assert other.params == {"epochs": 3, "steps": 2, "verbose": 0}
    assert model.history is history


def test_history_and_bar_are_added_at_the_end_unless_they_are_there():
    other = Callback()
    added = CallbackList(other, add_history=True, add_progbar=True).callbacks
    assert [type(callback) for callback in added] == [Callback, History, ProgbarLogger]
    assert len(CallbackList([History(), ProgbarLogger()], True, True).callbacks) == 2


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (print, "must hold Callback objects, got builtin_function.* `LambdaCallback`"),
        (History, "got the class History. Did you forget its parentheses"),
    ],
)
def test_what_is_no_callback_is_refused(wrong, text):
    with pytest.raises(TypeError, match=text):
        CallbackList([wrong])


def test_hooks_can_be_wrapped_for_a_while():
    heard, calls = [], []
    callbacks = CallbackList([recorder(Callback, calls)])

    def wrap(callback, hook):
        return lambda *args, **kwargs: heard.append((callback, hook.__name__))

    with callbacks.wrapped(wrap):
        callbacks.on_train_begin()
        callbacks.append(LambdaCallback())
        callbacks.on_train_end()
    assert [name for _, name in heard] == ["write", "write"]
    assert calls == []
    callbacks.on_train_begin()
    assert calls == [("on_train_begin", {})]


def test_those_that_must_see_each_batch_of_a_phase_are_known():
    class Each(Callback):
        def on_test_batch_end(self, batch, logs=None):
            pass

    each = Each()
    callbacks = CallbackList([ProgbarLogger(), History(), each])
    found = [callbacks.watching_each(phase) for phase in ("train", "test", "predict")]
    assert found == [[], [each], []]
