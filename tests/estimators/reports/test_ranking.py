"""Tests of lists as text."""

from deepkit.estimators.reports._ranking import ranking_text


def test_numbers_stand_below_each_other():
    assert ranking_text([("a", "1"), ("abc", "2")]) == "a    1\nabc  2"


def test_nothing_is_an_empty_text():
    assert ranking_text([]) == ""
