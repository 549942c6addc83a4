"""One callback calls hooks when they want to be called, and costs nothing where none looks."""

from types import SimpleNamespace

import numpy as np
import pytest

import deepkit
from deepkit.callbacks import Callback, CallbackList, History
from deepkit.estimators._hook_callback import HookCallback, as_callbacks, steps_between_looks
from deepkit.estimators._hooks import SessionRunArgs, SessionRunHook
from deepkit.estimators._session_hooks import FinalOpsHook
from deepkit.estimators._stopping_hooks import StopAtStepHook
from tests.estimators._stand_in import model_at, run


class Diary(SessionRunHook):
    """Note what happens, and at which step."""

    def __init__(self, every_n_steps=1, fetches="loss"):
        self.every_n_steps, self.fetches, self.lines = every_n_steps, fetches, []

    def begin(self):
        self.lines.append("begin")

    def after_create_session(self, session, coord):
        self.lines.append(("ready", session.global_step, coord))

    def before_run(self, run_context):
        self.lines.append(("before", run_context.session.global_step))
        return SessionRunArgs(self.fetches)

    def after_run(self, run_context, run_values):
        self.lines.append(("after", run_context.session.global_step, run_values.results))

    def end(self, session):
        self.lines.append(("end", session.global_step))

    @property
    def seen(self):
        return [line[1] for line in self.lines if line[0] == "after"]


def test_a_hook_sees_the_stages_and_each_step():
    diary = Diary()
    run([diary], 2, model=model_at(30))
    assert diary.lines == [
        "begin",
        ("ready", 30, None),
        ("before", 30),
        ("after", 31, 31.0),
        ("before", 31),
        ("after", 32, 32.0),
        ("end", 32),
    ]


def test_steps_are_counted_through_segments_and_chunks():
    diary = Diary()
    callback = HookCallback([diary], None)
    model = model_at(100)
    callback.set_model(model)
    callback.on_train_begin()
    for epoch in range(2):
        callback.on_epoch_begin(epoch)
        for last in (3, 7):  # chunks of four batches
            callback.on_train_batch_begin(last - 3, logs={})
            callback.on_train_batch_end(last, logs={"loss": 1.0})
        model.optimizer.iterations.value += 8
        callback.on_epoch_end(epoch, {"loss": 1.0})
    assert diary.seen == [104, 108, 112, 116]


@pytest.mark.parametrize(
    ("every", "segment", "seen"),
    [
        (10, 10, [10, 20, 30]),
        (10, 5, [10, 20, 30]),
        (10, 7, [14, 21, 33]),  # at the first look after it is due
        (10, 25, [25, 33]),
        (0, 15, [15, 30, 33]),
    ],
)
def test_a_hook_that_looks_now_and_then_is_called_at_looks(every, segment, seen):
    diary = Diary(every)
    run([diary], 33, segment=segment)
    assert diary.seen == seen


def test_a_resumed_run_counts_from_where_it_began():
    diary = Diary(10)
    run([diary], 20, segment=5, model=model_at(33))
    assert diary.seen == [43, 53]


def test_only_hooks_that_want_each_step_make_training_stop_at_each():
    now_and_then = [HookCallback([Diary(10), Diary(0), SessionRunHook()], None)]
    assert not CallbackList(now_and_then).wants_batches
    each = CallbackList([*now_and_then, HookCallback([Diary()], None)])
    assert each.wants_train_batches
    assert each.watching_each("train") == each.callbacks[1:]
    assert (each.wants_test_batches, each.wants_predict_batches) == (False, False)


def test_looks_are_as_far_apart_as_all_hooks_allow():
    callbacks = as_callbacks([Diary(100), History(), Diary(40), Diary(0), Diary(1)], None)
    assert steps_between_looks(callbacks) == 20
    assert steps_between_looks(as_callbacks([SessionRunHook(), History(), Diary(1)], None)) == 0


def test_the_order_of_hooks_and_callbacks_is_kept():
    first, second, third, history = Diary(), Diary(), Diary(), History()
    callbacks = as_callbacks([first, second, history, third], None)
    assert [each.hooks for each in (callbacks[0], callbacks[2])] == [(first, second), (third,)]
    assert callbacks[1] is history
    assert as_callbacks(None, None) == []


@pytest.mark.parametrize("every", [1, 0])
def test_a_hook_can_stop_training(every):
    class Stop(SessionRunHook):
        every_n_steps = every

        def after_run(self, run_context, run_values):
            if run_context.session.global_step >= 3:
                run_context.request_stop()

    model = run([Stop()], 10)
    assert model.optimizer.iterations.value == 3


def test_a_hook_that_asks_for_nothing_gets_nothing():
    class Silent(Diary):
        def before_run(self, run_context):
            return None

    silent = Silent()
    run([silent], 1)
    assert ("after", 1, None) in silent.lines


def test_a_hook_must_ask_in_the_right_form():
    class Wrong(SessionRunHook):
        def before_run(self, run_context):
            return "loss"

    with pytest.raises(TypeError, match=r"`before_run` of Wrong must return SessionRunArgs"):
        run([Wrong()], 1)


def test_an_unknown_phase_is_refused():
    with pytest.raises(ValueError, match="`phase` must be one of 'train', 'test', 'predict'"):
        HookCallback([], None, phase="eval")


@pytest.fixture(scope="module")
def line():
    """Return a model of a line, and data for it."""
    x = np.arange(40, dtype="float32").reshape(40, 1) / 40
    model = deepkit.Sequential([deepkit.Input((1,)), deepkit.layers.Dense(1)])
    model.compile(deepkit.optimizers.SGD(0.1), "mse")
    return model, x, 3 * x


def test_a_real_training_shows_its_loss_and_stops(line):
    model, x, y = line
    before, diary = int(model.optimizer.iterations.numpy()), Diary(10, ["loss", "global_step"])
    callbacks = as_callbacks([diary, StopAtStepHook(num_steps=20)], None)
    assert not CallbackList(callbacks).wants_batches
    history = model.fit(x, y, batch_size=4, epochs=9, callbacks=callbacks, verbose=0)
    losses = history.history["loss"]
    assert len(losses) == 2
    told = [line[2] for line in diary.lines if line[0] == "after"]
    assert told == [[losses[0], before + 10], [losses[1], before + 20]]


def test_a_real_training_shows_variables_after_each_step(line):
    model, x, y = line
    kernel = model.trainable_variables[0]
    diary = Diary(1, lambda model: float(model.trainable_variables[0].numpy()[0, 0]))
    model.fit(x, y, batch_size=20, callbacks=as_callbacks([diary], None), verbose=0)
    values = [line[2] for line in diary.lines if line[0] == "after"]
    assert len(set(values)) == 2
    assert values[-1] == kernel.numpy()[0, 0]


@pytest.mark.parametrize("phase", ["test", "predict"])
def test_hooks_take_part_in_evaluation_and_prediction(line, phase):
    model, x, y = line
    diary = Diary(100, "global_step")
    callbacks = as_callbacks([diary], None, phase=phase)
    if phase == "test":
        model.evaluate(x, y, batch_size=20, callbacks=callbacks, verbose=0)
    else:
        model.predict(x, batch_size=20, callbacks=callbacks, verbose=0)
    step = int(model.optimizer.iterations.numpy())
    assert diary.seen == [step, step]
    assert diary.lines[-1] == ("end", step)


def test_a_model_without_an_optimizer_is_at_step_0(line):
    _, x, _ = line
    model = deepkit.Sequential([deepkit.Input((1,)), deepkit.layers.Dense(1)])
    diary = Diary(1, "global_step")
    model.predict(x, callbacks=as_callbacks([diary], None, phase="predict"), verbose=0)
    assert diary.lines[-1] == ("end", 0)


@pytest.mark.parametrize(("phase", "step"), [("train", 3), ("test", 70), ("predict", 70)])
def test_outside_of_training_the_estimator_knows_the_step(phase, step):
    diary, estimator = Diary(), SimpleNamespace(global_step_=70)
    [callback] = as_callbacks([diary], estimator, phase=phase)
    callback.set_model(model_at(3))
    getattr(callback, f"on_{phase}_begin")()
    assert diary.lines == ["begin", ("ready", step, None)]


def test_a_prediction_without_a_model_shows_that_of_the_estimator():
    final, estimator = FinalOpsHook("dense/kernel"), SimpleNamespace(model_=model_at())
    [callback] = as_callbacks([final], estimator, phase="predict")
    callback.on_predict_begin()
    callback.on_predict_end()
    assert final.final_ops_values == 2.5


def test_a_callback_is_a_callback():
    assert isinstance(HookCallback([], None), Callback)
