"""Where plots are drawn: on the axes that were given, or on new ones."""

from typing import Any


def axes_for(ax: Any = None) -> Any:
    """Return the axes to draw on.

    Args:
        ax: axes of matplotlib; new ones if None.

    Raises:
        ImportError: if new ones are needed and matplotlib is not installed.
    """
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError(
            "Plots need matplotlib, which is not installed. Install it with the extra `plot`: "
            "`pip install 'deepkit[plot]'`."
        ) from error
    return pyplot.subplots()[1]


def bars(ax: Any, names: list[str], lengths: list[float], spread: list[float] | None = None) -> Any:
    """Draw horizontal bars, the first on top, with a line at zero; return the axes.

    Args:
        ax: axes of matplotlib; new ones if None.
        names: of the bars.
        lengths: of the bars, below zero too.
        spread: half the length of the whisker of each bar.
    """
    ax = axes_for(ax)
    places = list(range(len(names)))
    colors = ["C0" if length >= 0 else "C3" for length in lengths]
    ax.barh(places, lengths, xerr=spread, color=colors, ecolor="0.3")
    ax.set_yticks(places, names)
    ax.invert_yaxis()
    ax.axvline(0, color="0.3", linewidth=0.8)
    return ax
