"""The focal loss of several classes, by hand."""

import math

import pytest

from deepkit import losses


def test_easy_examples_count_little():
    value = losses.categorical_focal_crossentropy([[0.0, 1.0]], [[0.25, 0.75]], gamma=2.0)
    assert float(value[0]) == pytest.approx(0.25 * 0.25**2 * math.log(4 / 3))


def test_without_focus_it_is_the_weighted_crossentropy():
    loss = losses.CategoricalFocalCrossentropy(alpha=0.5, gamma=0.0, from_logits=True)
    assert float(loss([[0.0, 1.0]], [[2.0, 2.0]])) == pytest.approx(0.5 * math.log(2))


def test_each_class_may_have_a_weight():
    loss = losses.CategoricalFocalCrossentropy(alpha=[1.0, 3.0], gamma=0.0)
    assert float(loss([[0.0, 1.0]], [[0.5, 0.5]])) == pytest.approx(3 * math.log(2))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": -1.0}, r"`alpha` must be >= 0, got -1\.0"),
        ({"alpha": [0.5, -1.0]}, r"`alpha` must be >= 0, got -1\.0"),
        ({"gamma": -2.0}, r"`gamma` must be >= 0, got -2\.0"),
        ({"label_smoothing": 1.5}, r"`label_smoothing` must be between 0 and 1, got 1\.5"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        losses.CategoricalFocalCrossentropy(**options)
