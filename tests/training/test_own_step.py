"""Steps that users write: pure ones run unchanged under Keras, plain ones assign Variables."""

import jax
import numpy as np
import pytest

import deepkit
from deepkit import ops
from deepkit.errors import StateError
from tests.training._twins import X, Y, dense, gap, logged, twins

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}


def inputs_and_outputs(k):
    """Return what a functional model of two layers is made of."""
    model = dense(k)
    return {"inputs": model.input, "outputs": model.output}


# --- pure steps: the text of Keras's guide for JAX ----------------------------------------------


def compute_loss_and_updates(
    self, trainable_variables, non_trainable_variables, x, y, training=False
):
    y_pred, non_trainable_variables = self.stateless_call(
        trainable_variables, non_trainable_variables, x, training=training
    )
    loss = self.compute_loss(x, y, y_pred)
    return loss, (y_pred, non_trainable_variables)


def _measured(self, metrics_variables, loss, y, y_pred):
    new, logs = [], {}
    for metric in self.metrics:
        mine = metrics_variables[len(new) : len(new) + len(metric.variables)]
        seen = (loss,) if metric.name == "loss" else (y, y_pred)
        mine = metric.stateless_update_state(mine, *seen)
        logs[metric.name] = metric.stateless_result(mine)
        new += mine
    return logs, new


def train_step(self, state, data):
    (
        trainable_variables,
        non_trainable_variables,
        optimizer_variables,
        metrics_variables,
    ) = state
    x, y = data
    grad_fn = jax.value_and_grad(self.compute_loss_and_updates, has_aux=True)
    (loss, (y_pred, non_trainable_variables)), grads = grad_fn(
        trainable_variables, non_trainable_variables, x, y, training=True
    )
    trainable_variables, optimizer_variables = self.optimizer.stateless_apply(
        optimizer_variables, grads, trainable_variables
    )
    logs, metrics_variables = self._measured(metrics_variables, loss, y, y_pred)
    return logs, (
        trainable_variables,
        non_trainable_variables,
        optimizer_variables,
        metrics_variables,
    )


def look_step(self, state, data):
    trainable_variables, non_trainable_variables, metrics_variables = state
    x, y = data
    y_pred, non_trainable_variables = self.stateless_call(
        trainable_variables, non_trainable_variables, x, training=False
    )
    loss = self.compute_loss(x, y, y_pred)
    logs, metrics_variables = self._measured(metrics_variables, loss, y, y_pred)
    return logs, (trainable_variables, non_trainable_variables, metrics_variables)


def predict_step(self, state, data):
    trainable_variables, non_trainable_variables = state
    x = data[0] if isinstance(data, (tuple, list)) else data
    outputs, non_trainable_variables = self.stateless_call(
        trainable_variables, non_trainable_variables, x
    )
    return {"doubled": 2 * outputs}, non_trainable_variables


def pure_class(k):
    """Return a class of models with the pure steps of Keras's guide."""
    own = (compute_loss_and_updates, _measured, train_step, predict_step)
    methods = {method.__name__: method for method in own} | {"test_step": look_step}
    return type("Custom", (k.Model,), methods)


def pure(k):
    """Return a compiled model with pure steps."""
    model = pure_class(k)(**inputs_and_outputs(k))
    model.compile(k.optimizers.Adam(0.05), "mse", metrics=["mae"])
    return model


@pytest.fixture(scope="module")
def pure_pair():
    """Return the model with pure steps, trained in both packages, and what training gave."""
    ours, theirs = twins(pure)
    told = {"epochs": 2, "validation_data": (X, Y), **QUIET}
    histories = [model.fit(X, Y, **told).history for model in (ours, theirs)]
    return ours, theirs, histories


def test_a_pure_train_step_gives_the_weights_of_keras(pure_pair):
    ours, theirs, _ = pure_pair
    assert gap(ours, theirs) < 1e-5


def test_a_pure_train_step_gives_the_logs_of_keras(pure_pair):
    _, _, (ours, theirs) = pure_pair
    assert ours.keys() == theirs.keys()
    np.testing.assert_allclose(logged(ours), logged(theirs), rtol=1e-4)


def test_pure_test_and_predict_steps_give_what_they_give_in_keras(pure_pair):
    ours, theirs, _ = pure_pair
    told = {"verbose": 0, "batch_size": 4}
    np.testing.assert_allclose(
        ours.evaluate(X, Y, **told), theirs.evaluate(X, Y, **told), rtol=1e-4
    )
    found = [model.predict(X, **told)["doubled"] for model in (ours, theirs)]
    np.testing.assert_allclose(*found, rtol=1e-4)
    assert ours.train_on_batch(X, Y, return_dict=True).keys() == {"loss", "mae"}


def test_a_mask_scales_the_loss_of_a_pure_step_as_in_keras():
    def build(k):
        x = k.Input((3,), dtype="int32")
        h = k.layers.Embedding(5, 3, mask_zero=True)(x)
        model = pure_class(k)(x, k.layers.Dense(1)(h))
        model.compile(k.optimizers.SGD(0.1), "mse")
        return model

    pair = twins(build)
    x, y = np.array([[1, 2, 0], [3, 0, 0]]), np.ones((2, 3, 1), "float32")
    losses = [model.fit(x, y, verbose=0).history["loss"] for model in pair]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert gap(*pair) < 1e-6


def test_a_pure_step_that_returns_another_state_is_refused():
    class Forgetful(deepkit.Model):
        def train_step(self, state, data):
            return {"loss": ops.zeros(())}, state[:3]

    model = Forgetful(**inputs_and_outputs(deepkit))
    model.compile("sgd", "mse")
    match = r"`train_step` must return its result and the new state: lists of \[4, 0, 2, 2\] arrays"
    with pytest.raises(ValueError, match=match):
        model.fit(X, Y, **QUIET)


# --- plain steps ----------------------------------------------------------------------------------


class Plain(deepkit.Model):
    """The default step, written out by assigning Variables."""

    def train_step(self, data):
        x, y = data

        def loss_of():
            y_pred = self(x, training=True)
            return self.compute_loss(x, y, y_pred), y_pred

        variables = self.trainable_variables
        (loss, y_pred), grads = deepkit.value_and_grad(loss_of, variables, has_aux=True)()
        self.optimizer.apply(grads, variables)
        self.objective.loss_tracker.update_state(loss, sample_weight=x.shape[0])
        return self.compute_metrics(x, y, y_pred)


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_a_plain_train_step_does_what_the_default_does(run_eagerly):
    plain, default = Plain(**inputs_and_outputs(deepkit)), dense(deepkit)
    plain.set_weights(default.get_weights())
    histories = []
    for model in (plain, default):
        optimizer = deepkit.optimizers.SGD(0.1)
        eager = run_eagerly and model is plain
        model.compile(optimizer, "mse", metrics=["mae"], run_eagerly=eager)
        histories.append(model.fit(X, Y, **{**QUIET, "batch_size": 5}).history)
    assert list(histories[0]) == list(histories[1])
    np.testing.assert_allclose(*map(logged, histories), rtol=1e-5)
    assert gap(plain, default) < 1e-6


class Adversaries(deepkit.Model):
    """Two networks with an optimizer and a metric each, and no `call`."""

    def __init__(self):
        super().__init__()
        self.generator, self.critic = deepkit.layers.Dense(4), deepkit.layers.Dense(1)
        self.seeds = deepkit.random.SeedGenerator(3)
        self.critic_loss = deepkit.metrics.Mean(name="critic_loss")
        self.generator_loss = deepkit.metrics.Mean(name="generator_loss")

    def compile(self, generator_optimizer, critic_optimizer):
        super().compile()
        self.generator_optimizer = generator_optimizer
        self.rivals = [critic_optimizer]

    @property
    def metrics(self):
        return [self.critic_loss, self.generator_loss]

    def train_step(self, data):
        real = data[0] if isinstance(data, tuple) else data
        noise = deepkit.random.normal((ops.shape(real)[0], 2), seed=self.seeds)
        fake = self.generator(noise)

        def critic_loss():
            return ops.mean(ops.square(self.critic(real))) - ops.mean(self.critic(fake))

        self._minimize(critic_loss, self.critic, self.rivals[0], self.critic_loss)

        def generator_loss():
            return ops.mean(ops.square(self.critic(self.generator(noise)) - 1.0))

        optimizer = self.generator_optimizer
        self._minimize(generator_loss, self.generator, optimizer, self.generator_loss)
        return {metric.name: metric.result() for metric in self.metrics}

    def _minimize(self, loss, layer, optimizer, metric):
        value, grads = deepkit.value_and_grad(loss, layer.trainable_variables)()
        optimizer.apply(grads, layer.trainable_variables)
        metric.update_state(value)


@pytest.fixture(scope="module")
def adversaries():
    """Return two networks that were trained against each other for two epochs."""
    model = Adversaries()
    model.compile(deepkit.optimizers.Adam(0.01), deepkit.optimizers.SGD(0.1, momentum=0.9))
    history = model.fit(X, epochs=2, **QUIET)
    return model, history.history


def test_two_optimizers_in_one_step_each_keep_their_state(adversaries):
    model, history = adversaries
    assert sorted(history) == ["critic_loss", "generator_loss"]
    assert int(model.generator_optimizer.iterations.value) == 6
    assert int(model.rivals[0].iterations.value) == 6
    momenta = model.rivals[0].variables[-2:]
    assert all(np.abs(momentum.numpy()).max() > 0 for momentum in momenta)
    assert len(model.generator.trainable_variables) == len(model.critic.trainable_variables) == 2


def test_two_optimizers_in_compiled_steps_do_what_they_do_in_eager_ones():
    found = []
    for run_eagerly in (False, True):
        deepkit.utils.set_random_seed(5)
        model = Adversaries()
        model.compile(deepkit.optimizers.Adam(0.01), deepkit.optimizers.SGD(0.1, momentum=0.9))
        model.run_eagerly = run_eagerly
        history = model.fit(X, verbose=0, batch_size=5, shuffle=False).history
        found.append(np.concatenate([logged(history), *map(np.ravel, model.get_weights())]))
    np.testing.assert_allclose(*found, rtol=1e-4, atol=1e-6)


def test_a_learning_rate_of_a_second_optimizer_can_be_set_between_fits(adversaries):
    model, _ = adversaries
    model.rivals[0].learning_rate = 0.0
    model.rivals[0].momentum = 0.0
    before = model.critic.get_weights()
    for momentum in model.rivals[0].variables[-2:]:
        momentum.assign(np.zeros(momentum.shape))
    model.fit(X, **QUIET)
    assert all((a == b).all() for a, b in zip(model.critic.get_weights(), before, strict=True))


def test_an_optimizer_that_lies_elsewhere_keeps_its_state_too():
    optimizer = deepkit.optimizers.Adam(0.05)

    class Elsewhere(Plain):
        def train_step(self, data):
            self._optimizer = None
            kept, self.optimizer = self.optimizer, optimizer
            logs = super().train_step(data)
            self.optimizer = kept
            return logs

    model, default = Elsewhere(**inputs_and_outputs(deepkit)), dense(deepkit)
    model.set_weights(default.get_weights())
    model.compile("sgd", "mse")
    default.compile(deepkit.optimizers.Adam(0.05), "mse")
    for each in (model, default):
        each.fit(X, Y, epochs=2, **QUIET)
    assert int(optimizer.iterations.value) == 6
    assert gap(model, default) < 1e-6


def test_logs_that_a_step_makes_itself_are_kept_as_they_are():
    class Told(Plain):
        def train_step(self, data):
            super().train_step(data)
            return {"loss": ops.ones(()) * 3.0, "nested": {"inner": ops.zeros(())}}

    model = Told(**inputs_and_outputs(deepkit))
    model.compile("sgd", "mse")
    history = model.fit(X, Y, **QUIET).history
    assert history == {"inner": [0.0], "loss": [3.0]}


def test_a_variable_that_only_a_plain_step_knows_is_carried_along():
    count = deepkit.Variable(0.0, name="count", trainable=False)

    class Counting(Plain):
        def train_step(self, data):
            count.assign_add(1.0)
            return {**super().train_step(data), "count": count.value}

    model = Counting(**inputs_and_outputs(deepkit))
    model.compile("sgd", "mse")
    assert model.fit(X, Y, epochs=2, **QUIET).history["count"] == [3.0, 6.0]
    assert float(count) == 6.0


def test_penalties_of_several_gradients_in_one_step_do_not_mix():
    class Twice(Plain):
        def train_step(self, data):
            logs = super().train_step(data)
            return {**logs, "again": super().train_step(data)["loss"]}

    def build(kind):
        x = deepkit.Input((4,))
        return kind(x, deepkit.layers.Dense(1, activity_regularizer="l2")(x))

    model, default = build(Twice), build(deepkit.Model)
    default.set_weights(model.get_weights())
    for each in (model, default):
        each.compile(deepkit.optimizers.SGD(0.1), "mse")
    model.fit(X, Y, batch_size=10, verbose=0)
    default.fit(X, Y, batch_size=10, epochs=2, verbose=0)
    assert gap(model, default) < 1e-6


def test_a_plain_test_step_sets_no_weight():
    class Halving(deepkit.Model):
        def test_step(self, data):
            x, y = data
            return {"worst": ops.max(ops.abs(self(x, training=False) - y))}

    model = Halving(**inputs_and_outputs(deepkit))
    model.compile("sgd", "mse")
    history = model.fit(X, Y, validation_data=(X, Y), **QUIET).history
    worst = np.abs(model.predict(X[8:], verbose=0) - Y[8:]).max()
    assert history["val_worst"] == [pytest.approx(worst, rel=1e-5)]
    assert model.evaluate(X[8:], Y[8:], verbose=0) == pytest.approx(worst, rel=1e-5)


def test_a_plain_predict_step_makes_the_predictions():
    class Signs(deepkit.Model):
        def predict_step(self, data):
            return ops.sign(self(data))

    model = Signs(**inputs_and_outputs(deepkit))
    raw = np.asarray(model(X))
    assert (model.predict(X, verbose=0) == np.sign(raw)).all()


def test_a_variable_of_a_condition_that_was_not_met_at_first_is_refused_when_it_is():
    stray = deepkit.Variable(0.0, name="stray", trainable=False)

    class Sometimes(Plain):
        def train_step(self, data):
            if data[0].shape[0] == 2:
                stray.assign_add(1.0)
            return super().train_step(data)

    model = Sometimes(**inputs_and_outputs(deepkit))
    model.compile("sgd", "mse")
    with pytest.raises(StateError, match="'stray' is assigned in a step of the model"):
        model.fit(X, Y, **QUIET)
