"""Tests of models run from their entrances on."""

import numpy as np
import pytest

import deepkit
from deepkit import feature_column as fc
from deepkit import layers
from deepkit.estimators.reports._entrances import entrances_of
from deepkit.estimators.reports._passage import Passage, apart

IDS = np.array([[0, 2, -1, -1], [1, -1, -1, -1]], np.int32)
ONE, SIGNS = np.ones(1, np.float32), np.ones((2, 1), np.float32)


def passage_of(inputs, outputs):
    """Return a passage through a model, and the keys of its entrances."""
    model = deepkit.Model(inputs, outputs)
    entrances = entrances_of(model)
    return Passage(model, entrances), [entrance.key for entrance in entrances]


def test_a_way_is_climbed_as_steeply_as_the_formula_says():
    x = deepkit.Input((2,), name="x")
    passage, [key] = passage_of({"x": x}, layers.Dense(1, kernel_initializer="ones")(x * x))
    row = np.array([[1.0, 2.0], [0.0, 3.0]], np.float32)
    ways = np.array([0.5, 1.0], np.float32)
    start = {key: np.zeros((1, 2), np.float32)}
    slopes, outputs = passage.climb(ways, ways, start, {"x": row}, SIGNS)
    # f = sum x², along t x: df/dt = 2 t x², here for t = 1/2 and 1, weighted by t again.
    np.testing.assert_allclose(slopes[key], 2 * (0.25 + 1.0) * row**2)
    np.testing.assert_allclose(outputs, [[1.25, 2.25], [5.0, 9.0]])


def test_values_at_the_entrances_are_those_of_the_layers():
    ids = deepkit.Input((None,), dtype="int32", name="ids")
    bag = layers.EmbeddingBag(3, 2, "mean")
    passage, [key] = passage_of({"ids": ids}, layers.Dense(1)(bag(ids)))
    np.testing.assert_allclose(passage.enter({"ids": IDS})[key], bag(IDS))


@pytest.mark.parametrize("combiner", ["sum", "mean", "sqrtn"])
def test_what_each_id_adds_makes_up_the_vector_of_the_bag(combiner):
    bag = layers.EmbeddingBag(3, 2, combiner)
    parts = apart(bag, IDS)
    assert parts.shape == (2, 4, 2)
    np.testing.assert_allclose(parts.sum(axis=1), bag(IDS), rtol=1e-6)
    np.testing.assert_array_equal(parts[1, 1:], 0)


def test_each_id_of_a_multi_hot_layer_is_counted_apart():
    parts = np.asarray(apart(layers.MultiHot(3), IDS))
    np.testing.assert_array_equal(parts.sum(axis=1), layers.MultiHot(3)(IDS))
    assert parts[0, 1].tolist() == [0, 0, 1]


def test_a_mask_travels_with_what_takes_the_place_of_looked_up_vectors():
    ids = deepkit.Input((3,), dtype="int32", name="ids")
    vectors = layers.Embedding(4, 2, mask_zero=True)(ids)
    model = deepkit.Model({"ids": ids}, layers.LSTM(1)(vectors))
    passage = Passage(model, entrances_of(model))
    given = {"ids": np.array([[1, 2, 0], [3, 0, 0]], np.int32)}
    [key] = passage.enter(given)
    start = {key: np.zeros((1, 3, 2), np.float32)}
    _, outputs = passage.climb(ONE, ONE, start, given, SIGNS)
    np.testing.assert_allclose(outputs[0], model(given)[:, 0], rtol=1e-6)


def test_one_of_several_outputs_is_followed():
    x = deepkit.Input((1,), name="x")
    model = deepkit.Model({"x": x}, {"double": x * 2.0, "triple": x * 3.0})
    passage = Passage(model, entrances_of(model), "triple")
    start = {"x": np.zeros((1, 1), np.float32)}
    _, outputs = passage.climb(ONE, ONE, start, {"x": SIGNS}, SIGNS)
    assert outputs.tolist() == [[3.0, 3.0]]


def test_new_weights_are_seen():
    column = fc.numeric_column("x")
    inputs = fc.Encoder([column]).inputs()
    model = deepkit.Model(inputs, fc.linear_model(inputs, [column]))
    passage = Passage(model, entrances_of(model))
    start, given = {"x": np.zeros((1, 1), np.float32)}, {"x": SIGNS}
    before = passage.climb(ONE, ONE, start, given, SIGNS)[1]
    model.get_layer("linear_x").set_weights([np.array([[5.0]], np.float32)])
    after = passage.climb(ONE, ONE, start, given, SIGNS)[1]
    assert (before.tolist(), after.tolist()) == ([[0.0, 0.0]], [[5.0, 5.0]])
