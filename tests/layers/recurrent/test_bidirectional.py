"""Both directions: what they are made of, states, masks, memory, refusals.

The numbers are compared with those of Keras among the contracts.
"""

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.backend import leaves
from deepkit.errors import ShapeError, StateError
from deepkit.layers import GRU, LSTM, RNN, Bidirectional
from deepkit.layers.recurrent import _lstm

X = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
MASK = np.array([[True, False, True, False], [False, True, True, True]])


class Sum(layers.Layer):
    """A layer of a user's that adds up along the sequence, and takes no mask and no states."""

    def __init__(self, go_backwards=False, return_sequences=False, **base):
        super().__init__(**base)
        self.go_backwards, self.return_sequences = go_backwards, return_sequences
        self.stateful = self.return_state = False

    def call(self, x):
        sums = ops.cumsum(ops.flip(x, 1) if self.go_backwards else x, axis=1)
        return sums if self.return_sequences else sums[:, -1]


class Cell(layers.Layer):
    """A cell of a user's, known under no name."""

    state_size = 3

    def __init__(self, factor=1.0, **base):
        super().__init__(**base)
        self.factor = factor

    def call(self, x, states):
        total = states[0] + self.factor * x
        return total, [total]


# --- what it is made of -------------------------------------------------------------------------


def test_its_layers_are_made_of_the_config_of_the_one_given():
    given = LSTM(2, name="walk", bias_initializer="ones")
    given(X)
    layer = Bidirectional(given)
    assert not layer.forward_layer.built
    assert [each.name for each in (layer.forward_layer, layer.backward_layer)] == [
        "forward_walk", "backward_walk",
    ]  # fmt: skip
    assert [each.go_backwards for each in (layer.forward_layer, layer.backward_layer)] == [0, 1]
    assert layer.backward_layer.get_config()["bias_initializer"] == "ones"


def test_both_directions_have_weights_of_their_own():
    lone = Bidirectional(RNN(Cell(factor=2.0)))
    np.testing.assert_allclose(lone(X), np.tile(2 * X.sum(1), 2), rtol=1e-5)
    assert lone.forward_layer.cell is not lone.backward_layer.cell


def test_outputs_from_the_end_are_turned_round():
    outputs = Bidirectional(Sum(return_sequences=True))(X)
    np.testing.assert_allclose(outputs[..., :3], X.cumsum(1), atol=1e-6)
    np.testing.assert_allclose(outputs[..., 3:], X[:, ::-1].cumsum(1)[:, ::-1], atol=1e-6)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("sum", 2 * X.sum(1)), ("ave", X.sum(1)), ("mul", X.sum(1) ** 2)],
)
def test_outputs_are_put_together(mode, expected):
    np.testing.assert_allclose(Bidirectional(Sum(), merge_mode=mode)(X), expected, rtol=1e-4)


def test_outputs_may_stay_apart():
    first, last = Bidirectional(Sum(), merge_mode=None)(X)
    np.testing.assert_allclose(first, last, rtol=1e-5)


def test_it_may_begin_with_weights():
    shapes = [(3, 4), (1, 4), (4,)]
    arrays = [np.full(shape, i, "float32") for i, shape in enumerate(2 * shapes)]
    layer = Bidirectional(LSTM(1), weights=arrays)
    layer(X)
    np.testing.assert_array_equal(layer.forward_layer.cell.recurrent_kernel, arrays[1])
    np.testing.assert_array_equal(layer.backward_layer.cell.kernel, arrays[3])
    assert "weights" not in layer.get_config()


def test_shapes_are_told_without_data():
    layer = Bidirectional(LSTM(4, return_sequences=True, return_state=True))
    states = [(None, 4)] * 4
    assert list(layer.compute_output_shape((None, None, 3))) == [(None, None, 8), *states]
    apart = Bidirectional(GRU(4), merge_mode=None)
    assert list(apart.compute_output_shape((None, 7, 3))) == [(None, 4), (None, 4)]


@pytest.mark.parametrize("masked", [False, True])
def test_lstms_take_the_quick_way(masked, monkeypatch):
    calls, sweep = [], _lstm.sweep
    monkeypatch.setattr(_lstm, "sweep", lambda *a, **k: calls.append(a) or sweep(*a, **k))
    Bidirectional(LSTM(2, return_sequences=True))(X, mask=MASK if masked else None)
    assert len(calls) == 2


def test_its_config_makes_a_layer_that_shares_nothing_with_it():
    back = GRU(2, go_backwards=True)
    layer = Bidirectional(LSTM(2), backward_layer=back)
    layer(X)
    twin = Bidirectional.from_config(layer.get_config())
    twin(X)
    assert layer.backward_layer is back
    assert type(twin.backward_layer) is GRU
    assert not {*map(id, twin.weights)} & {*map(id, layer.weights)}


def test_it_computes_in_its_own_dtype():
    layer = Bidirectional(LSTM(2, dtype="float32"), dtype="float16")
    assert layer(X).dtype == "float16"


def test_its_layers_drop_apart_in_training_only():
    layer = Bidirectional(LSTM(8, dropout=0.5, seed=1))
    np.testing.assert_array_equal(layer(X), layer(X))
    assert np.abs(layer(X, training=True) - layer(X)).max() > 0


def test_freezing_it_freezes_both():
    layer = Bidirectional(LSTM(2), trainable=False)
    layer(X)
    assert (len(layer.trainable_weights), len(layer.non_trainable_weights)) == (0, 6)


# --- masks ----------------------------------------------------------------------------------------


def test_masked_steps_of_sequences_are_zero():
    outputs = np.asarray(Bidirectional(LSTM(2, return_sequences=True))(X, mask=MASK))
    assert (outputs[~MASK] == 0).all()
    assert (outputs[MASK] != 0).all()


@pytest.mark.parametrize("mode", ["concat", None])
def test_a_mask_goes_on_with_sequences(mode):
    class Sums(layers.Layer):
        supports_masking = True

        def call(self, x, mask=None):
            return ops.sum(x if mask is None else ops.cast(mask, x.dtype))

    source = deepkit.Input((4, 3))
    masked = layers.Masking()(source)
    outputs = Bidirectional(LSTM(2, return_sequences=True), merge_mode=mode)(masked)
    model = deepkit.Model(source, [Sums()(x) for x in leaves(outputs)])
    assert [float(x) for x in leaves(model(X * MASK[..., None]))] == [5.0] * len(leaves(outputs))


def test_the_mask_is_told_for_each_output():
    both = Bidirectional(GRU(2, return_sequences=True, return_state=True), merge_mode=None)
    assert both.compute_mask(X, MASK) == [MASK, MASK, None, None]
    one = Bidirectional(LSTM(2, return_sequences=True, return_state=True))
    assert one.compute_mask(X, MASK) == [MASK, None, None, None, None]
    assert Bidirectional(LSTM(2, return_sequences=True)).compute_mask(X, MASK) is MASK
    assert Bidirectional(LSTM(2), merge_mode=None).compute_mask(X, MASK) is None


# --- states ---------------------------------------------------------------------------------------


def test_states_go_to_the_layers_in_order():
    layer = Bidirectional(RNN(Cell()), merge_mode=None)
    first, last = layer(X, initial_state=[np.ones((2, 3)), np.full((2, 3), 5.0)])
    np.testing.assert_allclose(first, X.sum(1) + 1, rtol=1e-5)
    np.testing.assert_allclose(last, X.sum(1) + 5, rtol=1e-5)


def test_layers_with_different_numbers_of_states_get_theirs():
    layer = Bidirectional(LSTM(2), backward_layer=GRU(2, go_backwards=True))
    states = [np.ones((2, 2), "float32")] * 3
    assert layer(X, states).shape == (2, 4)


def test_states_are_inputs_of_a_model():
    source, h, c = deepkit.Input((4, 3)), deepkit.Input((2,)), deepkit.Input((2,))
    outputs = Bidirectional(LSTM(2))(source, initial_state=[h, c, h, c])
    model = deepkit.Model([source, h, c], outputs)
    zeros, ones = np.zeros((2, 2), "float32"), np.ones((2, 2), "float32")
    assert np.abs(model([X, ones, ones]) - model([X, zeros, zeros])).max() > 0


def test_a_stateful_layer_goes_on_where_it_was():
    layer = Bidirectional(RNN(Cell(), stateful=True))
    first, second = layer(X), layer(X)
    np.testing.assert_allclose(second, 2 * first, rtol=1e-5)
    assert [v.shape for v in layer.states] == [(2, 3), (2, 3)]
    layer.reset_state()
    np.testing.assert_allclose(layer(X), first, rtol=1e-6)


def test_memory_is_as_in_keras():
    def layer(k):
        return k.layers.Bidirectional(k.layers.LSTM(2, stateful=True, return_sequences=True))

    ours, theirs = layer(deepkit), layer(keras)
    ours.build(X.shape)
    theirs.build(X.shape)
    ours.set_weights([np.asarray(w.value) for w in theirs.weights])
    for _ in range(2):
        np.testing.assert_allclose(ours(X), theirs(X), atol=1e-6)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["layer", "backward_layer"])
def test_it_refuses_what_is_no_layer(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a layer, got 'lstm'"):
        Bidirectional(**{"layer": LSTM(2), name: "lstm"})


def test_it_refuses_layers_that_do_not_walk():
    message = "`layer` must be a layer that walks along sequences, .* has no `go_backwards`, `sta"
    with pytest.raises(ValueError, match=message):
        Bidirectional(layers.Dense(2))


def test_it_refuses_an_unknown_way_to_put_outputs_together():
    with pytest.raises(ValueError, match=r"`merge_mode` must be one of 'concat', 'sum', 'mul', "):
        Bidirectional(LSTM(2), merge_mode="add")


def test_it_refuses_two_layers_of_one_direction():
    message = "must walk in different directions, got `go_backwards=False` for both"
    with pytest.raises(ValueError, match=message):
        Bidirectional(LSTM(2), backward_layer=LSTM(2))


def test_it_refuses_layers_that_return_different_things():
    back = LSTM(2, go_backwards=True, return_state=True)
    with pytest.raises(ValueError, match="must have the same `return_state`, got False and True"):
        Bidirectional(LSTM(2), backward_layer=back)


@pytest.mark.parametrize(("layer", "count"), [(LSTM(3), 4), (GRU(3), 2), (Sum(), 2)])
def test_it_refuses_another_number_of_states(layer, count):
    message = f"forward layer and those of the backward layer, {count} in all, got 1"
    with pytest.raises(ShapeError, match=message):
        Bidirectional(layer)(X, initial_state=[np.ones((2, 3), "float32")])


def test_it_refuses_another_number_of_weights():
    with pytest.raises(ShapeError, match="must be 6 arrays, got 1"):
        Bidirectional(LSTM(2), weights=[np.ones(2)])(X)


def test_without_memory_there_is_nothing_to_reset():
    layer = Bidirectional(LSTM(2))
    assert layer.states is None
    with pytest.raises(StateError, match="keeps no states to reset: give its layer `stateful"):
        layer.reset_states()
