"""What is minimized and what changes at a step: penalties, masks, states, averages, precision."""

import keras
import numpy as np
import optax
import pytest

import deepkit
from deepkit import backend, ops
from deepkit.training import TrainState
from deepkit.training._step import chunked_rows, merged
from tests.training._twins import WEIGHTS, X, Y, dense, gap, logged, twins

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}


def trained(pair, *data, optimizer=lambda k: k.optimizers.SGD(0.1), epochs=1, **told):
    """Train both models of a pair alike and return the values of their histories."""
    found = []
    for package, model in zip((deepkit, keras), pair, strict=True):
        model.compile(optimizer(package), **{"loss": "mse", **told})
        found.append(logged(model.fit(*data, epochs=epochs, **QUIET).history))
    return found


# --- the loss -------------------------------------------------------------------------------------


def test_penalties_join_the_loss_as_in_keras():
    def build(k):
        class Extra(k.layers.Layer):
            def call(self, x):
                self.add_loss(0.1 * k.ops.mean(k.ops.square(x)))
                return x

        x = k.Input((4,))
        h = k.layers.Dense(3, kernel_regularizer="l2", activity_regularizer="l1")(x)
        return k.Model(x, k.layers.Dense(1, bias_regularizer="l1")(Extra()(h)))

    pair = twins(build)
    np.testing.assert_allclose(*trained(pair, X, Y, epochs=2), rtol=1e-5)
    assert gap(*pair) < 1e-6
    ours, theirs = (float(sum(model.losses)) for model in pair if model(X) is not None)
    assert ours == pytest.approx(theirs, rel=1e-5)


def test_a_model_may_minimize_penalties_alone():
    class Coder(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.inner = deepkit.layers.Dense(4)

        def call(self, x):
            y = self.inner(x)
            self.add_loss(ops.mean(ops.square(x - y)))
            return y

    model = Coder()
    model.compile("adam")
    history = model.fit(X, epochs=3, **QUIET).history
    assert history["loss"][2] < history["loss"][0]


def test_a_mask_scales_the_loss_as_in_keras():
    def build(k):
        x = k.Input((4,), dtype="int32")
        h = k.layers.Embedding(5, 3, mask_zero=True)(x)
        return k.Model(x, k.layers.Dense(1)(h))

    pair = twins(build)
    x = np.array([[1, 2, 0, 0], [3, 0, 0, 0], [4, 1, 2, 3], [1, 1, 1, 0], [2, 0, 0, 0]])
    y = np.arange(20, dtype="float32").reshape(5, 4, 1)
    told = {"metrics": ["mae"], "weighted_metrics": ["mse"]}
    # Keras loses the mask on the way to the metrics of training, not to those of evaluation.
    losses = [values[0] for values in trained(pair, x, y, **told)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert gap(*pair) < 1e-6
    judged = [model.evaluate(x, y, batch_size=2, verbose=0) for model in pair]
    np.testing.assert_allclose(*judged, rtol=1e-5)


# --- states ---------------------------------------------------------------------------------------


def test_batch_statistics_move_as_in_keras():
    def build(k):
        x = k.Input((4,))
        return k.Model(x, k.layers.Dense(1)(k.layers.BatchNormalization(momentum=0.8)(x)))

    pair = twins(build)
    np.testing.assert_allclose(*trained(pair, X, Y, epochs=2), rtol=1e-4)
    assert gap(*pair) < 1e-5


def test_dropout_draws_anew_at_each_step():
    layer = deepkit.layers.Dropout(0.5)
    model = deepkit.Sequential([deepkit.Input((4,)), layer, deepkit.layers.Dense(1)])
    model.compile(deepkit.optimizers.SGD(0.0), "mse")
    states = [np.array(v.value) for v in model.non_trainable_variables]
    losses = model.fit(X, Y, epochs=3, verbose=0, shuffle=False).history["loss"]
    assert len(set(losses)) == 3
    after = [np.array(v.value) for v in model.non_trainable_variables]
    assert [(b - a).tolist() for a, b in zip(states, after, strict=True)] == [[0, 3]]


class Noisy(deepkit.layers.Layer):
    """Add noise that nobody gave a seed."""

    def call(self, x):
        return x + deepkit.random.normal(ops.shape(x))


def test_unseeded_draws_differ_from_step_to_step_and_repeat_after_a_seed():
    model = deepkit.Sequential([deepkit.Input((4,)), Noisy(), deepkit.layers.Dense(1)])
    model.compile(deepkit.optimizers.SGD(0.0), "mse")
    found = []
    for _ in range(2):
        deepkit.utils.set_random_seed(3)
        losses = model.fit(X, Y, epochs=2, verbose=0, shuffle=False).history["loss"]
        judged = [model.evaluate(X, Y, verbose=0) for _ in range(2)]
        predicted = [float(model.predict(X, verbose=0).sum()) for _ in range(2)]
        found.append([*losses, *judged, *predicted])
        assert len(set(found[-1])) == 6
    assert found[0] == found[1]


def test_runs_after_the_same_seed_give_the_same_bits():
    found = []
    for _ in range(2):
        deepkit.utils.set_random_seed(11)
        model = deepkit.Sequential(
            [deepkit.Input((4,)), deepkit.layers.Dropout(0.3), deepkit.layers.Dense(1)]
        )
        model.compile("adam", "mse")
        model.fit(X, Y, epochs=2, batch_size=4, verbose=0)
        found.append(model.get_weights())
    assert all((a == b).all() for a, b in zip(*found, strict=True))


def test_a_stateful_recurrent_layer_remembers_from_batch_to_batch():
    inputs = deepkit.Input((2, 4), batch_size=5)
    layer = deepkit.layers.LSTM(3, stateful=True)
    model = deepkit.Model(inputs, layer(inputs))
    x = np.stack([X[:5], X[5:]], axis=1)
    first, second = (model.predict(x, batch_size=5, verbose=0) for _ in range(2))
    assert np.abs(first - second).max() > 1e-3
    layer.reset_state()
    assert (model.predict(x, batch_size=5, verbose=0) == first).all()
    layer.reset_state()
    eager = [np.asarray(model(x)) for _ in range(2)]
    np.testing.assert_allclose([first, second], eager, rtol=1e-5, atol=1e-6)


# --- optimizers -----------------------------------------------------------------------------------


def test_gradients_add_up_over_steps_as_in_keras():
    pair = twins(dense)

    def adam(k):
        return k.optimizers.Adam(0.05, gradient_accumulation_steps=2)

    np.testing.assert_allclose(*trained(pair, X, Y, optimizer=adam, epochs=3), rtol=1e-4)
    assert gap(*pair) < 1e-5
    assert int(pair[0].optimizer.iterations) == 4


def test_a_schedule_sees_the_steps_as_in_keras():
    pair = twins(dense)

    def decaying(k):
        rate = k.optimizers.schedules.ExponentialDecay(0.3, 2, 0.5, staircase=True)
        return k.optimizers.SGD(rate, clipnorm=0.5)

    np.testing.assert_allclose(*trained(pair, X, Y, optimizer=decaying, epochs=2), rtol=1e-5)
    assert gap(*pair) < 1e-6


def test_constraints_hold_after_each_step():
    def build(k):
        x = k.Input((4,))
        return k.Model(x, k.layers.Dense(1, kernel_constraint=k.constraints.MaxNorm(0.3))(x))

    pair = twins(build)
    trained(pair, X, Y)
    assert gap(*pair) < 1e-6
    assert np.linalg.norm(pair[0].get_weights()[0]) <= 0.3 + 1e-6


def test_a_transformation_of_optax_is_taken_as_it_is():
    model, other = dense(deepkit), dense(deepkit)
    other.set_weights(model.get_weights())
    model.compile(optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(0.1, 0.9)), "mse")
    other.compile(deepkit.optimizers.SGD(0.1, momentum=0.9, global_clipnorm=1.0), "mse")
    for each in (model, other):
        each.fit(X, Y, epochs=2, **QUIET)
    assert gap(model, other) < 1e-6


def test_the_optimizer_can_be_asked_for_the_step_while_the_loss_is_computed():
    class Ramped(deepkit.Model):
        def compute_loss(self, x, y, y_pred, sample_weight, training=True):
            return ops.cast(self.optimizer.iterations, "float32") + 0.0 * ops.sum(y_pred)

    base = dense(deepkit)
    model = Ramped(base.inputs, base.outputs)
    model.compile("sgd")
    seen, watch = [], deepkit.callbacks.Callback()
    watch.on_train_batch_end = lambda batch, logs=None: seen.append(logs["loss"])
    model.fit(X, Y, callbacks=[watch], **QUIET)
    # Means over rows so far, of the steps 0, 1 and 2.
    assert seen == pytest.approx([0.0, 0.5, (0 * 4 + 1 * 4 + 2 * 2) / 10])


# --- precision ------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision_trains_float32_weights(policy):
    deepkit.mixed_precision.set_global_policy(policy)
    model = deepkit.Sequential(
        [
            deepkit.Input((4,)),
            deepkit.layers.Dense(8, activation="relu", kernel_regularizer="l2"),
            deepkit.layers.Dense(1, dtype="float32", activity_regularizer="l2"),
        ]
    )
    model.compile(deepkit.optimizers.Adam(0.02), "mse", metrics=["mae"])
    history = model.fit(X, Y, sample_weight=WEIGHTS, epochs=8, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert {v.dtype for v in model.weights} == {"float32"}
    scaled = isinstance(model.optimizer, deepkit.optimizers.LossScaleOptimizer)
    assert scaled == (policy == "mixed_float16")
    assert int(model.optimizer.iterations) == 8


def test_scaling_the_loss_changes_neither_logs_nor_weights():
    pair = twins(dense)

    def scaling(k):
        return k.optimizers.LossScaleOptimizer(k.optimizers.SGD(0.1), initial_scale=64.0)

    np.testing.assert_allclose(*trained(pair, X, Y, optimizer=scaling), rtol=1e-5)
    assert gap(*pair) < 1e-6
    plain = twins(dense)
    plain[0].set_weights([np.array(w) for w in plain[0].get_weights()])


# --- states of steps ------------------------------------------------------------------------------


def test_changes_replace_what_they_name():
    state = TrainState({"w": 1}, {"a": 2, "b": 3}, {"m": 4}, {"o": 5})
    found = merged(state, TrainState({}, {"b": 30}, {"m": 40}, {}))
    assert found == TrainState({"w": 1}, {"a": 2, "b": 30}, {"m": 40}, {"o": 5})
    assert merged(state, TrainState({}, {}, {}, {})) == state


# --- many steps in one program --------------------------------------------------------------------


@pytest.mark.parametrize("width", [2, 2000], ids=["64 batches at a time", "batch by batch"])
@pytest.mark.parametrize("keeps_all", [True, False])
@pytest.mark.parametrize("count", [0, 1, 64, 65, 150])
def test_chunks_of_rows_take_every_batch_that_counts_once_and_in_order(width, keeps_all, count):
    random = np.random.default_rng(0)
    data = random.normal(size=(50, width)).astype("float32")
    rows = random.integers(0, 50, (150, 2)).astype("int32")

    def step(state, batch):
        value = ops.tanh(2 * state.buffers["b"] + ops.mean(batch))  # the order matters
        buffers = {**state.buffers, "b": value} if keeps_all else {"b": value}
        metrics = state.metrics if keeps_all else {}
        return TrainState(state.params, buffers, metrics, state.optimizer), None

    start = TrainState({}, {"a": ops.ones(()), "b": ops.ones(())}, {}, {})
    run = backend.jit(chunked_rows(step, keeps_all=keeps_all))
    found, _ = run(start, (data, rows, np.int32(count)))
    expected = 1.0
    for places in rows[:count]:
        expected = np.tanh(2 * expected + data[places].mean())
    assert found.buffers["b"] == pytest.approx(expected, rel=1e-4)
    assert set(found.buffers) == ({"a", "b"} if keeps_all else {"b"})
