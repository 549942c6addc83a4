"""Tests of what an estimator has learned."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators import BinaryClassHead, RegressionHead
from deepkit.estimators._examples import Examples
from deepkit.estimators._fitted import class_factors
from deepkit.feature_column import as_table
from tests.estimators._tables import FRAME, LABELS, X, deep

HEAD = BinaryClassHead(label_vocabulary=["no", "yes"])
IDS = np.array([[0.0], [1.0], [1.0], [1.0]])


@pytest.fixture(scope="module")
def on_matrix():
    return deep(steps=2).fit(X, LABELS)._fitted


@pytest.fixture(scope="module")
def on_frame():
    return deep(steps=2).fit(FRAME, LABELS)._fitted


def test_a_batch_has_inputs_targets_and_weights(on_matrix):
    examples = Examples(as_table(X[:2]), LABELS[:2], np.array([1.0, 2.0]), None, 3)
    inputs, targets, weights = on_matrix.batch(examples)
    assert inputs["x"].shape == (2, 3)
    assert targets[:, 0].tolist() == LABELS[:2].tolist()
    assert (weights.dtype, weights.tolist()) == (np.float32, [1.0, 2.0])


def test_a_batch_needs_labels(on_matrix):
    with pytest.raises(DataError, match="There are no labels: `y` must be given"):
        on_matrix.batch(Examples(as_table(X), None, None, None, 3))


def test_a_row_has_the_same_outputs_whoever_comes_with_it(on_matrix):
    together = on_matrix.outputs(as_table(np.tile(X, (5, 1))))
    alone = on_matrix.outputs(as_table(X[7:8]))
    np.testing.assert_array_equal(together[7], alone[0])


def test_another_number_of_columns_is_refused(on_matrix):
    message = "X has 2 features, but DNNClassifier is expecting 3 features as input"
    with pytest.raises(DataError, match=message):
        on_matrix.fitting(as_table(X[:, :2]))


def test_a_frame_of_another_width_is_refused(on_matrix):
    message = "X has 2 features, but DNNClassifier is expecting 3 features as input"
    with pytest.raises(DataError, match=message):
        on_matrix.fitting(as_table({"a": [1.0], "b": [2.0]}))


def test_a_frame_of_text_cannot_stand_for_a_matrix(on_matrix):
    with pytest.raises(DataError, match="Column 'b' must hold numbers, got 'u'"):
        on_matrix.fitting(as_table({"a": [1.0], "b": ["u"], "c": [2.0]}))


def test_a_frame_can_stand_for_the_matrix_that_was_learned_from(on_matrix):
    frame = as_table({name: X[:, i] for i, name in enumerate("abc")})
    np.testing.assert_array_equal(on_matrix.fitting(frame)["x"], X)


def test_a_missing_column_is_named(on_frame):
    table = as_table({name: FRAME[name] for name in ("age", "job")})
    with pytest.raises(DataError, match="Column 'pay' is missing"):
        on_frame.outputs(table)


def test_what_the_data_was_like_is_told_in_plain_values(on_frame):
    names = ["age", "pay", "job"]
    told = {"names": names, "width": 3, "rank": 1, "solved_steps": 0, "allowed": names}
    assert {name: on_frame.like[name] for name in told} == told
    assert on_frame.step == 2


def test_balanced_classes_weigh_as_scikit_learn_says():
    # n / (classes * count): 4 / (2 * 1) and 4 / (2 * 3)
    factors = class_factors(HEAD, IDS, "balanced", None)
    np.testing.assert_allclose(factors, [2.0, 2 / 3, 2 / 3, 2 / 3])


def test_classes_weigh_what_they_are_told():
    assert class_factors(HEAD, IDS, {"yes": 3.0}, None).tolist() == [1.0, 3.0, 3.0, 3.0]


def test_an_unknown_class_has_no_weight():
    with pytest.raises(DataError, match=r"`class_weight` has the label 'maybe'.*'no', 'yes'"):
        class_factors(HEAD, IDS, {"maybe": 1.0}, None)


def test_class_weights_must_be_a_dict_or_balanced():
    with pytest.raises(DataError, match="`class_weight` must be a dict or 'balanced', got 'even'"):
        class_factors(HEAD, IDS, "even", None)


def test_numbers_have_no_class_weights():
    with pytest.raises(DataError, match="`class_weight` is for classifiers"):
        class_factors(RegressionHead(), IDS, "balanced", None)
