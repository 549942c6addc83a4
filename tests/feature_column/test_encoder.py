"""Encoders that models are drawn from."""

import pytest

from deepkit import columns
from deepkit import feature_column as fc

DECK = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"])
ALL = [fc.numeric_column("age"), fc.indicator_column(DECK), fc.embedding_column(DECK, 3)]


def test_each_encoded_array_has_a_symbolic_input():
    inputs = fc.Encoder(ALL).inputs()
    assert {name: (x.shape, x.dtype) for name, x in inputs.items()} == {
        "age": ((None, 1), "float32"),
        "deck": ((None, None), "int32"),
    }


def test_columns_of_trained_vectors_come_back_from_a_config():
    encoder = fc.Encoder(ALL)
    assert fc.Encoder.from_config(encoder.get_config()) == encoder


def test_what_only_encodes_knows_no_trained_vectors_and_needs_none():
    encoder, data = fc.Encoder(ALL), {"age": [3, 4], "deck": ["B", None]}
    with pytest.raises(ValueError, match=r"`kind` must be one of .*, got 'indicator'"):
        columns.Encoder.from_config(encoder.get_config())
    alone = columns.Encoder.from_config(encoder.leaves().get_config())
    assert alone.specs == encoder.specs
    for key, array in encoder.encode(data).items():
        assert array.tolist() == alone.encode(data)[key].tolist()
