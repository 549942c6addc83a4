"""Figures in pages of the documentation, each between two marks that name it."""

from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table of Markdown, the first of them as its head.

    Args:
        rows: of cells.
    """
    head, *others = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *others])


def fill(page: Path, name: str, text: str) -> None:
    """Write a text between the marks `<!-- name -->` and `<!-- end of name -->` of a page.

    Args:
        page: that has the marks.
        name: of the marks.
        text: instead of what is between them.

    Raises:
        ValueError: if a mark is not there.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    old = page.read_text(encoding="utf-8")
    before, first, rest = old.partition(begin)
    _, last, after = rest.partition(end)
    if not (first and last):
        raise ValueError(f"{page} needs the marks {begin} and {end}.")
    page.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")
