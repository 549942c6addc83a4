"""Tests of training curves."""

from types import SimpleNamespace

import pytest
from matplotlib import pyplot

from deepkit.errors import DataError
from deepkit.estimators import LinearRegressor
from deepkit.estimators.reports import plot_history
from tests.estimators._tables import LABELS, TARGETS, X, deep


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def told(**history):
    """Return a stand-in for an estimator that noted these numbers."""
    return SimpleNamespace(history_=history)


def test_losses_are_drawn_against_the_steps():
    ax = plot_history(told(step=[10, 20], loss=[0.5, 0.4], val_loss=[0.6, 0.5], rate=[1.0, 1.0]))
    assert [line.get_label() for line in ax.lines] == ["loss", "val_loss"]
    assert [list(line.get_xdata()) for line in ax.lines] == [[10, 20], [10, 20]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("steps", "loss")


def test_numbers_of_validation_rows_are_dashed_in_the_same_color():
    own, judged = plot_history(told(step=[1], loss=[1.0], val_loss=[2.0])).lines
    assert (own.get_linestyle(), judged.get_linestyle()) == ("-", "--")
    assert own.get_color() == judged.get_color()


def test_numbers_can_be_chosen():
    ax = plot_history(told(step=[1], loss=[1.0], rate=[0.1]), names=["rate"])
    assert [line.get_label() for line in ax.lines] == ["rate"]


def test_what_was_noted_later_is_drawn_at_the_last_steps():
    ax = plot_history(told(step=[1, 2, 3], loss=[3.0, 2.0, 1.0], val_loss=[1.0]))
    assert list(ax.lines[1].get_xdata()) == [3]


def test_an_estimator_draws_its_own_curves(tmp_path):
    _, given = pyplot.subplots()
    ax = deep(early_stopping=True).fit(X, LABELS).plot_history(given)
    assert ax is given
    assert [line.get_label() for line in ax.lines] == ["loss", "val_loss"]
    ax.figure.savefig(tmp_path / "history.png")
    assert (tmp_path / "history.png").stat().st_size > 1000


def test_a_model_that_was_solved_at_once_has_no_curves():
    with pytest.raises(DataError, match="There are no training curves"):
        LinearRegressor().fit(X, TARGETS).plot_history()


def test_numbers_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="Unknown number in `history_` 'accuracy'"):
        plot_history(told(step=[1], loss=[1.0]), names=["accuracy"])
