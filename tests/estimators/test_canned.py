"""Tests of estimators whose model is drawn from logits."""

import numpy as np
import pytest

from deepkit.estimators._canned import Canned
from deepkit.estimators._faces import Classifier
from tests.estimators._tables import FRAME, LABELS, X, deep, weights


def test_a_subclass_is_told_that_it_must_draw_logits_and_have_an_optimizer():
    class Bare(Classifier, Canned):
        pass

    assert Bare.__abstractmethods__ == {"_declared", "_logits", "_make_optimizer"}
    with pytest.raises(TypeError, match="Can't instantiate abstract class Bare"):
        Bare()


def test_the_same_seed_draws_the_same_model():
    first, second = (deep(steps=1).fit(FRAME, LABELS) for _ in range(2))
    assert first.model_.name == "DNNClassifier"
    for name, value in weights(first).items():
        np.testing.assert_array_equal(weights(second)[name], value)


def test_a_model_at_a_checkpoint_leaves_the_one_that_is_known(tmp_path):
    made = deep(model_dir=str(tmp_path)).fit(X, LABELS)
    path, before = made.latest_checkpoint(), made.predict(X)
    made.partial_fit(X, 1 - LABELS)
    after = weights(made)
    np.testing.assert_array_equal(made.predict(X, checkpoint_path=path), before)
    assert all(np.array_equal(after[name], value) for name, value in weights(made).items())
