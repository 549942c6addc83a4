"""What columns of categories have in common: policies for rows without one."""

import pytest

from deepkit import feature_column as fc
from deepkit.columns._categorical import CategoricalColumn, KeyedColumn
from deepkit.errors import DataError

WORDS = {"word": [["a", "b"], [], ["b"], ["z"]]}


def encode(**options):
    column = fc.categorical_column_with_vocabulary_list("word", ["a", "b"], **options)
    return fc.Encoder([column]).encode(WORDS)["word"].tolist()


def test_missing_rows_have_no_id_by_default():
    assert encode() == [[0, 1], [-1, -1], [1, -1], [-1, -1]]


def test_missing_rows_can_have_an_id_of_their_own():
    assert encode(missing="own") == [[0, 1], [2, -1], [1, -1], [-1, -1]]
    assert encode(missing="own", num_oov_buckets=1) == [[0, 1], [3, -1], [1, -1], [2, -1]]


def test_missing_rows_can_be_an_error():
    message = "Column 'word' has missing values in row 1. Drop these rows, or say `missing=\"own\"`"
    with pytest.raises(DataError, match=message):
        encode(missing="error")


def test_policies_are_known_and_do_not_contradict():
    with pytest.raises(ValueError, match=r"`missing` must be one of 'ignore', 'error', 'own', got"):
        encode(missing="drop")
    with pytest.raises(ValueError, match="`unseen` must be one of"):
        encode(unseen="drop")
    with pytest.raises(ValueError, match="so leave out `default_value` and `num_oov_buckets`"):
        encode(unseen="own", num_oov_buckets=3)


def test_ids_are_int32_and_specs_say_how_many():
    column = fc.categorical_column_with_identity("x", 9)
    encoder = fc.Encoder([column])
    assert encoder.specs == {"x": fc.Spec((None,), "int32", 9)}
    assert encoder.encode({"x": [3]})["x"].dtype == "int32"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (fc.FeatureColumn, {"name"}),
        (CategoricalColumn, {"ids", "name", "num_buckets"}),
        (KeyedColumn, {"find", "known_buckets"}),
    ],
)
def test_a_column_of_ones_own_is_told_what_it_must_define(kind, names):
    class Bare(kind):
        pass

    assert Bare.__abstractmethods__ == names
    with pytest.raises(TypeError, match="Can't instantiate abstract class Bare"):
        Bare(*["job"] * (kind is KeyedColumn))
