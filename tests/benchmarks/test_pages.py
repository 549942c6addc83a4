"""Figures come into pages between marks, and nothing else of a page changes."""

import pytest

from benchmarks._pages import fill, markdown


def test_rows_become_a_table():
    assert markdown([["a", "b"], ["1", "2"]]) == "| a | b |\n|---|---|\n| 1 | 2 |"


def test_what_is_between_the_marks_is_replaced(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n<!-- x -->old<!-- end of x -->\nafter\n")
    for text in ("first", "second\n"):
        fill(page, "x", text)
    wanted = "# Title\n<!-- x -->\n\nsecond\n\n<!-- end of x -->\nafter\n"
    assert page.read_text() == wanted


def test_a_page_without_marks_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- x -->")
    with pytest.raises(ValueError, match="needs the marks <!-- x --> and <!-- end of x -->"):
        fill(page, "x", "text")
    assert page.read_text() == "<!-- x -->"
