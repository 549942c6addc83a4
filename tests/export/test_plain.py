"""Values of JSON that nobody vouches for."""

import pytest

from deepkit.export._plain import listed, mapped, text, text_or_none, whole


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (text, "a"),
        (text_or_none, None),
        (text_or_none, "a"),
        (whole, 0),
        (listed, []),
        (mapped, {}),
    ],
)
def test_a_value_of_the_kind_is_returned(read, value):
    assert read(value) == value


@pytest.mark.parametrize(
    ("read", "value"), [(text, None), (text, 3), (text_or_none, 3), (listed, {}), (mapped, [])]
)
def test_a_value_of_another_kind_is_refused(read, value):
    with pytest.raises(TypeError, match="is no"):
        read(value)


@pytest.mark.parametrize("value", [-1, 4, True, 1.0, "1"])
def test_a_number_that_is_not_whole_or_out_of_range_is_refused(value):
    with pytest.raises(ValueError, match="is no number of anything"):
        whole(value, at_most=3)
