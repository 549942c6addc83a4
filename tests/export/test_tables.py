"""From tables to the inputs of a program."""

import json

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.columns import Arrangement
from deepkit.errors import DataError, SavingError
from deepkit.export import Preprocessing, preprocessing_record

DECK = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"], num_oov_buckets=1)
ENCODER = fc.Encoder([fc.numeric_column("age"), fc.embedding_column(DECK, 3)])
RECORD = preprocessing_record(ENCODER, Arrangement(("age", "deck"), 2, ENCODER.keys, "it"))
ROWS = {"age": [3.0, 4.0], "deck": ["B", "Z"]}


@pytest.fixture
def steps():
    return Preprocessing(json.loads(json.dumps(RECORD)))


def test_steps_from_a_file_give_what_training_gave(steps):
    for rows in (ROWS, [{"age": 3, "deck": "B"}, {"deck": "Z", "age": 4}]):
        for key, array in ENCODER.encode(rows).items():
            np.testing.assert_array_equal(steps(rows)[key], array)


def test_what_is_trained_is_not_in_the_file():
    assert "embedding" not in json.dumps(RECORD)


def test_a_missing_column_is_named(steps):
    with pytest.raises(DataError, match="Column 'deck' is missing from the data"):
        steps({"age": [1.0]})


def test_a_column_with_a_function_has_no_record():
    encoder = fc.Encoder([fc.numeric_column("age", normalizer_fn=abs)])
    with pytest.raises(ValueError, match="`normalizer_fn` of column 'age' is code"):
        preprocessing_record(encoder, Arrangement(("age",), 1, ("age",), "it"))


@pytest.mark.parametrize(
    "change",
    [
        {"columns": None},
        {"columns": {"records": [{"kind": "os.system"}], "columns": [0]}},
        {"columns": {"records": [{"kind": "numeric", "code": 1}], "columns": [0]}},
        {"arrangement": {"names": 3}},
        {"arrangement": None},
        {"columns": {"records": [{"kind": "crossed", "crossed": 3}], "columns": [0]}},
        {"columns": {"records": [{"kind": "bucketized", "source_column": 3}], "columns": [0]}},
        {"columns": 3},
    ],
)
def test_a_file_that_says_something_else_is_refused(change):
    with pytest.raises(SavingError, match="The preprocessing of the model is damaged"):
        Preprocessing({**RECORD, **change})


def test_rows_that_the_steps_do_not_take_are_refused(steps):
    for rows in (3, None, {"age": [[]]}, {"age": ["x"], "deck": [3]}, [3]):
        with pytest.raises(SavingError, match="The preprocessing of the model is damaged"):
            steps.check(rows, {})


def test_steps_that_give_something_else_than_before_are_refused(steps):
    golden = dict(steps(ROWS))
    steps.check(ROWS, golden)
    golden["deck"] = golden["deck"] + 1
    with pytest.raises(SavingError, match="The preprocessing gives another 'deck' than when"):
        steps.check(ROWS, golden)


def test_columns_of_ids_are_as_wide_as_each_other():
    tags = [fc.categorical_column_with_hash_bucket(key, 9) for key in ("one", "many")]
    encoder = fc.Encoder([fc.weighted_categorical_column(tags[0], "worth"), tags[1]])
    arrangement = Arrangement(("one", "worth", "many"), 3, encoder.keys, "it")
    record = preprocessing_record(encoder, arrangement, alike=True)
    rows = {"one": ["a"], "worth": [0.5], "many": [["a", "b", "c"]]}
    plain, wide = encoder.encode(rows), Preprocessing(record)(rows)
    assert wide["one"].tolist() == [[plain["one"][0, 0], -1, -1, -1]]
    assert wide["one_weighted_by_worth"].tolist() == [[0.5, 0, 0, 0]]
    np.testing.assert_array_equal(wide["many"], plain["many"])
    record["alike"] = False
    assert Preprocessing(record)(rows)["one"].shape == (1, 1)


def test_a_number_for_what_was_text_is_refused_by_name():
    column = fc.crossed_column(["zip", "deck"], 50)
    encoder = fc.learn([column], {"zip": ["8001", "8002"], "deck": ["A", "B"]})
    arrangement = Arrangement(("zip", "deck"), 2, encoder.keys, "it")
    steps = Preprocessing(json.loads(json.dumps(preprocessing_record(encoder, arrangement))))
    with pytest.raises(DataError, match=r"Column 'zip' must hold text, .*, got 8001\."):
        steps([{"zip": 8001, "deck": "A"}])
    np.testing.assert_array_equal(
        steps([{"zip": "8001", "deck": "A"}])["deck_X_zip"],
        encoder.encode({"zip": ["8001"], "deck": ["A"]})["deck_X_zip"],
    )
