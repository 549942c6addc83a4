"""One number an axis, from one for all or one for each."""

import pytest

from deepkit.layers._sizes import sizes


def test_one_number_stands_for_all_axes():
    assert sizes(3, strides=2) == (2, 2, 2)


@pytest.mark.parametrize("given", [(1, 2), [1, 2]])
def test_as_many_numbers_as_axes_stand_for_each(given):
    assert sizes(2, strides=given) == (1, 2)


@pytest.mark.parametrize("given", [(1,), (1, 2, 3), ()])
def test_more_or_fewer_numbers_are_refused(given):
    with pytest.raises(ValueError, match="`strides` must be a whole number, or 2 of them, got"):
        sizes(2, strides=given)


@pytest.mark.parametrize("given", [0, -1, (1, 1.5), (True, 1)])
def test_each_number_is_whole_and_at_least_one(given):
    with pytest.raises(ValueError, match="`strides` must be a whole number >= 1, got"):
        sizes(2, strides=given)
