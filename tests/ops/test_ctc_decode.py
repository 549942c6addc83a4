"""Reading labels off outputs, greedily and by searching."""

import itertools

import numpy as np
import pytest

from deepkit import ops


def spelled(path):
    return tuple(label for label, _ in itertools.groupby(path) if label != 0)


def test_the_best_class_of_each_time_is_read():
    best = np.eye(4)[[[1, 1, 0, 2, 2, 1]]]
    labels, score = ops.ctc_decode(best, [6])
    assert labels.tolist() == [[[1, 2, 1, -1, -1, -1]]]
    assert score.tolist() == [[-6.0]]


def test_repetitions_may_be_kept_and_the_rest_of_the_time_left_out():
    best = np.eye(4)[[[1, 1, 0, 2, 2, 1]]]
    labels, score = ops.ctc_decode(best, [4], merge_repeated=False)
    assert (labels.tolist(), score.tolist()) == ([[[1, 1, 2, -1, -1, -1]]], [[-4.0]])


def test_the_search_finds_the_best_of_all_labels(random):
    logits = random.normal(size=(4, 3)) * 2
    logs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    chances = {}
    for path in itertools.product(range(3), repeat=4):
        chance = np.exp(sum(log[c] for log, c in zip(logs, path, strict=True)))
        chances[spelled(path)] = chances.get(spelled(path), 0) + chance
    best = sorted(chances, key=chances.get, reverse=True)[:3]

    labels, scores = ops.ctc_decode(logits[None], [4], "beam_search", beam_width=40, top_paths=3)
    assert [tuple(x for x in row if x >= 0) for row in labels[:, 0].tolist()] == best
    np.testing.assert_allclose(np.exp(scores[0]), [chances[b] for b in best], rtol=1e-4)


def test_an_unknown_strategy_is_refused():
    with pytest.raises(ValueError, match="must be one of 'greedy', 'beam_search', got 'luck'"):
        ops.ctc_decode(np.ones((1, 2, 3)), [2], strategy="luck")
