"""What heads of classes share."""

import numpy as np
import pytest

from deepkit.estimators.heads import BinaryClassHead, ClassHead, MultiClassHead, MultiLabelHead
from deepkit.estimators.heads._class_head import checked_thresholds


def test_probabilities_of_classes_are_one_in_sum():
    for head in (BinaryClassHead(), MultiClassHead(3)):
        p = head.probabilities(np.full((2, head.logits_dimension), 3.0))
        assert p.shape == (2, len(head.classes_))
        assert p.sum(axis=1) == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("head", [BinaryClassHead(), MultiClassHead(3), MultiLabelHead(3)])
def test_logarithms_are_those_of_the_probabilities(head):
    logits = np.linspace(-3, 2, 4 * head.logits_dimension).reshape(4, -1)
    expected = np.log(head.probabilities(logits))
    np.testing.assert_allclose(head.log_probabilities(logits), expected, rtol=1e-5)


def test_logarithms_are_finite_at_logits_of_200():
    assert BinaryClassHead().log_probabilities([[200.0], [-200.0]]).tolist() == [
        [-200.0, 0.0],
        [0.0, -200.0],
    ]
    assert MultiClassHead(3).log_probabilities([[200.0, 0.0, -200.0]]).tolist() == [[0, -200, -400]]
    assert MultiLabelHead(2).log_probabilities([[200.0, -200.0]]).tolist() == [[0, -200]]
    alone = BinaryClassHead(label_vocabulary=["only"])
    assert alone.log_probabilities([[-200.0]]).tolist() == [[0.0]]


def test_steps_of_sequences_are_predicted_one_by_one():
    predicted = BinaryClassHead(label_vocabulary=["a", "b"]).predictions(np.ones((2, 5, 1)))
    assert predicted["classes"].shape == (2, 5, 1)
    assert predicted["all_classes"].shape == (2, 5, 2)


def test_thresholds_may_be_one_number_or_an_array():
    assert checked_thresholds(None) == ()
    assert checked_thresholds(0.3) == (0.3,)
    assert checked_thresholds(np.array([0.3, 0.5])) == (0.3, 0.5)


def test_a_head_of_your_own_must_tell_how_many_classes_there_are():
    class Bare(ClassHead):
        def __init__(self):
            super().__init__(None, None, None, "sum", None, None)

    with pytest.raises(NotImplementedError, match=r"Bare must tell how many classes"):
        _ = Bare().classes_
    with pytest.raises(NotImplementedError, match=r"Bare must define its probabilities"):
        Bare()._log_probabilities(np.zeros((1, 2)))
