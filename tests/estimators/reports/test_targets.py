"""Tests of which output is explained."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators.heads import (
    BinaryClassHead,
    MultiClassHead,
    MultiHead,
    MultiLabelHead,
    RegressionHead,
)
from deepkit.estimators.reports._targets import part_of, signs_of

BINARY = BinaryClassHead(label_vocabulary=["no", "yes"])
THREE = MultiClassHead(label_vocabulary=["a", "b", "c"])
LOGITS = np.array([[0.1, 0.9, 0.2], [3.0, 1.0, 2.0]])


@pytest.mark.parametrize(
    ("target", "signs"),
    [(None, [1, 1]), ("yes", [1, 1]), ("no", [-1, -1]), (["no", "yes"], [-1, 1])],
)
def test_two_classes_share_a_logit(target, signs):
    assert signs_of(BINARY, np.zeros((2, 1)), target)[:, 0].tolist() == signs


@pytest.mark.parametrize(
    ("target", "places"), [(None, [1, 0]), ("c", [2, 2]), (["b", "a"], [1, 0])]
)
def test_several_classes_have_a_logit_each(target, places):
    signs = signs_of(THREE, LOGITS, target)
    assert signs.argmax(axis=1).tolist() == places
    assert signs.sum(axis=1).tolist() == [1, 1]


def test_labels_of_a_multi_label_head_are_classes():
    head = MultiLabelHead(label_vocabulary=["old", "red", "new"])
    assert signs_of(head, LOGITS, "red")[0].tolist() == [0, 1, 0]


def test_numbers_are_known_by_their_places():
    assert signs_of(RegressionHead(), np.zeros((2, 1)), None).tolist() == [[1], [1]]
    assert signs_of(RegressionHead(3), LOGITS, 2).tolist() == [[0, 0, 1]] * 2


def test_an_output_of_several_must_be_named():
    with pytest.raises(ValueError, match="`target` must say which of the 3 outputs to explain"):
        signs_of(RegressionHead(3), LOGITS, None)


@pytest.mark.parametrize("target", [3, -1, "price", 1.0])
def test_places_that_are_not_there_are_refused(target):
    with pytest.raises(ValueError, match="`target` must be the place of an output, from 0 to 2"):
        signs_of(RegressionHead(3), LOGITS, target)


def test_classes_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="Unknown class in `target` 'maybe'"):
        signs_of(BINARY, np.zeros((1, 1)), "maybe")


def test_targets_are_one_or_as_many_as_the_rows():
    with pytest.raises(DataError, match=r"one for each of the 2, got shape \(3,\)"):
        signs_of(THREE, LOGITS, ["a", "b", "c"])


def test_outputs_of_steps_cannot_be_explained():
    with pytest.raises(ValueError, match=r"numbers for each row .* shape \(2, 5, 3\)"):
        signs_of(THREE, np.zeros((2, 5, 3)), "a")


def test_one_of_several_heads_is_named():
    head = MultiHead([BinaryClassHead(name="likes"), RegressionHead(2, name="price")])
    assert part_of(head, ("price", 1)) == ("price", head.heads[1], 1)
    assert part_of(head, "likes") == ("likes", head.heads[0], None)
    assert part_of(THREE, "a") == (None, THREE, "a")


@pytest.mark.parametrize("target", [None, "cost", ("cost", 1), 1])
def test_a_head_that_is_not_there_is_refused(target):
    head = MultiHead([BinaryClassHead(name="likes"), RegressionHead(2, name="price")])
    with pytest.raises(ValueError, match=r"`target` must name one of the heads \['likes', 'price'"):
        part_of(head, target)
