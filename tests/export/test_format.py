"""The page on the format is enough to write a reader: one that was says what deepkit does."""

import json

import numpy as np
import pytest

from deepkit import estimators
from deepkit import feature_column as fc
from deepkit.columns import Arrangement, _farmhash
from deepkit.errors import DataError
from deepkit.export import Preprocessing, preprocessing_record
from tests.export._another_farmhash import fingerprint64
from tests.export._another_reader import Reader, open_model
from tests.export._another_table import RefusedError

LONG = "Thingvallavegamótaskarðsheiðarvegur"  # more than 32 bytes
PASSENGERS = {
    "age": [22.0, 38.0, None, 35.0, 54.0, 2.0, 27.0, 14.0, 58.0, 20.0, 39.0, 14.0],
    "fare": [7.25, 71.2833, 7.925, 53.1, 51.8625, 0.0, 11.1333, 30.0708, 26.55, 8.05, -3.5, 7.8542],
    "sex": ["male", "female", None, "male"] * 3,
    "deck": ["", "C", None, "C", "E", "A", LONG, "G", "C", None, "Ω", "a deck with no name"],
    "parch": [0, 0, 1, 2, 0, 5, None, 0, 1, 0, 1, 0],
    "zip": [
        "0815",
        "1",
        "12",
        "123",
        None,
        "12345",
        "123456",
        "1234567",
        "12345678",
        "9",
        "8",
        "7",
    ],
    "number": [1, 2, 3, None, 5, 6, -1, 8, 9, 10, 1 << 40, -7],
    "tags": [["a", "b", "c"], [], ["a"], None, ["?", ""], ["b"]] * 2,
    "worth": [[0.5, 2.0, 1.0], [], [3.0], None, [1.0, 0.25], [-1.0]] * 2,
    "place": [[1.5, 2.0], [0.0, None], [3.0, 4.0]] * 4,
}
STEPS = {
    "words": [["red", "green"], [], None, ["blue", None, "red"], ["mauve", "", None]],
    "sizes": [[1.0, 2.0], [], None, [0.5, None, -1.0], [3.0, None, None]],
    "pages": [[[1, 2, 3], [4]], [], None, [[0], [], [9]], [[5, -1], [], []]],
}
AGE = fc.numeric_column("age", missing="indicator")
FARE = fc.numeric_column("fare", normalizer="zscore")
SEX = fc.categorical_column_with_vocabulary_list("sex", ["female", "male"], missing="own")
PARCH = fc.categorical_column_with_identity("parch", 3, unseen="own", missing="own")
DECK = fc.categorical_column_with_hash_bucket("deck", 7)
TAGS = fc.categorical_column_with_vocabulary_list("tags", ["b", "a"], num_oov_buckets=3)
WORDS = fc.sequence_categorical_column_with_vocabulary_list("words", ["red"], missing="own")

COLUMNS = {
    "as they are": [fc.numeric_column("fare"), fc.numeric_column("place", 2, default_value=7)],
    "missing number": [fc.numeric_column("age", missing=30, normalizer="log1p")],
    "indicator": [fc.numeric_column("age", missing="indicator", normalizer="minmax")],
    "ranks": [fc.numeric_column("age", missing="mean", normalizer="quantile")],
    "ranks of two": [fc.numeric_column("place", 2, missing="mean", normalizer="quantile")],
    "log": [fc.numeric_column("fare", normalizer="log1p")],
    "buckets": [fc.bucketized_column(FARE, num_buckets=4), fc.bucketized_column(AGE, [20, 54])],
    "buckets of two": [
        fc.bucketized_column(fc.numeric_column("place", 2, missing=0.0), [1.0, 2.0])
    ],
    "vocabulary": [SEX, fc.categorical_column_with_vocabulary_list("deck", unseen="own")],
    "default": [fc.categorical_column_with_vocabulary_list("deck", ["C"], default_value=0)],
    "buckets beyond": [TAGS, fc.categorical_column_with_vocabulary_list("number", [1, 2, 9])],
    "hashed": [DECK, fc.categorical_column_with_hash_bucket("number", 90, "int64", missing="own")],
    "hashed lists": [fc.categorical_column_with_hash_bucket("tags", 5, missing="own")],
    "identity": [PARCH],
    "identity elsewhere": [fc.categorical_column_with_identity("parch", 2, default_value=1)],
    "ignored": [fc.categorical_column_with_identity("parch", 3, unseen="ignore")],
    "crossed": [fc.crossed_column(["sex", "deck"], 50), fc.crossed_column(["tags", "zip"], 10**6)],
    "crossed numbers": [fc.crossed_column(["number", "zip"], 1000, 7, missing="own")],
    "crossed records": [
        fc.crossed_column([fc.bucketized_column(AGE, [30]), "tags", SEX], 99, missing="own"),
        fc.crossed_column([fc.crossed_column(["zip", TAGS], 9), PARCH], 1 << 30),
    ],
    "weighted": [fc.weighted_categorical_column(TAGS, "worth")],
    "array": [fc.ArrayColumn("fare", (1,))],
}
SEQUENCES = {
    "words": [WORDS, fc.sequence_categorical_column_with_hash_bucket("pages", 20)],
    "numbers": [fc.sequence_numeric_column("sizes", default_value=9.0, missing=2.0), WORDS],
    "pages": [fc.sequence_categorical_column_with_identity("pages", 6, unseen="own")],
}


def both(columns, data, alike=False):
    """Return deepkit's reader and the other one of what was learned of some data."""
    encoder = fc.learn(columns, data)
    arrangement = Arrangement(tuple(data), len(data), encoder.keys, "it")
    record = json.dumps(preprocessing_record(encoder, arrangement, alike=alike))
    return Preprocessing(json.loads(record)), Reader(json.loads(record))


def same(columns, data, rows, alike=False):
    """Compare what two readers make of rows."""
    own, other = both(columns, data, alike)
    expected, found = own(rows), other.encode(rows)
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].dtype == array.dtype, name
        np.testing.assert_array_equal(found[name], array, err_msg=name)


def some(data, places):
    """Return rows of columns."""
    return {key: [values[place] for place in places] for key, values in data.items()}


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_are_read_alike(kind):
    same(COLUMNS[kind], PASSENGERS, PASSENGERS)
    for places in ([2], [3], [6, 10], [4, 0, 7]):
        same(COLUMNS[kind], PASSENGERS, some(PASSENGERS, places))


@pytest.mark.parametrize("kind", SEQUENCES)
def test_sequences_are_read_alike(kind):
    for places in (range(5), [1], [0, 4], [3]):
        same(SEQUENCES[kind], STEPS, some(STEPS, places))


def test_rows_of_json_are_read_alike():
    columns = [AGE, SEX, fc.crossed_column(["deck", "zip"], 100)]
    rows = [{"age": 3, "sex": "?", "deck": "C"}, {"zip": "12", "sex": None}, {"deck": ""}]
    same(columns, PASSENGERS, rows)


def test_columns_that_are_alike_in_width_are_read_alike():
    same([TAGS, SEX, fc.weighted_categorical_column(DECK, "fare")], PASSENGERS, PASSENGERS, True)
    same([*SEQUENCES["words"]], STEPS, STEPS, True)


@pytest.mark.parametrize(
    ("columns", "change"),
    [
        ([FARE], {"fare": None}),
        ([FARE], {"fare": "cheap"}),
        ([fc.categorical_column_with_identity("parch", 9)], {"parch": 9}),
        ([fc.categorical_column_with_identity("parch", 9)], {"parch": 1.5}),
        (
            [fc.categorical_column_with_vocabulary_list("deck", ["C"], unseen="error")],
            {"deck": "?"},
        ),
        ([fc.categorical_column_with_hash_bucket("deck", 3, missing="error")], {"deck": None}),
        ([fc.categorical_column_with_vocabulary_list("deck", ["C"])], {"deck": 3}),
        ([fc.categorical_column_with_hash_bucket("number", 3, "int64")], {"number": "3"}),
        ([fc.crossed_column(["zip", "sex"], 9)], {"zip": 815}),
        ([fc.crossed_column(["zip", "sex"], 9, missing="error")], {"zip": None}),
        ([fc.weighted_categorical_column(TAGS, "worth")], {"worth": [1.0]}),
    ],
)
def test_both_refuse_the_same(columns, change):
    own, other = both(columns, some(PASSENGERS, [0, 1]) | {"fare": [1.0, 2.0]})
    row = some(PASSENGERS, [0]) | {"deck": ["C"]}
    own(row)
    other.encode(row)
    row |= {key: [value] for key, value in change.items()}
    with pytest.raises(DataError):
        own(row)
    with pytest.raises(RefusedError):
        other.encode(row)


@pytest.mark.parametrize("names", [None, ("a", "b", "c"), ("x",)])
def test_matrices_are_read_alike(names):
    keys = ("x0", "x2") if names is None else ("a", "c") if len(names) > 1 else ("x",)
    columns = [fc.numeric_column(key, 3 if key == "x" else 1) for key in keys]
    arrangement = Arrangement(names, 3, keys, "it")
    record = preprocessing_record(fc.Encoder(columns), arrangement)
    own, other = Preprocessing(record), Reader(record)
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    tables = [rows]
    if names != ("x",):
        tables.append({key: [1.0, 2.0] for key in ("a", "b", "c")})
    for table in tables:
        given = np.array(table) if isinstance(table, list) else table
        found, expected = other.encode(table), own(given)
        for key in expected:
            np.testing.assert_array_equal(found[key], expected[key])


def test_a_matrix_may_stand_for_the_only_column():
    column = fc.ArrayColumn("image", (3,))
    record = preprocessing_record(
        fc.Encoder([column]), Arrangement(None, 3, ("image",), "it", alone=True)
    )
    own, other = Preprocessing(record), Reader(record)
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    for table in (rows, {"image": rows}, {"a": [1.0], "b": [2.0], "c": [3.0]}):
        given = np.array(table) if isinstance(table, list) else table
        np.testing.assert_array_equal(other.encode(table)["image"], own(given)["image"])


def test_an_exported_estimator_is_read_from_its_files(tmp_path):
    columns = [SEX, PARCH, fc.crossed_column(["sex", "zip"], 50), FARE, AGE, TAGS]
    one = estimators.LinearClassifier(columns, steps=2, random_state=0)
    path = one.fit(PASSENGERS, ["no", "yes"] * 6).export_saved_model(tmp_path)
    manifest, preprocessing, rows, golden = open_model(path)
    assert set(manifest["signatures"]["predict"]) >= {"program", "inputs", "outputs", "given"}
    found = Reader(preprocessing).encode(rows)
    for name, array in golden.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)
        assert found[name].dtype == array.dtype
    encoded = Preprocessing(preprocessing)(PASSENGERS)
    for name, array in Reader(preprocessing).encode(PASSENGERS).items():
        np.testing.assert_array_equal(array, encoded[name], err_msg=name)


@pytest.mark.parametrize("length", range(65))
def test_both_have_the_same_fingerprints(length):
    word = (LONG * 2)[:length]
    word = word.encode()[:length].decode(errors="ignore")
    assert fingerprint64(word) == int(_farmhash.fingerprint64([word])[0])


def test_the_other_reader_knows_nothing_of_deepkit(request):
    for name in ("_another_reader", "_another_table", "_another_farmhash"):
        text = (request.path.parent / f"{name}.py").read_text(encoding="utf-8")
        assert "import deepkit" not in text
        assert "from deepkit" not in text
