"""A reading looks at each input column once."""

from deepkit.columns._reading import Reading
from deepkit.feature_column import as_table, numeric_column


def test_what_was_read_is_kept_for_the_next_column():
    reading = Reading(as_table({"x": ["a", "b"], "y": [["a"], ["b", "c"]]}))
    assert reading.entries("x") is reading.entries("x")
    assert reading.steps("y", True) is reading.steps("y", True)


def test_tools_are_made_once_for_all_readings():
    column, tools = numeric_column("x", missing=3.0), {}
    table = as_table({"x": [1.0]})
    first = Reading(table, tools).tools(column)
    assert Reading(table, tools).tools(column) is first
    assert first.fill.tolist() == [3.0]
