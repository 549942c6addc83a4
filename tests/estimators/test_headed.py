"""Tests of what estimators with a head of the user's choice say of themselves."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.exceptions import DataConversionWarning
from sklearn.metrics import accuracy_score, r2_score
from sklearn.utils import get_tags

from deepkit.errors import DataError
from deepkit.estimators import (
    BaselineEstimator,
    BinaryClassHead,
    LinearEstimator,
    LogisticRegressionHead,
    MultiClassHead,
    MultiHead,
    MultiLabelHead,
    PoissonRegressionHead,
    RegressionHead,
)
from deepkit.estimators._headed import checked_head, own_targets, refuse_measured, with_scales
from tests.estimators._tables import LABELS, TARGETS, X

NAMES = np.array(["no", "yes"])[LABELS]
BOTH = MultiHead([BinaryClassHead(name="sold"), RegressionHead(name="price")])


@pytest.fixture(scope="module")
def named():
    return LinearEstimator(BinaryClassHead()).fit(X, NAMES)


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        (BinaryClassHead(), (True, False)),
        (MultiClassHead(), (True, False)),
        (PoissonRegressionHead(), (False, True)),
        (MultiLabelHead(3), (False, False)),
        (BOTH, (False, False)),
    ],
)
def test_the_head_tells_scikit_learn_the_kind(head, kinds):
    estimator = LinearEstimator(head)
    assert (is_classifier(estimator), is_regressor(estimator)) == kinds


def test_only_a_head_of_many_classes_takes_more_than_two():
    assert not get_tags(LinearEstimator(BinaryClassHead())).classifier_tags.multi_class
    assert get_tags(LinearEstimator(MultiClassHead())).classifier_tags.multi_class
    assert get_tags(LinearEstimator(RegressionHead(2))).target_tags.multi_output


def test_a_clone_has_an_equal_head():
    estimator = LinearEstimator(MultiClassHead(3, name="sky"))
    assert clone(estimator).head.get_config() == estimator.head.get_config()


def test_labels_of_classes_come_back(named):
    assert named.classes_.tolist() == ["no", "yes"]
    assert set(named.predict(X)) == {"no", "yes"}
    assert named.score(X, NAMES) == accuracy_score(NAMES, named.predict(X))


def test_probabilities_are_those_of_the_logits(named):
    expected = 1 / (1 + np.exp(-named.decision_function(X).astype(np.float64)))
    np.testing.assert_allclose(named.predict_proba(X)[:, 1], expected, atol=1e-6)
    logarithms = np.log(named.predict_proba(X))
    np.testing.assert_allclose(named.predict_log_proba(X), logarithms, atol=1e-6)


@pytest.mark.parametrize(
    "name", ["classes_", "predict_proba", "predict_log_proba", "decision_function"]
)
def test_a_head_of_numbers_has_no_classes(name):
    estimator = LinearEstimator(RegressionHead())
    with pytest.raises(AttributeError, match=f"has no `{name}`, for its head RegressionHead"):
        getattr(estimator, name)


def test_three_classes_have_three_logits():
    three = np.array(["a", "b", "c"])[LABELS + (X[:, 2] > 0.5)]
    fitted = LinearEstimator(MultiClassHead()).fit(X, three)
    assert fitted.decision_function(X).shape == (60, 3)
    assert fitted.classes_.tolist() == ["a", "b", "c"]


def test_several_labels_a_row_are_answered_by_0_and_1():
    labels = [["sun"] * int(a > 0) + ["wind"] * int(b > 0) for a, b in X[:, :2]]
    fitted = LinearEstimator(MultiLabelHead()).fit(X, labels)
    expected = (X[:, :2] > 0).astype(int)
    assert fitted.predict_proba(X).shape == fitted.predict(X).shape == (60, 2)
    right = (fitted.predict(X) == expected).all(axis=1).mean()
    assert fitted.score(X, labels) == right > 0.9


def test_numbers_have_the_rank_of_the_targets():
    assert LinearEstimator(RegressionHead(2)).fit(X, X[:, :2]).predict(X).shape == (60, 2)
    fitted = LinearEstimator(RegressionHead()).fit(X, TARGETS)
    assert fitted.predict(X).shape == (60,)
    assert fitted.score(X, TARGETS) == pytest.approx(r2_score(TARGETS, fitted.predict(X)))


def test_probabilities_are_numbers_for_a_head_of_logistic_regression():
    found = LinearEstimator(LogisticRegressionHead()).fit(X, LABELS).predict(X)
    assert 0 <= found.min() < 0.1 < 0.9 < found.max() <= 1


def test_a_column_of_labels_is_flattened_with_a_warning():
    with pytest.warns(DataConversionWarning):
        assert LinearEstimator(RegressionHead()).fit(X, TARGETS[:, None]).predict(X).ndim == 1


@pytest.mark.parametrize("form", [dict, pd.DataFrame])
def test_several_heads_take_and_give_labels_by_name(form):
    labels = {"sold": NAMES, "price": TARGETS}
    fitted = LinearEstimator(BOTH).fit(X, form(labels))
    found = fitted.predict(X)
    assert found["sold"].dtype.kind == "U"
    expected = [accuracy_score(NAMES, found["sold"]), r2_score(TARGETS, found["price"])]
    assert fitted.score(X, form(labels)) == pytest.approx(np.mean(expected))


def test_labels_without_names_are_refused_by_several_heads():
    with pytest.raises(DataError, match="must be a dict by the names of the heads"):
        LinearEstimator(BOTH).fit(X, LABELS)


def test_weights_come_from_the_column_that_the_head_names():
    data = {"x": X[:, 0], "w": np.arange(60.0)}
    found = BaselineEstimator(RegressionHead(weight_column="w")).fit(data, TARGETS).predict(data)
    assert found[0] == pytest.approx(np.average(TARGETS, weights=data["w"]), rel=1e-5)


def test_weights_of_several_heads_are_in_one_column():
    heads = RegressionHead(name="a", weight_column="w"), RegressionHead(name="b")
    with pytest.raises(ValueError, match="must have the same `weight_column`, got"):
        BaselineEstimator(MultiHead(heads)).fit(X, {"a": TARGETS, "b": TARGETS})


def test_what_is_no_head_is_refused():
    with pytest.raises(TypeError, match=r"`head` must be a head such as `RegressionHead\(\)`, got"):
        checked_head("regression")
    with pytest.raises(TypeError, match="`head` must be a head"):
        LinearEstimator("regression").fit(X, TARGETS)


def test_measured_labels_are_no_classes():
    with pytest.raises(DataError, match=r"Unknown label type: continuous numbers such as -?\d"):
        LinearEstimator(MultiClassHead()).fit(X, TARGETS)
    refuse_measured(np.array([0.25, 1.0]))


def test_the_scale_of_numbers_is_learned_unless_told_otherwise():
    assert with_scales(RegressionHead()).standardize is True
    assert [one.standardize for one in with_scales(BOTH).heads[1:]] == [True]
    for head in (PoissonRegressionHead(), RegressionHead(inverse_link_fn=np.exp)):
        assert with_scales(head) is head
    fitted = LinearEstimator(RegressionHead(), standardize=False).fit(X, TARGETS)
    assert fitted.head_.standardize is False


def test_lists_of_labels_stay_lists():
    assert own_targets(MultiLabelHead(2), [[0], [0, 1], []]).tolist() == [[0], [0, 1], []]
