"""Tasks take turns, and ratios are those of the same round."""

import gc

from benchmarks._timing import in_turns, ratio, rounds_within, seconds


def test_tasks_take_turns_and_every_other_round_goes_backward(monkeypatch):
    monkeypatch.setattr(gc, "collect", lambda: 0)  # slow in a process that holds much
    calls = []
    tasks = {name: lambda name=name: calls.append(name) for name in "abc"}
    times = in_turns(tasks, 3)
    assert "".join(calls) == "abccbaabc"
    assert {name: len(taken) for name, taken in times.items()} == {"a": 3, "b": 3, "c": 3}


def test_no_garbage_is_collected_while_the_clock_runs():
    states = []
    assert seconds(lambda: states.append(gc.isenabled())) >= 0
    assert states == [False]
    assert gc.isenabled()


def test_garbage_is_collected_again_after_a_task_that_failed():
    def fail():
        raise ValueError

    try:
        seconds(fail)
    except ValueError:
        assert gc.isenabled()


def test_a_ratio_says_how_many_times_as_long_the_other_took():
    found = ratio([2.0, 6.0, 4.0, 8.0, 10.0], [1.0, 2.0, 1.0, 1.0, 1.0])
    # Rounds: 2, 3, 4, 8, 10; the quickest of each: 2 and 1.
    assert found == (4.0, 3.0, 8.0, 2.0)
    assert str(found) == "4.00x [3.00 8.00]"


def test_a_ratio_of_one_round_has_no_spread():
    assert ratio([3.0], [2.0]) == (1.5, 1.5, 1.5, 1.5)


def test_there_are_as_many_rounds_as_fit_but_never_too_few_or_too_many():
    assert rounds_within(10, 2.0, least=3, most=12) == 5
    assert rounds_within(10, 6.0, least=3, most=12) == 3
    assert rounds_within(10, 0.0, least=3, most=12) == 12
