"""Goals are judged by the medians of a run."""

import re

import pytest

from benchmarks._fit import SMALLER
from benchmarks._goals import GOALS, Goal, goal_rows
from benchmarks._sections import SECTIONS
from benchmarks.workloads import WORKLOADS

SPEED = Goal("a", "speed", 2.0, ("fit", "mlp"), "jax")
COST = Goal("b", "cost", 2.0, ("fit", "mlp"), "jax")
OPEN = Goal("c", "speed", None, ("fit", "mlp"), "jax")
RUN = {"fit": {"mlp": {"deepkit": [1.0, 1.0], "jax": [2.0, 4.0]}}}


def test_a_speed_is_at_least_what_was_wanted():
    found = SPEED.found(RUN)
    assert found.median == 3.0
    assert SPEED.wanted == ">= 2.00"
    assert SPEED.is_met(found)


def test_a_cost_is_at_most_what_was_wanted():
    run = {"fit": {"mlp": {"deepkit": [5.0], "jax": [2.0]}}}
    assert COST.found(run).median == 2.5
    assert COST.wanted == "<= 2.00"
    assert not COST.is_met(COST.found(run))


def test_a_goal_without_a_bound_is_neither_met_nor_missed():
    assert OPEN.wanted == "near 1"
    assert OPEN.is_met(OPEN.found(RUN)) is None


@pytest.mark.parametrize("run", [{}, {"fit": {}}, {"fit": {"mlp": {"deepkit": [1.0]}}}])
def test_what_was_not_measured_is_not_judged(run):
    assert SPEED.found(run) is None
    assert goal_rows(run) == [["goal", "against", "wanted", "found", "met"]]


def test_each_goal_has_a_row_with_its_verdict():
    seconds = {"deepkit": [1.0], SMALLER: [0.5]}
    rows = goal_rows({"fit": {"embedding": {"seconds": seconds}}})
    assert rows[1:] == [
        ["the same, time of a step", "10,000 rows", "<= 1.50", "2.00x [2.00 2.00]", "no"]
    ]


def test_goals_are_about_workloads_and_sections_that_there_are():
    for goal in GOALS:
        assert goal.path[0] in SECTIONS
        if goal.path[0] in ("fit", "first", "predict"):
            assert goal.path[1] in WORKLOADS


def test_every_workload_of_fit_has_a_goal():
    assert {goal.path[1] for goal in GOALS if goal.path[0] == "fit"} == set(WORKLOADS)


def test_all_goals_have_titles_of_their_own():
    titles = [(goal.title, goal.other) for goal in GOALS]
    assert len(set(titles)) == len(titles) == 42
    assert not any(re.search(r"\s{2}", title) for title, _ in titles)
