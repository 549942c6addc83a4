"""Lists of names with a number for each, as text."""

from collections.abc import Iterable


def ranking_text(rows: Iterable[tuple[str, str]]) -> str:
    """Return a line for each name and its number.

    Args:
        rows: names and numbers.

    Example:
        >>> from deepkit.estimators.reports._ranking import ranking_text
        >>> print(ranking_text([("age", "0.25"), ("occupation", "0.5")]))
        age         0.25
        occupation  0.5
    """
    listed = list(rows)
    width = max((len(name) for name, _ in listed), default=0)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in listed)
