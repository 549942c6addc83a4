"""A callback sees a model that is up to date, and nobody pays for hooks that do nothing."""

import inspect

import keras
import pytest

from deepkit.callbacks import Callback, LambdaCallback
from deepkit.callbacks._callback import HOOKS, overrides


def test_the_hooks_and_their_arguments_are_those_of_keras():
    theirs = {name for name in dir(keras.callbacks.Callback) if name.startswith("on_")}
    assert set(HOOKS) == theirs
    for name in HOOKS:
        ours = inspect.signature(getattr(Callback, name))
        assert list(ours.parameters) == list(
            inspect.signature(getattr(keras.callbacks.Callback, name)).parameters
        )


def test_a_subclass_need_not_call_the_constructor(model):
    class Forgetful(Callback):
        def __init__(self):
            pass

    callback = Forgetful()
    assert (callback.model, callback.params) == (None, None)
    callback.set_model(model)
    callback.set_params({"epochs": 2})
    assert (callback.model, callback.params) == (model, {"epochs": 2})


def test_looking_at_the_model_brings_its_variables_up_to_date(model):
    synchronized = []
    model.jax_state_sync = lambda: synchronized.append(True)
    callback = Callback()
    callback.set_model(model)
    assert synchronized == []
    assert callback.model is model
    assert synchronized == [True]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_does_nothing_unless_it_is_overridden(hook):
    getattr(Callback(), hook)(*([0] if "batch" in hook or "epoch" in hook else []))
    assert not overrides(Callback(), hook)
    assert overrides(LambdaCallback(**{hook: print}), hook)
    assert overrides(type("Own", (Callback,), {hook: lambda self, *args: None})(), hook)


def test_the_short_names_of_the_batch_hooks_count_for_training():
    class Own(Callback):
        def on_batch_end(self, batch, logs=None):
            pass

    assert overrides(Own(), "on_train_batch_end")
    assert not overrides(Own(), "on_test_batch_end")
    assert not overrides(Own(), "on_train_batch_begin")
