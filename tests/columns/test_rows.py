"""The column that says only that there is a row."""

import pickle

from deepkit import feature_column as fc


def test_each_row_is_a_zero_whatever_the_data():
    encoder = fc.learn([fc.RowsColumn()], {"job": ["cook", "clerk", None]})
    found = encoder.encode({"age": [1.0, float("nan")]})["rows"]
    assert (found.tolist(), str(found.dtype)) == ([[0.0], [0.0]], "float32")


def test_it_reads_no_column_and_has_nothing_to_learn():
    column = fc.RowsColumn()
    assert (column.keys, column.parents, column.resolved) == ((), (), True)


def test_it_is_a_value_that_files_can_hold():
    encoder = fc.Encoder([fc.RowsColumn("one")])
    assert fc.Encoder.from_config(encoder.get_config()) == encoder
    assert pickle.loads(pickle.dumps(encoder)) == encoder


def test_a_model_has_an_input_for_it():
    assert fc.Encoder([fc.RowsColumn()]).inputs()["rows"].shape == (None, 1)
