"""Arrays and frames become input functions as in TensorFlow, with its checks."""

import numpy as np
import pandas as pd
import pytest

from deepkit.errors import DataError
from deepkit.estimators import LinearRegressor, numpy_input_fn, pandas_input_fn

FRAME = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "y"]}, index=[5, 6, 7])
LABELS = pd.Series([0, 1, 0], index=[5, 6, 7])


def test_arrays_come_in_batches_of_features_and_labels():
    input_fn = numpy_input_fn({"a": np.arange(3)}, np.arange(3.0), 2, 2, shuffle=False)
    batches = [(features["a"].tolist(), labels.tolist()) for features, labels in input_fn()]
    assert batches == [([0, 1], [0, 1]), ([2, 0], [2, 0]), ([1, 2], [1, 2])]


def test_an_input_function_gives_the_same_rows_at_each_call():
    input_fn = numpy_input_fn(np.eye(3), [1, 2, 3], shuffle=True, num_epochs=None, seed=7)
    rows = input_fn()
    assert input_fn() is rows
    assert (rows.batch_size, rows.num_epochs, rows.shuffle, rows.seed) == (128, None, True, 7)
    assert rows.features["x"].shape == (3, 3)


@pytest.mark.parametrize("make", [numpy_input_fn, pandas_input_fn])
def test_messages_call_an_input_function_by_what_made_it(make):
    input_fn = make(FRAME[["a"]], shuffle=False)
    assert repr(input_fn).startswith(f"<function {make.__name__} at")
    with pytest.raises(DataError, match=rf"'{make.__name__}' gives features alone. Give it `y`"):
        LinearRegressor().train(input_fn)


def test_labels_may_be_several_or_none():
    rows = numpy_input_fn({"a": [1, 2]}, {"h": [0, 1], "g": ["u", "v"]}, shuffle=False)()
    assert rows.labels["h"].tolist() == [0, 1]
    assert rows.labels["g"].tolist() == ["u", "v"]
    [features] = numpy_input_fn({"a": [1, 2]}, shuffle=False)()
    assert features["a"].tolist() == [1, 2]


def test_frames_give_their_columns_and_labels_without_the_index():
    rows = pandas_input_fn(FRAME, LABELS, shuffle=False)()
    assert rows.features.names == ("a", "b")
    assert rows.features["b"].tolist() == ["x", "", "y"]
    assert rows.labels.tolist() == [0, 1, 0]
    several = pandas_input_fn(FRAME, LABELS.to_frame("h"), shuffle=False)().labels
    assert several["h"].tolist() == [0, 1, 0]
    assert pandas_input_fn(FRAME, shuffle=False)().labels is None


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "`shuffle` must be given as True or False, got None"),
        ({"shuffle": 1}, "`shuffle` must be given as True or False, got 1"),
        ({"shuffle": True, "batch_size": 0}, "`batch_size` must be a whole number >= 1, got 0"),
        ({"shuffle": True, "num_epochs": 0}, "`num_epochs` must be a whole number >= 1, got 0"),
        ({"shuffle": True, "seed": -1}, "`seed` must be a whole number >= 0, got -1"),
        ({"shuffle": True, "y": [1]}, "'labels' has 1 rows, and the features have 2"),
    ],
)
def test_options_out_of_range_are_refused(options, text):
    with pytest.raises(ValueError, match=text):
        numpy_input_fn({"a": [1, 2]}, **options)


@pytest.mark.parametrize(
    ("x", "y", "error", "text"),
    [
        ({"a": [1]}, None, TypeError, r"`x` must be a pandas DataFrame, got dict"),
        (FRAME, [0, 1, 0], TypeError, "`y` must be a pandas Series or DataFrame, got list"),
        (FRAME, LABELS.reset_index(drop=True), ValueError, r"index of `x`, got \[0, 1, 2\]"),
        (FRAME.assign(target=1), LABELS, ValueError, "`target_column` 'target' must not be a col"),
    ],
)
def test_frames_and_labels_that_do_not_fit_are_refused(x, y, error, text):
    with pytest.raises(error, match=text):
        pandas_input_fn(x, y, shuffle=False)
