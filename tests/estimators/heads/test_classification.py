"""Which head labels ask for."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators.heads import BinaryClassHead, MultiClassHead, classification_head


@pytest.mark.parametrize(
    ("y", "kind"),
    [([0, 1], BinaryClassHead), (["a", "a"], BinaryClassHead), ([1, 2, 3], MultiClassHead)],
)
def test_labels_tell_which_head(y, kind):
    head = classification_head(y)
    assert type(head) is kind
    assert head.classes_.tolist() == sorted(set(y))


def test_classes_are_those_of_numpy_and_of_its_type():
    for y in (np.array([2.0, 1.0]), np.array(["b", "a"]), np.array([True, False])):
        classes = classification_head(y).classes_
        assert (classes == np.unique(y)).all()
        assert classes.dtype.kind == y.dtype.kind


def test_a_number_of_classes_tells_which_head():
    assert classification_head([0, 1], 2).label_vocabulary is None
    assert classification_head([0, 1], 5).classes_.tolist() == [0, 1, 2, 3, 4]
    assert classification_head([0.3, 1.0], 2).encode_labels([0.3]).tolist() == [[np.float32(0.3)]]


def test_a_vocabulary_tells_which_head():
    head = classification_head(["a"], label_vocabulary=["b", "a"])
    assert head.classes_.tolist() == ["b", "a"]
    head = classification_head(["a"], 3, label_vocabulary=["b", "a", "c"])
    assert head.logits_dimension == 3


def test_options_are_handed_on():
    head = classification_head([0, 1], weight_column="w", thresholds=[0.3], loss_reduction="sum")
    assert (head.weight_column, head.thresholds, head.loss_reduction) == ("w", (0.3,), "sum")


def test_measured_numbers_are_no_classes():
    with pytest.raises(DataError, match=r"Unknown label type: continuous numbers such as 0\.5\."):
        classification_head([1.0, 0.5, 0.25])


def test_no_labels_have_no_classes():
    with pytest.raises(DataError, match=r"`labels` are empty"):
        classification_head([])


def test_a_number_of_classes_must_be_that_of_the_vocabulary():
    with pytest.raises(ValueError, match=r"`n_classes` must be a whole number >= 2, got 1"):
        classification_head([0], 1)
    with pytest.raises(ValueError, match=r"`label_vocabulary` must name 2 classes, got 3"):
        classification_head(["a"], 2, label_vocabulary=["a", "b", "c"])
    with pytest.raises(ValueError, match=r"`label_vocabulary` must name 3 classes, got 2"):
        classification_head(["a"], 3, label_vocabulary=["a", "b"])
