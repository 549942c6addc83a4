"""Functions stand in for hooks."""

import inspect

import keras
import pytest

from deepkit.callbacks import CallbackList, LambdaCallback
from deepkit.callbacks._callback import HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_a_function_is_called_in_place_of_each_hook(hook):
    calls = []
    callbacks = CallbackList(LambdaCallback(**{hook: lambda *args, **kwargs: calls.append(args)}))
    place = (4,) if "batch" in hook or "epoch" in hook else ()
    getattr(callbacks, hook)(*place, {})
    assert [args[: len(place)] for args in calls] == [place]


def test_the_arguments_are_those_of_keras():
    ours = inspect.signature(LambdaCallback).parameters
    assert list(ours) == list(inspect.signature(keras.callbacks.LambdaCallback).parameters)


def test_unknown_hooks_and_what_is_no_function_are_refused():
    with pytest.raises(ValueError, match=r"'on_epoch_ned'\. Did you mean 'on_epoch_end'"):
        LambdaCallback(on_epoch_ned=print)
    with pytest.raises(TypeError, match="`on_epoch_end` must be a function, got str"):
        LambdaCallback(on_epoch_end="print")
