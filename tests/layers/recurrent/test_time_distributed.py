"""A layer applied to each step: state, losses, masks, refusals; numbers are among the contracts."""

import jax
import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.backend import SeedGenerator, stateless
from deepkit.errors import ShapeError

X = np.arange(24.0, dtype="float32").reshape(2, 3, 4)


class Count(layers.Layer):
    """Counts its calls, and adds the sum of what it is given to the loss."""

    def build(self, input_shape):
        self.calls = self.add_weight((), trainable=False, name="calls")

    def call(self, x):
        self.calls.assign_add(1)
        self.add_loss(ops.sum(x))
        return x * self.calls


class Masked(layers.Layer):
    """Returns its mask as numbers."""

    def call(self, x, mask=None):
        return ops.cast(mask, "float32")[:, None] * x


def test_a_layer_that_changes_at_each_step_sees_one_after_the_other():
    layer = layers.TimeDistributed(Count())
    np.testing.assert_array_equal(layer(X), X * np.array([1, 2, 3])[:, None])
    assert float(layer.layer.calls.value) == 3
    assert [float(loss) for loss in layer.losses] == [X.sum()]


@pytest.mark.parametrize(("steps", "loops"), [(3, 0), (40, 1)])
def test_few_steps_of_images_are_written_out(steps, loops):
    layer = layers.TimeDistributed(layers.BatchNormalization())
    x = np.ones((2, steps, 2, 2, 1), "float32")
    layer(x)
    run = stateless(lambda x: layer(x, training=True), layer.variables)
    program = jax.jit(run).lower([v.value for v in layer.variables], x).as_text()
    assert program.count("stablehlo.while") == loops


def test_samples_that_depend_on_each_other_do_so_within_a_step():
    class Center(layers.Layer):
        def call(self, x):
            return x - ops.mean(x, axis=0)

    np.testing.assert_allclose(layers.TimeDistributed(Center())(X), X - X.mean(0), atol=1e-6)


def test_the_activity_regularizer_of_the_layer_counts_at_each_step():
    inner = layers.Activation("linear", activity_regularizer=ops.sum)
    layer = layers.TimeDistributed(inner)
    layer(X)
    assert [float(loss) for loss in layer.losses] == [X.sum() / 2]  # by the size of the batch


def test_each_step_is_dropped_out_by_itself():
    layer = layers.TimeDistributed(layers.Dropout(0.5, seed=1))
    ones = np.ones((1, 2, 50), "float32")
    np.testing.assert_array_equal(layer(ones), ones)
    first, second = np.asarray(layer(ones, training=True))[0]
    assert set(first) == set(second) == {0.0, 2.0}
    assert list(first) != list(second)


def test_the_training_of_the_call_around_it_is_that_of_the_layer():
    model = deepkit.Sequential([layers.TimeDistributed(layers.Dropout(0.5))])
    ones = np.ones((1, 2, 50), "float32")
    assert np.asarray(model(ones, training=True)).min() == 0


def test_weights_may_be_made_in_the_first_call():
    class Late(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner, self.seed = layers.Dense(2), SeedGenerator(1)

        def call(self, x):
            return self.inner(x) + 0 * ops.random.normal((2,), seed=self.seed)

    layer = layers.TimeDistributed(Late())
    outputs = layer(X)
    assert len(layer.trainable_weights) == 2
    np.testing.assert_allclose(outputs, layer.layer.inner(X), rtol=1e-5)


def test_the_mask_of_a_step_goes_to_a_layer_that_takes_one_and_that_of_all_goes_on():
    mask = np.array([[True, False, True], [True, True, False]])
    layer = layers.TimeDistributed(Masked())
    np.testing.assert_array_equal(layer(X, mask=mask), X * mask[..., None])
    assert layer.compute_mask(X, mask) is mask


def test_a_mask_travels_through_it_within_a_model():
    ids = np.array([[[1, 2], [3, 0]], [[4, 0], [0, 0]]])
    embed, words, sentences = layers.Embedding(5, 3, mask_zero=True), layers.LSTM(2), layers.GRU(2)
    model = deepkit.Sequential([embed, layers.TimeDistributed(words), sentences])
    outputs = model(ids)
    each = [words(embed(ids[:, i]), mask=ids[:, i] > 0) for i in range(2)]
    expected = sentences(ops.stack(each, axis=1), mask=ids.any(axis=-1))
    np.testing.assert_allclose(outputs, expected, atol=1e-6)


def test_models_are_layers_too():
    inner = deepkit.Sequential([layers.Conv1D(2, 2), layers.BatchNormalization(), layers.Flatten()])
    layer = layers.TimeDistributed(inner)
    x = np.ones((2, 3, 5, 4), "float32")
    outputs = layer(x)
    np.testing.assert_allclose(outputs[:, 1], inner(x[:, 1]), rtol=1e-5)
    assert layer(deepkit.Input((None, 5, 4))).shape == (None, None, 8)


def test_shapes_are_told_without_data():
    layer = layers.TimeDistributed(layers.Dense(7))
    assert layer.compute_output_shape((None, None, 4)) == (None, None, 7)


@pytest.mark.parametrize("shape", [(2, 3), (5,)])
def test_it_refuses_inputs_without_steps(shape):
    with pytest.raises(ShapeError, match="needs inputs of at least 3 axes, got shape"):
        layers.TimeDistributed(layers.Dense(2))(np.ones(shape, "float32"))


@pytest.mark.parametrize("shape", [(2,), (2, 4), (3, 3)])
def test_it_refuses_a_mask_that_does_not_begin_as_the_inputs(shape):
    layer = layers.TimeDistributed(layers.Dense(2))
    with pytest.raises(ShapeError, match=r"`mask` must be of shape \(batch, steps, ...\), as"):
        layer(X, mask=np.ones(shape, bool))


def test_it_refuses_what_is_no_layer():
    with pytest.raises(ValueError, match="`layer` must be a layer, got <function"):
        layers.TimeDistributed(ops.relu)
