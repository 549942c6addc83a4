"""Training ends by what evaluations found, as TensorFlow decides it."""

import math

import pytest

from deepkit.estimators import _early_stopping as stopping
from deepkit.estimators._evaluations import append_evaluation
from tests.estimators._stand_in import StandIn, run

HIGHER, LOWER = stopping.stop_if_higher_hook, stopping.stop_if_lower_hook
NO_INCREASE, NO_DECREASE = stopping.stop_if_no_increase_hook, stopping.stop_if_no_decrease_hook


@pytest.fixture
def evaluated(tmp_path):
    """Return a function that writes evaluations at steps 1000, 2000, ... and gives the folder."""

    def write(*values):
        for i, value in enumerate(values):
            append_evaluation(tmp_path, {"auc": value, "global_step": 1000 * (i + 1)})
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("make", "number", "values", "stops"),
    [
        (HIGHER, 0.8, (0.7, 0.8), False),
        (HIGHER, 0.8, (0.7, 0.81, 0.6), True),
        (LOWER, 0.5, (0.7, 0.5), False),
        (LOWER, 0.5, (0.7, 0.4, 0.6), True),
        (NO_INCREASE, 2000, (0.7, 0.6), False),
        (NO_INCREASE, 2000, (0.7, 0.6, 0.7), True),
        (NO_INCREASE, 2000, (0.7, 0.6, 0.8, 0.7), False),
        (NO_DECREASE, 2000, (0.7, 0.8, 0.6, 0.6), False),
        (NO_DECREASE, 2000, (0.7, 0.8, 0.9), True),
        (NO_DECREASE, 2000, (math.nan, 0.8, 0.9), False),
        (NO_DECREASE, 2000, (math.nan, math.nan, math.nan), True),
        (NO_DECREASE, 2000, (), False),
    ],
)
def test_the_evaluations_decide(evaluated, make, number, values, stops):
    assert make(None, "auc", number, eval_dir=evaluated(*values)).should_stop() is stops


@pytest.mark.parametrize(("make", "number"), [(HIGHER, 0.8), (NO_INCREASE, 1000)])
def test_evaluations_before_a_step_do_not_count(evaluated, make, number):
    hook = make(None, "auc", number, eval_dir=evaluated(0.9, 0.7, 0.8), min_steps=2000)
    assert not hook.should_stop()


def test_a_metric_that_was_not_evaluated_is_refused(evaluated):
    hook = HIGHER(None, "accuracy", 0.8, eval_dir=evaluated(0.7))
    with pytest.raises(ValueError, match=r"must be among the evaluations' \['auc'\], got 'acc"):
        hook.should_stop()


def test_the_folder_is_that_of_the_estimator(tmp_path):
    estimator = StandIn(tmp_path)
    append_evaluation(estimator.eval_dir(), {"loss": 0.01, "global_step": 1})
    assert LOWER(estimator, "loss", 0.1).should_stop()


def test_the_question_is_asked_every_so_many_steps_and_ends_training():
    answers = iter([False, False, True])
    hook = stopping.make_early_stopping_hook(None, lambda: next(answers), None, run_every_steps=10)
    model = run([hook], 100, segment=5)
    assert model.optimizer.iterations.value == 30


def test_the_question_is_asked_once_a_minute_by_default():
    hook = stopping.make_early_stopping_hook(None, lambda: True)
    assert run([hook], 100, segment=5).optimizer.iterations.value == 100


@pytest.mark.parametrize("times", [(None, None), (60, 100)])
def test_both_times_and_neither_are_refused(times):
    with pytest.raises(ValueError, match="Exactly one of `run_every_secs` and `run_every_steps`"):
        stopping.make_early_stopping_hook(None, lambda: True, *times)


def test_the_question_must_be_a_function():
    with pytest.raises(TypeError, match="`should_stop_fn` must be a function, got True"):
        stopping.make_early_stopping_hook(None, True)


def test_numbers_out_of_range_are_refused(tmp_path):
    with pytest.raises(ValueError, match="`max_steps_without_increase` must be a whole number"):
        NO_INCREASE(None, "auc", -1, eval_dir=tmp_path)
    with pytest.raises(ValueError, match="`max_steps_without_decrease` must be a whole number"):
        NO_DECREASE(None, "auc", -1, eval_dir=tmp_path)
    with pytest.raises(ValueError, match="`min_steps` must be a whole number"):
        HIGHER(None, "auc", 0.5, eval_dir=tmp_path, min_steps=-1)
