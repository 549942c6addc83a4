"""Embedding columns: plain values that say how a table of vectors is made and used."""

import pickle

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit import initializers
from deepkit.feature_column._embedding import initializer_of

DECK = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"])


def test_columns_with_equal_initializers_are_equal_and_pickle():
    first, second = (
        fc.embedding_column(DECK, 3, initializer=initializers.RandomNormal(stddev=0.5, seed=1))
        for _ in range(2)
    )
    assert first == second
    assert hash(first) == hash(pickle.loads(pickle.dumps(second)))
    assert initializer_of(first).get_config() == initializer_of(second).get_config()


def test_the_default_initializer_is_tensorflows():
    config = initializer_of(fc.embedding_column(DECK, 4)).get_config()
    assert (config["mean"], config["stddev"]) == (0.0, 0.5)


@pytest.mark.parametrize(
    "initializer",
    ["ones", initializers.Ones(), lambda shape, dtype=None: np.ones(shape, "float32")],
)
def test_initializers_come_in_three_forms(initializer):
    column = fc.embedding_column(DECK, 3, initializer=initializer)
    arrays = fc.Encoder([column]).encode({"deck": ["A", "Z"]})
    assert fc.input_layer(arrays, [column]).tolist() == [[1] * 3, [0] * 3]


def test_an_initializer_that_holds_an_array_stays_as_it_is():
    constant = initializers.Constant(np.ones(3, "float32"))
    column = fc.embedding_column(DECK, 3, initializer=constant)
    arrays = fc.Encoder([column]).encode({"deck": ["A"]})
    assert fc.input_layer(arrays, [column]).tolist() == [[1] * 3]


@pytest.mark.parametrize(("combiner", "size"), [("sum", 2), ("mean", 1), ("sqrtn", 2**0.5)])
def test_vectors_of_a_row_are_combined(combiner, size):
    column = fc.embedding_column(DECK, 1, combiner, "ones")
    arrays = fc.Encoder([column]).encode({"deck": [["A", "B"]]})
    assert float(fc.input_layer(arrays, [column])[0, 0]) == pytest.approx(size)


def test_long_vectors_are_shortened():
    column = fc.embedding_column(DECK, 4, initializer="ones", max_norm=1.0)
    arrays = fc.Encoder([column]).encode({"deck": ["A"]})
    np.testing.assert_allclose(fc.input_layer(arrays, [column]), [[0.5] * 4], rtol=1e-6)


def test_shared_embeddings_have_one_table_and_one_vocabulary():
    cities = [fc.categorical_column_with_vocabulary_list(key) for key in ("work", "home")]
    columns = fc.shared_embeddings(cities, 3)
    data = {"home": ["Rome", "Bonn"], "work": ["Oslo", "Rome"]}
    encoder = fc.learn(columns, data)
    vocabularies = {encoder.resolved(c).categorical_column.vocabulary for c in columns}
    assert vocabularies == {("Bonn", "Oslo", "Rome")}
    vectors = fc.input_layer(encoder.encode(data), columns, encoder)
    assert vectors[0, :3].tolist() == vectors[1, 3:].tolist()


def test_columns_that_share_need_as_many_buckets():
    columns = [fc.categorical_column_with_identity(key, n) for key, n in (("a", 3), ("b", 4))]
    with pytest.raises(ValueError, match="must have as many buckets: 'a' has 3, 'b' has 4"):
        fc.shared_embeddings(columns, 2)
    mixed = [columns[0], fc.categorical_column_with_vocabulary_list("b")]
    shared = fc.shared_embeddings(mixed, 2)
    with pytest.raises(ValueError, match="must have as many buckets: 'a' has 3, 'b' has 1"):
        fc.learn(shared, {"a": [0], "b": ["x"]})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dimension": 0}, "`dimension` must be a whole number >= 1"),
        ({"combiner": "max"}, "`combiner` must be one of 'mean', 'sum', 'sqrtn', got 'max'"),
        ({"max_norm": 0}, "`max_norm` must be > 0"),
        ({"initializer": "onse"}, "Unknown initializer 'onse'"),
        ({"ckpt_to_load_from": "x"}, "`ckpt_to_load_from` is not supported, got 'x'. Use `warm"),
        ({"tensor_name_in_ckpt": "x"}, "`tensor_name_in_ckpt` is not supported"),
        ({"categorical_column": fc.numeric_column("x")}, "must be a categorical column"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        fc.embedding_column(**{"categorical_column": DECK, "dimension": 2, **options})


def test_nothing_cannot_be_shared():
    with pytest.raises(ValueError, match="`categorical_columns` must hold at least one column"):
        fc.shared_embeddings([], 2)
