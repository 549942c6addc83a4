"""Heads in files."""

import json

import pytest

from deepkit import ops
from deepkit.estimators import heads


@pytest.mark.parametrize(
    "head",
    [
        heads.BinaryClassHead(thresholds=[0.3], name="b").learn(["no", "yes"]),
        heads.MultiClassHead().learn([3, 1, 2]),
        heads.MultiLabelHead(3, classes_for_class_based_metrics=[1]),
        heads.RegressionHead(2, standardize=True).learn([[1.0, 2.0], [3.0, 5.0]]),
        heads.PoissonRegressionHead(compute_full_loss=False),
        heads.LogisticRegressionHead(weight_column="w"),
        heads.MultiHead(
            [heads.BinaryClassHead(name="a").learn([1, 2]), heads.RegressionHead(name="b")], [1, 2]
        ),
    ],
)
def test_a_head_is_made_again_from_json_with_all_it_learned(head):
    record = json.loads(json.dumps(heads.serialize(head)))
    made = heads.deserialize(record)
    assert type(made) is type(head)
    assert heads.serialize(made) == heads.serialize(head)
    assert made.logits_dimension == head.logits_dimension


def scaled(labels, logits):
    return ops.abs(labels - logits)


def test_functions_are_found_by_their_names():
    record = heads.serialize(heads.RegressionHead(loss_fn=scaled))
    assert heads.deserialize(record, {"scaled": scaled}).loss_fn is scaled
    with pytest.raises(ValueError, match=r"Unknown function 'scaled'"):
        heads.deserialize(record)


def test_what_is_no_head_is_not_made():
    with pytest.raises(ValueError, match=r"Unknown head 'Dense'"):
        heads.deserialize({"class_name": "Dense", "config": {}})
