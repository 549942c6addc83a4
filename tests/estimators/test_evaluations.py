"""Evaluations are kept by step, in a file that a kill cannot spoil."""

import math

import numpy as np
import pytest

from deepkit.estimators._evaluations import append_evaluation, read_eval_metrics


def test_what_is_written_is_read_by_step_in_order(tmp_path):
    for step in (200, 100):
        append_evaluation(tmp_path / "eval", {"loss": step / 100, "global_step": step})
    found = read_eval_metrics(tmp_path / "eval")
    assert list(found.items()) == [(100, {"loss": 1.0}), (200, {"loss": 2.0})]


def test_the_later_of_two_evaluations_at_a_step_counts(tmp_path):
    for loss in (1.0, 0.5):
        append_evaluation(tmp_path, {"loss": loss, "global_step": 7})
    assert read_eval_metrics(tmp_path) == {7: {"loss": 0.5}}


def test_numbers_of_numpy_arrays_text_and_nan_are_kept(tmp_path):
    given = {
        "loss": np.float32("nan"),
        "per_class": np.array([1.5, 2.5]),
        "note": "x",
        "global_step": np.int64(3),
    }
    append_evaluation(tmp_path, given)
    [found] = read_eval_metrics(tmp_path).values()
    assert math.isnan(found.pop("loss"))
    assert found == {"per_class": [1.5, 2.5], "note": "x"}


def test_an_evaluation_without_its_step_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must hold 'global_step', got \['loss'\]"):
        append_evaluation(tmp_path, {"loss": 1.0})
