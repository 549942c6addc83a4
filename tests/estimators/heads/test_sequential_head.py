"""A head judges each step of a sequence as if it was a row."""

import numpy as np
import pytest

from deepkit import Input, Model
from deepkit.errors import DataError
from deepkit.estimators import heads
from deepkit.estimators.heads import SequentialHead, flattened_steps
from deepkit.estimators.heads._step_masks import WithSteps

LENGTHS = np.array([3, 1, 2])
STEPS = np.arange(4) < LENGTHS[:, None]
LOGITS = np.random.default_rng(0).normal(size=(3, 4, 3)).astype("float32")
WEIGHTS = np.array([1.0, 2.0, 0.5], "float32")
KINDS = [
    (heads.BinaryClassHead(thresholds=[0.3]), [["n", "y", "n"], ["y"], ["n", "y"]]),
    (heads.MultiClassHead(), [["a", "b", "c"], ["a"], ["c", "b"]]),
    (heads.RegressionHead(), [[1.0, 2.0, 3.0], [4.0], [0.5, 0.0]]),
    (
        heads.RegressionHead(2),
        [[[1.0, 2.0], [3.0, 4.0], [1.0, 1.0]], [[0.0, 1.0]], [[5.0, 2.0]] * 2],
    ),
    (heads.PoissonRegressionHead(), [[1, 2, 3], [4], [0, 0]]),
    (heads.MultiLabelHead(3), [[[1, 0, 1], [0, 0, 1], [0, 0, 0]], [[1, 1, 1]], [[0, 1, 0]] * 2]),
]


def judged(head, logits, labels, weights=None, steps=None):
    """Return what a head measures of logits, which are given as the features."""
    x = Input(logits.shape[1:], name="x")
    if steps is None:
        model, data = Model(x, head.outputs(x)), logits
    else:
        mask = Input(steps.shape[1:], dtype="bool", name="steps")
        outputs = head.outputs(WithSteps()([x, mask]))
        model, data = Model({"x": x, "steps": mask}, outputs), {"x": logits, "steps": steps}
    model.compile(loss=head.training_loss(), weighted_metrics=head.metrics())
    logs = model.evaluate(data, head.encode_labels(labels), 3, 0, weights, return_dict=True)
    return logs["loss"], head.logs(logs)


@pytest.mark.parametrize(("inner", "labels"), KINDS)
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_steps_are_judged_as_rows_are(inner, labels, weights):
    head = SequentialHead(inner).learn(labels)
    logits = LOGITS[..., : head.logits_dimension]
    loss, logs = judged(head, logits, labels, weights, STEPS)
    flat = flattened_steps(labels)[0]
    repeated = None if weights is None else np.repeat(weights, LENGTHS)
    rows = np.concatenate([row[steps] for row, steps in zip(logits, STEPS, strict=True)])
    x = Input(rows.shape[1:])
    model = Model(x, head.inner.outputs(x))
    model.compile(loss=head.inner.training_loss(), weighted_metrics=head.inner.metrics())
    y = head.inner.encode_labels(flat)
    expected = model.evaluate(rows, y, 6, 0, repeated, return_dict=True)
    assert loss == pytest.approx(expected["loss"], rel=1e-5)
    assert logs == pytest.approx(head.inner.logs(expected), rel=1e-5, abs=1e-6)


def test_predictions_have_an_axis_for_the_steps_and_tell_which_there_are():
    head = SequentialHead(heads.MultiClassHead(), "seen").learn(KINDS[1][1])
    found = head.predictions({"logits": LOGITS, "seen": STEPS})
    assert found["probabilities"].shape == (3, 4, 3)
    assert found["class_ids"].shape == (3, 4, 1)
    np.testing.assert_array_equal(found["class_ids"][..., 0], LOGITS.argmax(-1))
    np.testing.assert_array_equal(found["seen"], STEPS)
    assert set(head.predictions({"logits": LOGITS, "seen": STEPS}, ["seen"])) == {"seen"}


def test_an_unknown_key_is_refused():
    head = SequentialHead(heads.RegressionHead())
    outputs = {"logits": LOGITS[..., :1], "sequence_mask": STEPS}
    with pytest.raises(ValueError, match="prediction key 'x'"):
        head.predictions(outputs, ["x"])


def test_signatures_tell_which_steps_there_are():
    head = SequentialHead(heads.RegressionHead())
    found = head.signatures(head.predictions({"logits": LOGITS[..., :1], "sequence_mask": STEPS}))
    assert set(found["serving_default"]) == {"outputs", "sequence_mask"}


def test_labels_are_filled_up_to_a_power_of_two():
    head = SequentialHead(heads.RegressionHead())
    assert head.encode_labels([[1.0] * 3, [2.0]]).shape == (2, 4, 1)
    assert head.encode_labels([[1.0] * 4]).shape == (1, 4, 1)
    assert head.encode_labels([[1.0] * 5]).shape == (1, 8, 1)


def test_classes_and_scales_are_learned_from_all_steps_by_weight():
    head = SequentialHead(heads.RegressionHead(standardize=True))
    scale = head.learn([[1.0, 3.0], [8.0]], [1.0, 2.0]).inner.standardize
    values, weights = np.array([1.0, 3.0, 8.0]), np.array([1.0, 1.0, 2.0])
    mean = np.average(values, weights=weights)
    assert scale[0] == pytest.approx([mean])
    assert scale[1] == pytest.approx([np.sqrt(np.average((values - mean) ** 2, weights=weights))])


def test_a_file_brings_it_back():
    head = SequentialHead(heads.BinaryClassHead(name="b"), "seen").learn([["n", "y"], ["n"]])
    again = heads.deserialize(heads.serialize(head))
    assert (again.sequence_mask, again.name) == ("seen", "b")
    assert again.inner.classes_.tolist() == ["n", "y"]


def test_several_heads_are_refused():
    several = heads.MultiHead([heads.RegressionHead(name="a")])
    with pytest.raises(ValueError, match="`head` must be one head for each step, got a MultiHead"):
        SequentialHead(several)


def test_labels_without_steps_are_refused():
    with pytest.raises(DataError, match="`labels` must be a list of steps in each row, got 2 in r"):
        flattened_steps([[1], 2])
    with pytest.raises(DataError, match="`labels` must have at least one step, all rows are empty"):
        flattened_steps([[], []])
