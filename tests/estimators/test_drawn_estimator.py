"""How an estimator works whose model is a function of the user's."""

import numpy as np
import pandas as pd
import pytest

from deepkit.errors import DataError
from deepkit.estimators import BinaryClassHead, Estimator, MultiHead, RegressionHead
from deepkit.estimators._drawn_estimator import Features, Undecided
from deepkit.feature_column import as_table
from tests.estimators._model_functions import COLUMNS, headed, own, trained
from tests.estimators._tables import FRAME, LABELS


def test_the_head_is_known_when_the_function_has_named_it(tmp_path):
    estimator = Estimator(headed, tmp_path, feature_columns=COLUMNS)
    assert estimator.head is None
    estimator.train(lambda: (FRAME, LABELS), steps=1)
    assert type(estimator.head) is BinaryClassHead
    again = Estimator(headed, tmp_path, feature_columns=COLUMNS)
    assert again.classes_.tolist() == [0, 1]


def test_a_function_without_a_head_has_no_classes():
    with pytest.raises(AttributeError, match="has no `predict_proba`, for its head GivenHead"):
        _ = trained(own, steps=1).predict_proba


def test_features_that_are_not_there_are_told():
    features = Features({"a": 1})
    assert features["a"] == 1
    assert features.get("b") is None
    with pytest.raises(DataError, match="`features` have no 'b', but 'a'"):
        _ = features["b"]


def test_labels_wait_for_their_head():
    waiting = Undecided(None).learn([1, 2], [3.0, 4.0])
    assert (waiting.labels, waiting.weights) == ([1, 2], [3.0, 4.0])


def test_a_frame_of_several_columns_is_labels_by_name():
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, 1.0]})
    assert set(Estimator(own)._own_targets(frame)) == {"a", "b"}
    assert Estimator(own)._own_targets(frame[["a"]]).shape == (2, 1)


def test_a_frame_stays_one_for_a_head_of_several_numbers():
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, 1.0]})

    class Function:
        head = RegressionHead(2)

    class Several:
        head = MultiHead([RegressionHead(name="a"), RegressionHead(name="b")])

    assert Estimator(Function())._own_targets(frame) is frame
    assert np.array_equal(Estimator(Several())._own_targets(frame)["a"], [1.0, 2.0])


def test_a_model_that_is_given_dates_unasked_is_told():
    days = as_table({"day": np.array(["1970-01-02", "1970-01-03"], "datetime64[D]")})
    with pytest.warns(UserWarning, match="Column 'day' holds dates, and the model is given num"):
        [column] = Estimator(own)._inferred("features", days)
    assert column.name == "day"
