"""Tests of where plots are drawn."""

import sys

import pytest
from matplotlib import pyplot

from deepkit.estimators.reports._axes import axes_for, bars


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def test_given_axes_are_drawn_on():
    _, ax = pyplot.subplots()
    assert axes_for(ax) is ax


def test_new_axes_are_made_where_none_are_given():
    assert axes_for() is not axes_for()


def test_the_extra_to_install_is_named_where_matplotlib_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"extra `plot`: `pip install 'deepkit\[plot\]'`"):
        axes_for()


def test_bars_begin_on_top_and_bear_names():
    ax = bars(None, ["age", "pay"], [0.5, -0.2], [0.1, 0.1])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["age", "pay"]
    assert [bar.get_width() for bar in ax.patches] == [0.5, -0.2]
    assert ax.yaxis_inverted()
