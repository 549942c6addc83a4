"""Hooks fetch by name, ask to stop, and nothing else is taken for one."""

import numpy as np
import pytest

from deepkit.callbacks import History
from deepkit.estimators._hooks import (
    Session,
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    acts_on_steps,
    checked_hooks,
)
from tests.estimators._stand_in import model_at


@pytest.fixture
def session():
    session = Session(None)
    session.model, session.global_step, session.logs = model_at(3), 3, {"loss": 0.5}
    return session


def test_values_come_in_the_structure_they_are_asked_for(session):
    fetches = {"a": "loss", "b": ["global_step", None], "c": lambda model: model.stop_training}
    assert session.run(fetches) == {"a": 0.5, "b": [3, None], "c": False}


def test_a_variable_is_fetched_by_its_path(session):
    assert session.run("dense/kernel") == np.array(2.5)


def test_an_unknown_name_is_refused_with_the_nearest(session):
    with pytest.raises(ValueError, match=r"Unknown fetch 'los'\. Did you mean 'loss'\?"):
        session.run("los")


@pytest.mark.parametrize("name", ["feed_dict", "options"])
def test_there_is_nothing_to_feed(name):
    with pytest.raises(ValueError, match=f"`{name}` must be None, got 1: there is no graph"):
        SessionRunArgs("loss", **{name: 1})


def test_a_context_remembers_that_it_was_asked_to_stop(session):
    context = SessionRunContext(None, session)
    assert not context.stop_requested
    context.request_stop()
    assert context.stop_requested


def test_a_hook_may_override_nothing(session):
    hook = SessionRunHook()
    assert not acts_on_steps(hook)
    hook.begin()
    hook.after_create_session(session, None)
    assert hook.before_run(SessionRunContext(None, session)) is None
    hook.end(session)


def test_hooks_and_callbacks_are_hooks():
    hooks = [SessionRunHook(), History()]
    assert checked_hooks(hooks) == tuple(hooks)
    assert checked_hooks(None) == ()


@pytest.mark.parametrize("wrong", [print, SessionRunHook, 3])
def test_anything_else_is_refused(wrong):
    with pytest.raises(TypeError, match="`hooks` must hold SessionRunHook or Callback objects"):
        checked_hooks([wrong])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (print, "got the function 'print'. Wrap it: `deepkit.callbacks.LambdaCallback(on_epoch_e"),
        (History, "got the class History. Make one: `History(...)`."),
        (3, "got int."),
    ],
)
def test_who_gave_callbacks_is_told_of_callbacks(wrong, why):
    with pytest.raises(TypeError, match="`callbacks` must hold Callback objects") as caught:
        checked_hooks([wrong], "callbacks")
    assert why in str(caught.value)
    assert "Hook" not in str(caught.value)


@pytest.mark.parametrize("wrong", [SessionRunHook(), History(), SessionRunHook])
def test_a_hook_without_a_list_is_refused(wrong):
    with pytest.raises(TypeError, match=r"`hooks` must be a list, got .*brackets"):
        checked_hooks(wrong)
