"""Vectors of bags of numbers, combined."""

import numpy as np
import pytest

import deepkit
from deepkit import backend, layers, models
from deepkit.layers import EmbeddingBag

RANDOM = np.random.default_rng(0)
TABLE = RANDOM.normal(size=(6, 3)).astype("float32")
BAGS = np.array([[0, 5, 5, -1], [-1, -1, -1, -1], [2, -1, -1, -1], [3, 1, 4, 2]])
WEIGHTS = RANDOM.uniform(0.5, 2.0, BAGS.shape).astype("float32")
COMBINERS = ["mean", "sum", "sqrtn"]
every_combiner = pytest.mark.parametrize("combiner", COMBINERS)


def made(combiner="mean", table=TABLE, **options):
    layer = EmbeddingBag(*table.shape, combiner, **options)
    layer.build()
    layer.set_weights([table])
    return layer


def combined(bags, weights, combiner, table=TABLE):
    """Return the vector of each bag by the formula of the docstring."""
    rows = []
    for bag, given in zip(bags, weights, strict=True):
        kept = [(w, table[i]) for i, w in zip(bag, given, strict=True) if i >= 0]
        total = sum((w * row for w, row in kept), np.zeros(table.shape[1]))
        own = np.array([w for w, _ in kept])
        size = {"sum": 1.0, "mean": own.sum(), "sqrtn": np.sqrt((own**2).sum())}[combiner]
        rows.append(total / size if kept else total)
    return np.array(rows, "float32")


@every_combiner
@pytest.mark.parametrize("size", [1, 4])
def test_vectors_are_combined(combiner, size):
    bags = BAGS[:, :size]
    expected = combined(bags, np.ones(bags.shape), combiner)
    np.testing.assert_allclose(made(combiner)(bags), expected, rtol=1e-6)


@every_combiner
@pytest.mark.parametrize("size", [1, 4])
def test_vectors_are_weighed(combiner, size):
    bags, weights = BAGS[:, :size], WEIGHTS[:, :size]
    expected = combined(bags, weights, combiner)
    np.testing.assert_allclose(made(combiner)(bags, weights), expected, rtol=1e-6)


@pytest.mark.parametrize("combiner", ["mean", "sum"])
def test_values_and_gradients_are_those_of_torch(combiner):
    torch = pytest.importorskip("torch")
    bags = RANDOM.integers(0, 6, (5, 4))
    slopes = RANDOM.normal(size=(5, 3)).astype("float32")
    peer = torch.nn.EmbeddingBag.from_pretrained(torch.tensor(TABLE), freeze=False, mode=combiner)
    theirs = peer(torch.tensor(bags))
    (theirs * torch.tensor(slopes)).sum().backward()
    layer = made(combiner)

    def loss(values):
        return (backend.stateless(layer, layer.weights)(values, bags)[0] * slopes).sum()

    found = backend.grad(loss)([backend.convert(TABLE)])[0]
    np.testing.assert_allclose(layer(bags), theirs.detach().numpy(), rtol=1e-5)
    np.testing.assert_allclose(found, peer.weight.grad.numpy(), rtol=1e-5, atol=1e-6)


def test_gradients_of_weights_in_sums_are_those_of_torch():
    torch = pytest.importorskip("torch")
    bags = RANDOM.integers(0, 6, (4, 4))
    theirs = torch.tensor(WEIGHTS, requires_grad=True)
    table = torch.tensor(TABLE, requires_grad=True)
    function = torch.nn.functional.embedding_bag
    function(torch.tensor(bags), table, per_sample_weights=theirs, mode="sum").sum().backward()
    layer = made("sum")
    found = backend.grad(lambda w: layer(bags, w).sum())(backend.convert(WEIGHTS))
    np.testing.assert_allclose(found, theirs.grad.numpy(), rtol=1e-5)


@every_combiner
def test_no_gradient_goes_where_nothing_is(combiner):
    layer = made(combiner, max_norm=1.0)
    bags, weights = np.array([[-1, -1], [2, -1]]), np.array([[1, 0], [1, np.nan]], "float32")

    def loss(values, weights):
        return backend.stateless(layer, layer.weights)(values, bags, weights)[0].sum()

    [table], of_weights = backend.grad(loss, (0, 1))([backend.convert(TABLE)], weights)
    assert np.flatnonzero(np.asarray(table).any(axis=1)).tolist() == [2]
    assert np.asarray(of_weights)[[0, 0, 1], [0, 1, 1]].tolist() == [0.0, 0.0, 0.0]


@every_combiner
def test_weights_that_are_not_above_zero_count_in_sums_only(combiner):
    bags, weights = [[0, 1, 2]], [[1.0, -2.0, 0.0]]
    expected = TABLE[0] - 2 * TABLE[1] if combiner == "sum" else TABLE[0]
    found = made(combiner)(np.array(bags), np.array(weights, "float32"))
    np.testing.assert_allclose(found, [expected], rtol=1e-6)


def test_long_vectors_are_shortened_before_they_are_combined():
    table = np.array([[3, 4], [0.3, 0.4], [0, 0]], "float32")
    layer = made("sum", table, max_norm=1.0)
    expected = [[0.6 + 0.3, 0.8 + 0.4], [0.3, 0.4]]
    np.testing.assert_allclose(layer(np.array([[0, 1], [2, 1]])), expected, rtol=1e-6)
    np.testing.assert_allclose(layer(np.array([[0]])), [[0.6, 0.8]], rtol=1e-6)
    np.testing.assert_array_equal(layer.get_weights()[0], table)


def test_a_vector_of_zeros_has_a_gradient():
    layer = made("mean", np.zeros((2, 2), "float32"), max_norm=2.0)

    def loss(values):
        return backend.stateless(layer, layer.weights)(values, np.array([[1]]))[0].sum()

    [found] = backend.grad(loss)([backend.convert(np.zeros((2, 2), "float32"))])
    assert found.tolist() == [[0.0, 0.0], [1.0, 1.0]]


def test_a_number_without_a_row_shows():
    assert np.isnan(made()(np.array([[6], [6]]))).all()
    assert np.isnan(made()(np.array([[6, 0]]))).all()


def test_nothing_leaks_from_the_row_that_stands_in_for_nothing():
    table = np.full((2, 1), np.nan, "float32")
    assert made("sum", table)(np.array([[-1]])).tolist() == [[0.0]]
    assert made("sum", table)(np.array([[-1, -1]])).tolist() == [[0.0]]


def test_half_precision_does_not_mix_up_large_numbers():
    layer = made("sum", np.arange(4000.0)[:, None] % 2, dtype="mixed_float16")
    assert layer(np.array([[2049.0], [2050.0]], "f4")).tolist() == [[1.0], [0.0]]
    assert layer(np.array([[2049, 2050]]), np.float32([[3, 4]])).dtype == "float16"


def test_a_model_with_it_comes_back_from_a_file(tmp_path):
    ids, weights = layers.Input((4,), dtype="int32"), layers.Input((4,))
    vector = made("sqrtn", max_norm=0.7)(ids, weights=weights)
    hot = layers.MultiHot(6)(ids)
    model = models.Model([ids, weights], layers.Bias("ones")(layers.Concatenate()([vector, hot])))
    model.save(tmp_path / "model.keras")
    again = deepkit.saving.load_model(tmp_path / "model.keras")
    batch = [BAGS.astype("int32"), WEIGHTS]
    np.testing.assert_array_equal(again(batch), model(batch))


@pytest.mark.parametrize("name", ["input_dim", "output_dim"])
def test_sizes_are_counted(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a whole number >= 1, got 0"):
        EmbeddingBag(**{"input_dim": 3, "output_dim": 2, name: 0})


def test_combiners_are_known_by_name():
    with pytest.raises(ValueError, match=r"`combiner` must be one of .*got 'max'"):
        EmbeddingBag(3, 2, "max")


def test_the_largest_length_is_above_zero():
    with pytest.raises(ValueError, match="`max_norm` must be > 0, got 0"):
        EmbeddingBag(3, 2, max_norm=0)
