"""The layer around any cell: cells of users, states, masks, memory, refusals."""

import numpy as np
import pytest

from deepkit import layers, models, ops
from deepkit.backend import SeedGenerator, jit, stateless
from deepkit.errors import ShapeError
from deepkit.layers import LSTM, RNN, SimpleRNN

X = np.arange(1.0, 7).reshape(2, 3, 1).astype("float32")


class Sum(layers.Layer):
    """A cell that adds up, and returns twice the sum."""

    state_size = 1

    def call(self, x, states):
        total = states[0] + x
        return 2 * total, total


class Plain:
    """A cell that is no layer, with two states of its own shapes."""

    state_size = (1, 2)
    output_size = 3

    def get_initial_state(self, batch_size):
        return [ops.ones((batch_size, 1)), ops.zeros((batch_size, 2))]

    def __call__(self, x, states):
        return ops.concatenate([*states], axis=-1), [states[0] + x, states[1] + 1]


def test_a_cell_of_a_user_is_walked_along_the_steps():
    outputs, total = RNN(Sum(), return_sequences=True, return_state=True)(X)
    np.testing.assert_array_equal(outputs[..., 0], 2 * X[..., 0].cumsum(1))
    np.testing.assert_array_equal(total, [[6], [15]])


def test_a_cell_need_not_be_a_layer():
    outputs, a, b = RNN(Plain(), return_state=True)(X)
    assert outputs.shape == (2, 3)
    np.testing.assert_array_equal(a, [[7], [16]])
    np.testing.assert_array_equal(b, [[3, 3], [3, 3]])


def test_a_masked_step_repeats_the_output_of_a_cell_whose_output_is_no_state():
    mask = np.array([[True, False, True], [False, True, False]])
    outputs = RNN(Sum(), return_sequences=True)(X, mask=mask)
    np.testing.assert_array_equal(outputs[..., 0], [[2, 2, 8], [0, 10, 10]])


def test_a_mask_may_have_an_axis_of_features():
    mask = np.array([[[True], [False], [True]]] * 2)
    np.testing.assert_array_equal(RNN(Sum())(X, mask=mask), [[8], [20]])


def test_states_may_be_given():
    start = np.array([[10.0], [20.0]])
    np.testing.assert_array_equal(RNN(Sum())(X, initial_state=[start]), [[32], [70]])
    np.testing.assert_array_equal(RNN(Sum())(X, start), [[32], [70]])


def test_what_a_cell_changes_and_adds_to_the_loss_comes_out_of_the_loop():
    class Count(Sum):
        def build(self, input_shape):
            self.steps = self.add_weight((), trainable=False, name="steps")

        def call(self, x, states):
            self.steps.assign_add(1)
            self.add_loss(ops.sum(x))
            return super().call(x, states)

    layer = RNN(Count())
    layer(X)
    assert float(layer.cell.steps.value) == 3
    assert [float(loss) for loss in layer.losses] == [21]


def test_a_cell_may_draw_anew_at_each_step():
    class Noisy(layers.Layer):
        state_size = 1

        def __init__(self):
            super().__init__()
            self.seed = SeedGenerator(1)

        def call(self, x, states):
            return ops.random.normal(x.shape, seed=self.seed), states

    outputs = RNN(Noisy(), return_sequences=True)(X)
    assert len(set(np.asarray(outputs).ravel().tolist())) == 6


def test_a_subclass_of_a_cell_that_calls_otherwise_is_called():
    class Twice(layers.SimpleRNNCell):
        def call(self, inputs, states, training=False):
            output, states = super().call(inputs, states, training)
            return 2 * output, states

    x = np.ones((1, 1, 2), "float32")
    once, twice = RNN(layers.SimpleRNNCell(3)), RNN(Twice(3))
    y = once(x)
    twice.build(x.shape)
    twice.set_weights(once.get_weights())
    np.testing.assert_allclose(twice(x), 2 * y, rtol=1e-6)


def test_an_lstm_with_another_cell_walks_that_cell():
    class Half(layers.LSTMCell):
        def advance(self, x, states, kernel, keep):
            return [state / 2 for state in super().advance(x, states, kernel, keep)]

    layer = LSTM(3)
    layer.cell = Half(3)
    y = layer(X[:, :1])
    h, _ = layer.cell(X[:, 0], layer.cell.get_initial_state(2))
    np.testing.assert_allclose(y, h, rtol=1e-6)


@pytest.mark.parametrize("options", [{}, {"recurrent_dropout": 0.5}, {"dropout": 0.5}])
def test_dropout_makes_a_difference_in_training_only(options):
    layer = SimpleRNN(8, seed=1, **options)
    still, moved = layer(X), layer(X, training=True)
    assert bool(np.any(still != moved)) is bool(options)


def test_the_mask_goes_on_with_sequences_only():
    mask = np.ones((2, 3), bool)
    assert RNN(Sum(), return_sequences=True).compute_mask(X, mask) is mask
    assert RNN(Sum()).compute_mask(X, mask) is None
    assert LSTM(2, return_state=True, return_sequences=True).compute_mask(X, mask) == [
        mask, None, None,
    ]  # fmt: skip


# --- memory ---------------------------------------------------------------------------------


def test_a_stateful_layer_goes_on_where_it_was():
    layer = RNN(Sum(), stateful=True)
    first, second = layer(X), layer(X)
    np.testing.assert_array_equal(second, 2 * first)
    layer.reset_state()
    np.testing.assert_array_equal(layer(X), first)


def test_memory_survives_compiled_calls():
    layer = RNN(Sum(), stateful=True)
    layer.build(X.shape)
    run = jit(stateless(layer, layer.variables))
    first, values = run([v.value for v in layer.variables], X)
    second, _ = run(values, X)
    np.testing.assert_array_equal(second, 2 * first)


def test_memory_survives_predict():
    source = layers.Input((3, 1), batch_size=2)
    model = models.Model(source, RNN(Sum(), stateful=True)(source))
    first = model.predict(X, batch_size=2, verbose=0)
    second = model.predict(X, batch_size=2, verbose=0)
    np.testing.assert_array_equal(second, 2 * first)


def test_memory_survives_fit_and_what_comes_after_it():
    source = layers.Input((3, 1), batch_size=2)
    memory = RNN(Sum(), stateful=True)
    model = models.Model(source, layers.Dense(1)(memory(source)))
    model.compile("sgd", "mse")
    sums = X.sum(axis=1)
    model.fit(X, sums, batch_size=2, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_array_equal(memory.states[0].numpy(), 2 * sums)
    model.predict(X, batch_size=2, verbose=0)
    model.evaluate(X, sums, batch_size=2, verbose=0)
    np.testing.assert_array_equal(memory.states[0].numpy(), 4 * sums)


def test_memory_is_state_but_no_weight():
    layer = LSTM(2, stateful=True)
    layer.build((4, 3, 1))
    assert [v.shape for v in layer.states] == [(4, 2), (4, 2)]
    assert not {id(v) for v in layer.states} & {id(w) for w in layer.weights}
    assert {id(v) for v in layer.states} <= {id(v) for v in layer.non_trainable_variables}


def test_without_memory_there_are_no_states_and_nothing_to_reset():
    layer = RNN(Sum())
    layer(X)
    layer.reset_states()
    assert layer.states is None


# --- refusals -------------------------------------------------------------------------------


def test_it_refuses_a_cell_without_states():
    with pytest.raises(ValueError, match="`cell` must have a `state_size`, got"):
        RNN(layers.Dense(3))


def test_a_stateful_layer_must_know_the_size_of_the_batch():
    message = r"`stateful` layer 'rnn' must know the size of the batch, got shape \(None, 3, 1\)"
    with pytest.raises(ShapeError, match=message):
        RNN(Sum(), stateful=True)(layers.Input((3, 1)))


def test_a_stateful_layer_refuses_another_size_of_batch():
    layer = RNN(Sum(), stateful=True)
    layer(X)
    with pytest.raises(ShapeError, match="'rnn' was built for batches of 2, got shape"):
        layer(X[:1])


def test_an_unrolled_layer_must_know_the_number_of_steps():
    with pytest.raises(ShapeError, match="`unroll` needs a fixed number of steps, got"):
        RNN(Sum(), unroll=True)(layers.Input((None, 1)))


def test_it_refuses_another_number_of_axes():
    with pytest.raises(ShapeError, match=r"'lstm' expects .* of 3 axes, got shape \(2, 3\)"):
        LSTM(2)(X[..., 0])
