"""The demo, step by step with few epochs; `make demo` runs it in full."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
import demo
import demo_tabular


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return demo.run(demo.diabetes(epochs=40), range(2), folder, verbose=0), folder


def test_the_regression_is_as_good_as_its_reference(outcome):
    assert outcome[0].is_good
    assert outcome[0].goal.reference > 0.3  # a reference worth being compared with


def test_the_reloaded_model_predicts_the_same_bits_in_a_fresh_process(outcome):
    assert outcome[0].is_identical


def test_the_curves_are_drawn(outcome):
    picture = (outcome[1] / "diabetes.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5000


def test_the_report_shows_result_and_reference_side_by_side(outcome):
    text = demo.report([outcome[0]], outcome[1])
    assert f"{np.mean(outcome[0].scores):.4f}" in text
    assert f"{outcome[0].goal.reference:.4f} scikit-learn RidgeCV   ok" in text


def test_a_result_below_the_reference_by_more_than_the_spread_fails(outcome):
    made_worse = demo.Outcome(outcome[0].goal, [0.0, 0.01], {}, True, 0.0)
    assert not made_worse.is_good
    assert "WORSE" in demo.report([made_worse], outcome[1])


def test_the_digits_are_learned(tmp_path):
    task = demo.digits(epochs=4)
    model = demo.train(task, seed=0, verbose=0)
    assert task.score(task.split.y_test, model.predict(task.split.x_test, verbose=0)) > 0.9


def test_the_wide_and_deep_model_is_held_to_a_network_and_served_elsewhere(tmp_path):
    outcome = demo_tabular.run(range(2), tmp_path, verbose=0)
    assert outcome.is_identical
    assert outcome.is_good
    assert outcome.goal.reference > 0.96  # a reference worth being compared with
    assert (tmp_path / "wide_and_deep.png").read_bytes().startswith(b"\x89PNG")
    assert "wide & deep" in demo.report([outcome], tmp_path)
