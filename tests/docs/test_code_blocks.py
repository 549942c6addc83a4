"""Every block of Python in the README and the site runs, page by page, as a reader would run it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Return the pages that hold Python."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if blocks(page)]


def blocks(page: Path) -> list[tuple[int, str]]:
    """Return the blocks of a page with the number of the line before each."""
    text = page.read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start(1)), m.group(1)) for m in BLOCK.finditer(text)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_code_of_a_page_runs_from_top_to_bottom(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for line, code in blocks(page):
        # Padded, so that an error names the line of the page.
        exec(compile("\n" * line + code, str(page), "exec"), names)


def test_an_error_in_a_block_names_its_line(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n```python\nx = 1\nx / 0\n```\n", encoding="utf-8")
    [(line, code)] = blocks(page)
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile("\n" * line + code, str(page), "exec"), {})
    assert caught.traceback[-1].lineno + 1 == 5
