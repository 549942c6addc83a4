"""Connectionist temporal classification, against the sum over all paths."""

import itertools

import numpy as np
import pytest

import deepkit
from deepkit import ops


def spelled(path):
    return [label for label, _ in itertools.groupby(path) if label != 0]


def slow_loss(logits, labels):
    """Add up the probabilities of all paths that spell the labels."""
    probabilities = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    paths = itertools.product(range(logits.shape[1]), repeat=logits.shape[0])
    chances = [
        np.prod([p[c] for p, c in zip(probabilities, path, strict=True)])
        for path in paths
        if spelled(path) == labels
    ]
    return -np.log(sum(chances))


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], []])
def test_the_loss_counts_every_path_that_spells_the_labels(random, labels):
    logits = random.normal(size=(5, 3))
    target = np.array([[*labels, 2, 2][:2]])
    loss = ops.ctc_loss(target, logits[None], [len(labels)], [5])
    assert float(loss[0]) == pytest.approx(slow_loss(logits, labels), rel=1e-5)


def test_times_beyond_the_length_do_not_count(random):
    logits = random.normal(size=(1, 5, 3))
    short = ops.ctc_loss([[1]], logits[:, :3], [1], [3])
    assert float(ops.ctc_loss([[1]], logits, [1], [3])[0]) == pytest.approx(float(short[0]))


def test_labels_too_many_for_the_time_cost_a_lot_and_no_nan(random):
    logits = random.normal(size=(1, 2, 3)).astype("float32")
    loss = deepkit.grad(lambda x: ops.sum(ops.ctc_loss([[1, 1]], x, [2], [2])))
    assert float(ops.ctc_loss([[1, 1]], logits, [2], [2])[0]) > 1e4
    assert np.isfinite(loss(logits)).all()
