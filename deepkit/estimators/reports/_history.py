"""Training curves as a picture."""

from collections.abc import Sequence
from typing import Any

from deepkit.errors import DataError, unknown
from deepkit.estimators.reports._axes import axes_for

_VALIDATION = "val_"


def plot_history(estimator: Any, ax: Any = None, *, names: Sequence[str] | None = None) -> Any:
    """Draw what was noted while an estimator learned, against the steps; return the axes.

    Numbers of validation rows are dashed, in the color of the same number of training rows.

    Args:
        estimator: a fitted estimator.
        ax: axes of matplotlib; new ones if None.
        names: which numbers of `history_` to draw; the losses if None.

    Raises:
        NotFittedError: if nothing was learned yet.
        DataError: if nothing was noted, as where a linear model was solved at once.
        ValueError: if there is no such number.
        ImportError: if matplotlib is needed and not installed.

    Example:
        >>> from deepkit import estimators
        >>> model = estimators.DNNRegressor([4], steps=100, random_state=0)
        >>> _ = model.fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
        >>> estimators.reports.plot_history(model).get_xlabel()
        'steps'
    """
    history = dict(estimator.history_)
    steps = history.pop("step", [])
    if not steps:
        raise DataError(
            "There are no training curves: nothing was noted, as where a linear model is solved at "
            "once. Train by steps to have some, for example with `optimizer='Ftrl'`."
        )
    for name in names or ():
        if name not in history:
            raise unknown("number in `history_`", name, history)
    if names is None:
        names = [name for name in history if name.endswith("loss")]
    ax = axes_for(ax)
    plain = list(dict.fromkeys(name.removeprefix(_VALIDATION) for name in names))
    for name in names:
        color = f"C{plain.index(name.removeprefix(_VALIDATION)) % 10}"
        style = "--" if name.startswith(_VALIDATION) else "-"
        drawn = history[name]
        # What was first noted later has fewer numbers; they belong to the last looks.
        ax.plot(steps[-len(drawn) :], drawn, style, color=color, label=name)
    ax.set(xlabel="steps", ylabel=plain[0] if len(plain) == 1 else "value")
    ax.legend()
    return ax
