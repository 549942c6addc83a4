"""Callbacks take part in training and see true values; nothing that fails loses a weight."""

import re

import keras
import numpy as np
import pytest

import deepkit
from deepkit.callbacks import Callback
from deepkit.errors import StateError
from deepkit.training import _cache
from tests.training._twins import X, Y, dense, gap, twins

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}


def compiled(rate=0.1, **options):
    """Return a model of deepkit that is compiled with plain gradient descent."""
    model = dense(deepkit)
    model.compile(deepkit.optimizers.SGD(rate), "mse", **options)
    return model


@pytest.fixture(scope="module")
def model():
    """Return a model that many tests go on training."""
    return compiled()


def recorder(package, calls):
    """Return a callback that notes each hook with its place and the names in its logs."""

    class Recorder(package.callbacks.Callback):
        pass

    def noting(name):
        def note(self, *args, logs=None):
            *place, logs = args if logs is None else (*args, logs)
            calls.append((name, *place, sorted(logs or {})))

        return note

    for name in dir(Callback):
        if name.startswith("on_") and "on_batch" not in name:
            setattr(Recorder, name, noting(name))
    return Recorder()


def test_hooks_are_called_in_the_order_of_keras():
    found = []
    for package, model in zip((deepkit, keras), twins(dense), strict=True):
        calls = []
        model.compile("sgd", "mse", metrics=["mae"], run_eagerly=True)
        watching = {"callbacks": [recorder(package, calls)], **QUIET}
        model.fit(X, Y, epochs=2, validation_data=(X, Y), **watching)
        del watching["shuffle"]
        model.evaluate(X, Y, **watching)
        model.predict(X, **watching)
        found.append(calls)
    assert found[0] == found[1]


def test_logs_of_batches_are_means_so_far(model):
    seen, watch, weights = [], Callback(), model.get_weights()
    watch.on_train_batch_end = lambda batch, logs=None: seen.append(logs)
    model.fit(X, Y, callbacks=[watch], **QUIET)
    # Kept until now, when their arrays are long gone from the loop.
    losses = [each["loss"] for each in seen]
    model.set_weights(weights)
    first = np.mean((model.predict(X[:4], verbose=0) - Y[:4]) ** 2)
    assert losses[0] == pytest.approx(first, rel=1e-5)
    assert losses[-1] == pytest.approx(model.fit(X, Y, **QUIET).history["loss"][0], rel=1e-6)


def test_batch_hooks_see_the_weights_of_the_moment_and_may_set_them():
    ours, theirs = twins(dense)
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.SGD(0.1), "mse")

        class Shrink(package.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                kernel = self.model.layers[1].kernel
                kernel.assign(np.asarray(kernel.value) * 0.5)

        model.fit(X, Y, callbacks=[Shrink()], **QUIET)
    assert gap(ours, theirs) < 1e-6


@pytest.mark.parametrize("hook", ["on_train_batch_begin", "on_epoch_end"])
def test_a_learning_rate_set_in_a_hook_counts_from_then_on(hook):
    model = compiled()

    class Stop(Callback):
        pass

    def stop(self, place, logs=None):
        if place == 1:
            self.model.optimizer.learning_rate = 0.0
        seen.append(self.model.get_weights()[0])

    seen = []
    setattr(Stop, hook, stop)
    model.fit(X, Y, epochs=3 if "epoch" in hook else 1, callbacks=[Stop()], **QUIET)
    assert (seen[0] != seen[1]).any()
    assert (seen[1] == seen[2]).all()
    assert float(model.optimizer.learning_rate) == 0.0


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_what_a_callback_raises_loses_no_weight(error, model):
    def fail(batch, logs=None):
        if batch == 1:
            seen.extend(model.get_weights())
            raise error("in a callback")

    seen, watch = [], Callback()
    watch.on_train_batch_end = fail
    with pytest.raises(error, match="in a callback"):
        model.fit(X, Y, callbacks=[watch], **QUIET)
    assert all((a == b).all() for a, b in zip(model.get_weights(), seen, strict=True))
    model.fit(X, Y, **QUIET)


def test_what_the_data_raises_loses_no_weight(model):
    def batches():
        yield X[:4], Y[:4]
        yield X[:4], Y[:4]
        raise OSError("the disk is gone")

    before = model.get_weights()
    with pytest.raises(OSError, match="the disk is gone"):
        model.fit(batches(), verbose=0)
    assert any((a != b).any() for a, b in zip(model.get_weights(), before, strict=True))
    model.fit(X, Y, **QUIET)


def test_a_batch_of_another_shape_loses_no_weight(model):
    def batches():
        yield X[:4], Y[:4]
        yield X[:4, :3], Y[:4]

    with pytest.raises(ValueError, match="must have shape"):
        model.fit(batches(), verbose=0)
    assert np.isfinite(model.predict(X, verbose=0)).all()


def test_training_stops_after_the_batch_that_asks_for_it(model):
    def stop(batch, logs=None):
        batches.append(batch)
        model.stop_training = batch == 1

    batches, watch = [], Callback()
    watch.on_train_batch_end = stop
    history = model.fit(X, Y, epochs=5, validation_data=(X, Y), callbacks=[watch], **QUIET)
    assert batches == [0, 1]
    assert history.epoch == [0]
    assert list(history.history) == ["loss", "val_loss"]


def test_training_stops_when_the_loss_is_no_number(capsys):
    model = compiled(rate=1e30)
    history = model.fit(X, Y, epochs=9, callbacks=[deepkit.callbacks.TerminateOnNaN()], **QUIET)
    assert len(history.epoch) < 9
    assert "Invalid loss, terminating training" in capsys.readouterr().out


def test_callbacks_may_evaluate_and_predict_in_the_middle_of_an_epoch(model):
    expected, weights = [], model.get_weights()
    plain = model.fit(X, Y, **QUIET).history["loss"]

    class Look(Callback):
        def on_train_batch_end(self, batch, logs=None):
            loss = self.model.evaluate(X, Y, verbose=0)
            mean = np.mean((self.model.predict(X, verbose=0) - Y) ** 2)
            expected.append((loss, float(mean)))

    model.set_weights(weights)
    history = model.fit(X, Y, callbacks=[Look()], **QUIET)
    assert history.history["loss"] == plain
    assert all(loss == pytest.approx(mean, rel=1e-5) for loss, mean in expected)
    assert len({loss for loss, _ in expected}) == 3


def test_a_callback_may_train_another_model_that_shares_weights(model):
    other = deepkit.Model(model.inputs, model.outputs)
    other.compile(deepkit.optimizers.SGD(0.1), "mse")
    seen = []

    class Train(Callback):
        def on_epoch_end(self, epoch, logs=None):
            before = self.model.get_weights()[0]
            other.fit(X, Y + 5, **QUIET)
            seen.append((before, self.model.get_weights()[0]))

    model.fit(X, Y, callbacks=[Train()], **QUIET)
    [(before, after)] = seen
    assert (before != after).any()
    assert (model.get_weights()[0] == after).all()


def test_fitting_twice_goes_on_where_the_first_ended():
    ours, theirs = twins(dense)
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.Adam(0.05), "mse")
        for _ in range(2):
            model.fit(X, Y, **QUIET)
    assert int(ours.optimizer.iterations.value) == 6
    assert gap(ours, theirs) < 1e-5


def test_a_layer_frozen_without_compile_stays_as_it_is():
    model = compiled()
    hidden = model.layers[1]
    model.fit(X, Y, **QUIET)
    hidden.trainable = False
    before, out = hidden.get_weights(), model.layers[2].get_weights()
    model.fit(X, Y, **QUIET)
    assert all((a == b).all() for a, b in zip(hidden.get_weights(), before, strict=True))
    assert (model.layers[2].get_weights()[0] != out[0]).any()
    hidden.trainable = True
    model.fit(X, Y, **QUIET)
    assert (hidden.get_weights()[0] != before[0]).any()


def test_a_callback_may_thaw_a_layer_when_training_begins():
    model, hook = compiled(), Callback()
    hidden = model.layers[1]
    hidden.trainable = False
    hook.on_train_begin = lambda logs=None: setattr(hidden, "trainable", True)
    before = hidden.get_weights()[0]
    model.fit(X, Y, callbacks=[hook], **QUIET)
    assert (hidden.get_weights()[0] != before).any()


def test_weights_are_set_to_their_averages_at_the_end():
    ours, theirs = twins(dense)
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.8), "mse")
        model.fit(X, Y, epochs=2, **QUIET)
    assert gap(ours, theirs) < 1e-6


def test_early_stopping_and_its_weights_are_those_of_keras():
    ours, theirs = twins(dense)
    found = []
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.SGD(1.5), "mse")
        stop = package.callbacks.EarlyStopping(patience=1, restore_best_weights=True)
        valid = (X[:4], Y[:4])
        history = model.fit(X, Y, epochs=6, validation_data=valid, callbacks=[stop], **QUIET)
        found.append((history.epoch, stop.best_epoch))
    assert found[0] == found[1]
    assert gap(ours, theirs) < 1e-5


def test_callbacks_work_together_as_in_keras(tmp_path):
    found = []
    for package, model in zip((deepkit, keras), twins(dense), strict=True):
        k, folder = package.callbacks, tmp_path / package.__name__
        folder.mkdir()
        told = [
            k.LearningRateScheduler(lambda epoch, rate: rate * (0.5 if epoch else 1.0)),
            k.ReduceLROnPlateau(monitor="loss", factor=0.1, patience=1, min_delta=9.0),
            k.CSVLogger(str(folder / "log.csv")),
            k.ModelCheckpoint(str(folder / "{epoch:02d}.weights.h5"), save_weights_only=True),
        ]
        model.compile(package.optimizers.SGD(0.2), "mse")
        history = model.fit(X, Y, epochs=3, callbacks=told, **QUIET).history
        files = sorted(path.name for path in folder.iterdir())
        rates = [pytest.approx(rate) for rate in history["learning_rate"]]
        head = (folder / "log.csv").read_text().splitlines()[0]
        found.append((list(history), rates, files, head))
    assert found[0] == found[1]
    assert found[0][2][:3] == ["01.weights.h5", "02.weights.h5", "03.weights.h5"]


def test_the_progress_bar_shows_epochs_and_values(model, capsys):
    model.fit(X, Y, epochs=2, verbose=2, batch_size=4, validation_data=(X, Y))
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "Epoch 1/2"
    assert re.match(r"3/3 - \d+s - ", shown[1])
    assert " - loss: " in shown[1]
    assert " - val_loss: " in shown[1]


def test_a_variable_that_a_step_assigns_must_belong_to_the_model():
    stray = deepkit.Variable(0.0, name="stray", trainable=False)

    class Counting(deepkit.layers.Layer):
        def call(self, x):
            stray.assign_add(1.0)
            return x

    model = deepkit.Sequential([deepkit.Input((4,)), Counting(), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(StateError, match="'stray' is assigned in a step of the model, but is none"):
        model.fit(X, Y, **QUIET)


def test_without_validation_there_are_no_programs_for_it(monkeypatch):
    phases, make = [], _cache.make_programs

    def noting(model, phase, bridge):
        phases.append(phase)
        return make(model, phase, bridge)

    monkeypatch.setattr(_cache, "make_programs", noting)
    model = compiled()
    model.fit(X, Y, **QUIET)
    assert phases == ["train"]
    model.fit(X, Y, validation_data=(X, Y), **QUIET)
    assert phases == ["train", "test"]


def test_steps_draw_the_same_with_validation_and_without():
    class Noisy(deepkit.layers.Layer):
        def call(self, x):
            return x + deepkit.random.normal(deepkit.ops.shape(x))

    def weights(**given):
        deepkit.utils.set_random_seed(1)
        model = deepkit.Sequential([deepkit.Input((4,)), Noisy(), deepkit.layers.Dense(1)])
        model.compile("sgd", "mse")
        for _ in range(2):
            model.fit(X, Y, **given, **QUIET)
        return model.get_weights()[0]

    np.testing.assert_array_equal(weights(), weights(validation_data=(X, Y)))
