"""The loss of unaligned sequences, against all paths one by one."""

import itertools
import math

import numpy as np
import pytest

from deepkit import losses
from deepkit.errors import ShapeError


def slow(labels, logits):
    """Sum the probabilities of the paths that read as the labels."""
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    total = 0.0
    for path in itertools.product(range(p.shape[1]), repeat=len(p)):
        merged = [symbol for symbol, _ in itertools.groupby(path)]
        if [symbol for symbol in merged if symbol] == [label for label in labels if label]:
            total += math.prod(p[step, symbol] for step, symbol in enumerate(path))
    return -math.log(total)


@pytest.mark.parametrize("labels", [[1, 2], [1, 1], [2, 0], [0, 0]])
def test_the_loss_counts_every_alignment(labels, random):
    logits = random.normal(size=(4, 3)).astype("float32")
    value = losses.ctc([labels], logits[None])
    assert float(value[0]) == pytest.approx(slow(labels, logits), rel=1e-5)


def test_the_gradient_survives_labels_that_do_not_fit():
    value = losses.CTC()([[1, 1, 1]], np.zeros((1, 3, 2)))
    assert math.isfinite(float(value))


def test_shapes_of_another_kind_are_refused():
    with pytest.raises(ShapeError, match=r"`y_true` must be \(batch, longest\).* got \(2,\)"):
        losses.ctc([1, 2], np.zeros((1, 3, 2)))
