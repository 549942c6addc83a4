"""Crossed columns: TensorFlow's ids, for every kind of input in the order written."""

import itertools
import json

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.columns._farmhash import fingerprint64, fingerprint_cat64
from deepkit.errors import DataError

LINEAR = "linear/linear_model/"


def expected(*prints, size=100, hash_key=0xDECAFCAFFE):
    """Chain fingerprints as TensorFlow's `sparse_cross_hashed` does."""
    hashed = np.array([hash_key], np.uint64)
    for one in prints:
        hashed = fingerprint_cat64(hashed, np.array([one], np.uint64))
    return int(hashed[0] % np.uint64(size))


def text(value):
    return int(fingerprint64([value])[0])


def encode(column, data):
    return fc.learn([column], data).encode(data)[column.name].tolist()


def test_texts_count_by_fingerprint_and_numbers_as_they_are():
    column = fc.crossed_column(["a", "b"], 100)
    assert encode(column, {"a": ["x"], "b": [7]}) == [[expected(text("x"), 7)]]


def test_the_order_written_counts_and_not_the_name():
    data = {"a": ["x"], "b": ["y"]}
    forth, back = fc.crossed_column(["a", "b"], 10**6), fc.crossed_column(["b", "a"], 10**6)
    assert forth.name == back.name == "a_X_b"
    assert encode(forth, data) == [[expected(text("x"), text("y"), size=10**6)]]
    assert encode(back, data) == [[expected(text("y"), text("x"), size=10**6)]]


def test_columns_count_by_their_ids():
    age = fc.bucketized_column(fc.numeric_column("age"), [18, 65])
    job = fc.categorical_column_with_vocabulary_list("job", ["cook", "clerk"])
    found = encode(
        fc.crossed_column(["sex", age, job], 100), {"sex": ["f"], "age": [30], "job": ["clerk"]}
    )
    assert found == [[expected(text("f"), 1, 1)]]


def test_sparse_and_dense_data_have_the_same_ids():
    column = fc.crossed_column(["a", "b"], 1000)
    dense = encode(column, {"a": ["x", "y"], "b": [1, 2]})
    lists = encode(column, {"a": [["x"], ["y"]], "b": [[1], [2]]})
    ragged = encode(column, {"a": [["x"], ["y"], ["x", "y"]], "b": [[1], [2], []]})
    assert dense == lists == [row[:1] for row in ragged[:2]]


def test_several_values_have_all_combinations_the_last_key_first():
    found = encode(fc.crossed_column(["a", "b"], 100), {"a": [["x", "y"]], "b": [["u", "v"]]})
    pairs = itertools.product("xy", "uv")
    assert found == [[expected(text(a), text(b)) for a, b in pairs]]


def test_what_a_row_lacks_leaves_no_combination():
    data = {"a": [["x", "y", "z"], ["x"], []], "b": ["u", "", "v"]}
    found = encode(fc.crossed_column(["a", "b"], 100), data)
    assert found[0][3] == -1
    assert [n >= 0 for n in found[0]] == [True, True, True, False]
    assert found[1:] == [[-1] * 4] * 2


@pytest.mark.parametrize("missing", ["", None])
def test_absence_can_be_a_value_of_its_own(missing):
    column = fc.crossed_column(["a", "b"], 100, missing="own")
    both = fc.Encoder([column]).encode({"a": ["x", missing], "b": [1, 1]})["a_X_b"]
    alone = fc.Encoder([column]).encode({"a": [missing], "b": [1]})["a_X_b"]
    assert both[1:].tolist() == alone.tolist() == [[expected(text(""), 1)]]


def test_absence_can_be_an_error():
    column = fc.crossed_column(["a", "b"], 100, missing="error")
    with pytest.raises(DataError, match=r"Column 'a' has missing values in row 1. Drop these rows"):
        encode(column, {"a": ["x", ""], "b": [1, 2]})


def test_a_cross_in_a_cross_is_one_cross():
    inner = fc.crossed_column(["a", "b"], 10)
    data = {"a": ["x"], "b": ["y"], "c": ["z"]}
    column = fc.crossed_column([inner, "c"], 100)
    assert encode(column, data) == encode(fc.crossed_column(["a", "b", "c"], 100), data)
    assert (column.name, column.keys) == ("a_X_b_X_c", ("a", "b", "c"))


def test_another_hash_key_gives_other_ids():
    column = fc.crossed_column(["a", "b"], 10**6, hash_key=5)
    found = encode(column, {"a": ["x"], "b": ["y"]})
    assert found == [[expected(text("x"), text("y"), size=10**6, hash_key=5)]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], 9), "`keys` must be a list of two or more columns, got .'a'."),
        (("ab", 9), "`keys` must be a list of two or more columns, got 'ab'"),
        ((["a", "b"], 0), "`hash_bucket_size` must be a whole number >= 1"),
        ((["a", "b"], 9, -1), "`hash_key` must be a whole number >= 0"),
        ((["a", "b"], 9, 2**64), r"`hash_key` must be below 2\*\*64"),
        ((["a", fc.numeric_column("b")], 9), "Put numbers into buckets first"),
        ((["a", fc.categorical_column_with_hash_bucket("b", 9)], 9), "Write its key: 'b'"),
        (
            (["a", fc.sequence_categorical_column_with_identity("b", 9)], 9),
            "`keys` must hold names",
        ),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        fc.crossed_column(*arguments)


@pytest.fixture
def titanic(shared_data):
    """Return the trained variables of TensorFlow's linear model, our arrays and the table."""
    golden = json.loads((shared_data / "golden" / "tf_estimator_titanic.json").read_text())
    table = fc.read_csv(shared_data / "titanic.csv")
    columns = {**table.columns, "age": np.where(np.isnan(table["age"]), -1, table["age"])}
    age = fc.bucketized_column(fc.numeric_column("age"), [0, 12, 18, 30, 45, 60])
    encoder = fc.Encoder(
        [
            age,
            fc.crossed_column([age, "sex", "deck"], 50, missing="own"),
            fc.categorical_column_with_vocabulary_list("sex", ["male", "female"]),
            fc.categorical_column_with_vocabulary_list("pclass", [3, 1, 2]),
            fc.categorical_column_with_vocabulary_list("embark_town", ["Southampton", "Cherbourg"]),
            fc.categorical_column_with_hash_bucket("deck", 5),
        ]
    )
    return golden["models"]["LinearClassifier_Ftrl"], encoder.encode(columns), columns


def test_the_weights_that_tensorflow_trained_are_those_of_our_ids(titanic):
    model, arrays, _ = titanic
    for name, ids in arrays.items():
        slot = model["final"][f"training/Ftrl/{LINEAR}{name}/weights/accumulator"]
        trained = np.flatnonzero(np.array(slot)[:, 0] > 0.1 + 1e-6)
        assert np.unique(ids[ids >= 0]).tolist() == trained.tolist()


def test_its_loss_and_its_logits_come_out_of_our_ids(titanic):
    model, arrays, columns = titanic
    final, rows = model["final"], len(columns["age"])
    logits = np.full(rows, final[f"{LINEAR}bias_weights"][0])
    logits += (columns["age"] - 24) / 17 * final[f"{LINEAR}age/weights"][0][0]
    logits += np.log1p(columns["fare"]) * final[f"{LINEAR}fare/weights"][0][0]
    for name, ids in arrays.items():
        weights = np.append(np.array(final[f"{LINEAR}{name}/weights"])[:, 0], 0)
        logits += weights[ids].sum(axis=1)
    losses = np.logaddexp(0, logits) - columns["survived"] * logits
    assert losses.mean() == pytest.approx(model["evaluate"]["average_loss"], abs=1e-6)
    first = [row["logits"][0] for row in model["predict_first8"]]
    np.testing.assert_allclose(logits[:8], first, atol=1e-6)


@pytest.mark.parametrize(
    ("learned", "given", "wanted"),
    [
        (["8001", "8002"], [8001], "text"),
        ([8001, 8002], ["8001"], "whole numbers"),
        ([["a"], ["b", "c"]], [[1, 2]], "text"),
        ([None, "8001"], [8001.0], "text"),
    ],
)
def test_text_and_numbers_do_not_stand_for_each_other(learned, given, wanted):
    column = fc.crossed_column(["zip", "job"], 100)
    encoder = fc.learn([column], {"zip": learned, "job": ["cook"] * len(learned)})
    with pytest.raises(DataError, match=f"Column 'zip' must hold {wanted}, as when it was lear"):
        encoder.encode({"zip": given, "job": ["cook"]})
    assert encoder.encode({"zip": [None], "job": ["cook"]})["job_X_zip"].tolist() == [[-1]]


def test_what_was_not_there_when_it_was_learned_from_may_be_anything():
    column = fc.crossed_column(["zip", "job"], 100)
    encoder = fc.learn([column], {"zip": [None, None], "job": ["cook", "clerk"]})
    for given in (8001, "8001"):
        assert encoder.encode({"zip": [given], "job": ["cook"]})["job_X_zip"][0, 0] >= 0


def test_the_kinds_of_keys_are_kept_in_configs():
    column = fc.crossed_column(["zip", fc.crossed_column(["job", "age"], 9)], 100)
    data = {"zip": ["8001"], "job": [["cook", "clerk"]], "age": [39]}
    encoder = fc.learn([column], data)
    again = fc.Encoder.from_config(json.loads(json.dumps(encoder.get_config())))
    assert again == encoder
    assert again.columns[0].texts == (True, True, False)
    assert again.resolved(column) == again.columns[0]
