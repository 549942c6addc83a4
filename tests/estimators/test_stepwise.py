"""What estimators say of themselves that predict at each step."""

import numpy as np
import pandas as pd
import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError
from deepkit.estimators import RegressionHead, RNNClassifier, RNNEstimator
from deepkit.estimators._stepwise import trimmed

PULSE = [[60.0, 70.0, 90.0], [80.0], [90.0, 60.0]]
HIGH = [["no", "no", "yes"], ["yes"], ["yes", "no"]]
COLUMNS = [fc.sequence_numeric_column("pulse")]
SMALL = {"units": 8, "steps": 150, "random_state": 0, "return_sequences": True}


@pytest.fixture(scope="module")
def classifier():
    return RNNClassifier(COLUMNS, **SMALL).fit({"pulse": PULSE}, HIGH)


def test_each_row_has_as_many_answers_as_steps(classifier):
    found = classifier.predict({"pulse": PULSE})
    assert [row.tolist() for row in found] == HIGH
    assert classifier.classes_.tolist() == ["no", "yes"]


def test_probabilities_have_an_axis_for_the_steps(classifier):
    assert classifier.predict_proba({"pulse": PULSE}).shape == (3, 4, 2)
    assert classifier.decision_function({"pulse": PULSE}).shape == (3, 4)


def test_the_score_is_over_steps(classifier):
    wrong = [["no", "no", "yes"], ["no"], ["no", "no"]]  # 2 of 6
    assert classifier.score({"pulse": PULSE}, wrong) == pytest.approx(4 / 6)
    weighted = classifier.score({"pulse": PULSE}, wrong, [1.0, 2.0, 3.0])
    assert weighted == pytest.approx((3 * 1 + 0 * 2 + 1 * 3) / (3 + 2 + 6))


def test_numbers_come_back_step_by_step():
    targets = [[row / 10 for row in rows] for rows in PULSE]
    fitted = RNNEstimator(RegressionHead(), COLUMNS, **SMALL).fit({"pulse": PULSE}, targets)
    assert [len(row) for row in fitted.predict({"pulse": PULSE})] == [3, 1, 2]
    assert fitted.score({"pulse": PULSE}, targets) > 0.9


def test_series_of_lists_and_filled_up_arrays_are_labels(classifier):
    filled = np.array([["no", "no", "yes"], ["yes", "", ""], ["yes", "no", ""]])
    for labels in (pd.Series(HIGH), filled, np.array([*HIGH, None], object)[:3]):
        assert classifier.score({"pulse": PULSE}, labels) == 1.0


def test_a_step_without_a_label_is_refused(classifier):
    with pytest.raises(DataError, match="needs a label, but row 0 has 2 labels for 3 steps"):
        classifier.fit({"pulse": PULSE}, [["no", "yes"], ["no"], ["no", "no"]])
    with pytest.raises(DataError, match="row 1 has a single label for 2 steps"):
        trimmed([["a"], "b"], [1, 2])


def test_weights_of_classes_are_refused():
    with pytest.raises(ValueError, match="`class_weight` must be None with `return_sequences`"):
        RNNClassifier(COLUMNS, class_weight="balanced", **SMALL).fit({"pulse": PULSE}, HIGH)
