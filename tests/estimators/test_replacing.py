"""Tests of what becomes of what was learned before where learning fails."""

import numpy as np
import pytest

from deepkit.callbacks import LambdaCallback
from deepkit.errors import DataError
from tests.estimators._tables import LABELS, X, deep, shuffled


class BrokenError(Exception):
    """What a callback raises."""


def failing(error=BrokenError, at=1):
    """Return a callback that raises at a look, after 50 steps or more."""

    def fail(epoch, logs):
        if epoch == at:
            raise error

    return LambdaCallback(on_epoch_end=fail)


def batches():
    """Yield a batch that is right, and one that is not."""
    yield {"x": X}, LABELS
    yield {"x": X * np.nan}, LABELS


@pytest.mark.parametrize("options", [{}, {"callbacks": [failing()]}])
def test_a_fit_that_fails_changes_nothing(options):
    made = deep().fit(X, LABELS)
    before, curve = made.predict_proba(X), made.loss_curve_
    y = 1 - LABELS if options else LABELS[:3]
    with pytest.raises((DataError, BrokenError)):
        made.fit(X, y, steps=200, **options)
    np.testing.assert_array_equal(made.predict_proba(X), before)
    assert (made.global_step_, made.loss_curve_) == (30, curve)


def test_a_first_fit_that_fails_leaves_nothing():
    made = deep()
    with pytest.raises(BrokenError):
        made.fit(X, LABELS, steps=200, callbacks=[failing()])
    assert not hasattr(made, "model_")
    with pytest.raises(DataError, match="missing values"):
        made.fit(batches, steps=2)
    assert not hasattr(made, "model_")


def test_the_folder_is_that_of_the_model_before(tmp_path):
    made = deep(model_dir=str(tmp_path)).fit(X, LABELS)
    for error in (lambda: made.fit(X, LABELS[:3]), lambda: made.fit(X, LABELS, callbacks=[None])):
        with pytest.raises((DataError, TypeError)):
            error()
    with pytest.raises(BrokenError):
        made.fit(X, 1 - LABELS, steps=200, callbacks=[failing()])
    assert made.latest_checkpoint() == str(tmp_path / "ckpt-30")
    read = deep(model_dir=str(tmp_path))
    np.testing.assert_array_equal(read.predict_proba(X), made.predict_proba(X))


def test_no_half_of_a_first_fit_is_in_the_folder(tmp_path):
    made = deep(model_dir=str(tmp_path))
    with pytest.raises(BrokenError):
        made.fit(X, LABELS, steps=200, callbacks=[failing()])
    assert made.latest_checkpoint() is None
    deep(model_dir=str(tmp_path)).fit(X, LABELS)
    with pytest.raises(DataError):
        made.fit(X, LABELS[:3])  # nothing was removed yet
    assert made.global_step_ == 30


def test_an_interrupt_keeps_what_was_learned_so_far():
    made = deep().fit(X, LABELS)
    with pytest.raises(KeyboardInterrupt):
        made.fit(X, LABELS, steps=200, callbacks=[failing(KeyboardInterrupt)])
    assert made.global_step_ == 100
    with pytest.raises(KeyboardInterrupt):
        made.fit(X, LABELS, callbacks=[interrupting_at_once()])
    assert made.global_step_ == 100


def interrupting_at_once():
    """Return a callback that is an interrupt before the first step."""

    def interrupt(logs=None):
        raise KeyboardInterrupt

    return LambdaCallback(on_train_begin=interrupt)


def test_what_fit_or_train_went_on_with_stays_where_it_is():
    warm = deep(warm_start=True).fit(X, LABELS)
    with pytest.raises(BrokenError):
        warm.fit(X, LABELS, steps=200, callbacks=[failing()])
    assert warm.global_step_ == 130
    trained = deep().train(shuffled(), steps=30)
    with pytest.raises(BrokenError):
        trained.train(shuffled(), steps=200, hooks=[failing(at=0)])
    assert trained.global_step_ == 130
