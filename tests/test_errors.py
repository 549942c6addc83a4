"""The errors of deepkit, and the checks that raise them."""

import numpy as np
import pytest

from deepkit import errors


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ShapeError, ValueError),
        (errors.DataError, ValueError),
        (errors.NotBuiltError, ValueError),
        (errors.NotCompiledError, ValueError),
        (errors.NotFittedError, ValueError),
        (errors.NotFittedError, AttributeError),
        (errors.SavingError, ValueError),
        (errors.StateError, RuntimeError),
    ],
)
def test_each_error_is_caught_as_deepkits_and_as_the_builtin(error, builtin):
    assert issubclass(error, errors.DeepkitError)
    assert issubclass(error, builtin)


@pytest.mark.parametrize("value", [1, 0.5, np.float32(2), 10**400])
def test_a_positive_number_passes(value):
    assert errors.positive(rate=value) is value


@pytest.mark.parametrize("value", [0, -1.0, float("nan"), float("inf"), "1", None, True, 1j])
def test_what_is_not_a_positive_number_is_refused_by_its_name(value):
    with pytest.raises(ValueError, match=r"`epsilon` must be > 0, got ") as caught:
        errors.positive(epsilon=value)
    assert repr(value) in str(caught.value)


def test_an_array_is_no_number():
    with pytest.raises(ValueError, match="`rate` must be > 0"):
        errors.positive(rate=np.ones(2))


def test_zero_is_not_negative_but_less_is():
    assert errors.not_negative(momentum=0) == 0
    with pytest.raises(ValueError, match=r"`momentum` must be >= 0, got -0.5\."):
        errors.not_negative(momentum=-0.5)


@pytest.mark.parametrize("value", [0, 0.5, 1])
def test_fractions_reach_from_zero_to_one(value):
    assert errors.fraction(rate=value) == value


@pytest.mark.parametrize("value", [-0.1, 1.1, -(10**400)])
def test_beyond_zero_and_one_are_no_fractions(value):
    with pytest.raises(ValueError, match="`rate` must be between 0 and 1, got "):
        errors.fraction(rate=value)


def test_whole_numbers_of_any_kind_come_back_as_int():
    number = errors.whole(units=np.int64(3))
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize("value", [0, 2.0, "3", None, True, 2.5])
def test_what_is_not_whole_or_too_small_is_refused(value):
    with pytest.raises(ValueError, match="`units` must be a whole number >= 1, got "):
        errors.whole(units=value)


def test_the_smallest_whole_number_can_be_chosen():
    assert errors.whole(at_least=0, seed=0) == 0
    with pytest.raises(ValueError, match=r"`seed` must be a whole number >= 0, got -1\."):
        errors.whole(at_least=0, seed=-1)


@pytest.mark.parametrize("value", ["same", None, 2])
def test_one_of_the_choices_passes(value):
    assert errors.one_of(("valid", "same", None, 2), padding=value) == value


def test_none_of_the_choices_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"must be one of 'valid', 'same', got 'Sane'\. Did you m"):
        errors.one_of(("valid", "same"), padding="Sane")


@pytest.mark.parametrize("value", [7, [1], np.ones(3)])
def test_what_resembles_no_choice_is_refused_without_a_guess(value):
    with pytest.raises(ValueError, match="`padding` must be one of 'valid', 'same'") as caught:
        errors.one_of(("valid", "same"), padding=value)
    assert "Did you mean" not in str(caught.value)


def test_an_unknown_name_is_answered_with_the_nearest_whatever_its_case():
    error = errors.unknown("optimizer", "ADM", ["sgd", "Adam"])
    assert str(error) == "Unknown optimizer 'ADM'. Did you mean 'Adam'?"


def test_an_unknown_name_like_no_other_is_answered_with_all():
    assert str(errors.unknown("loss", "xyz", ["mse", "mae"])) == (
        "Unknown loss 'xyz'. Known: mae, mse."
    )


def test_the_size_of_an_axis_is_known():
    assert errors.known((None, 3, 4)) == 4
    assert errors.known((None, 3, 4), axis=1) == 3


def test_an_open_axis_is_refused_with_the_cure():
    with pytest.raises(errors.ShapeError, match=r"Axis -1 .* fixed size, got shape \(3, None\)\. "):
        errors.known([3, None])


@pytest.mark.parametrize("axis", [2, -3])
def test_an_absent_axis_is_refused(axis):
    with pytest.raises(errors.ShapeError, match=rf"must have an axis {axis}, got shape \(3, 4\)"):
        errors.known((3, 4), axis=axis)
