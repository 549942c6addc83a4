"""Axes of scores and masks of pairs, by hand."""

import pytest

from deepkit import ops
from deepkit.layers.attention._pairs import Pairs, all_of

SEQUENCES = Pairs(3, [1])
IMAGES = Pairs(4, [1, 2])
SECOND_AXIS = Pairs(4, [-2])


@pytest.mark.parametrize(
    ("pairs", "to_scores", "to_heads"),
    [
        (SEQUENCES, "abYZ,acYZ->aYbc", "aYbc,acYZ->abYZ"),
        (IMAGES, "abcYZ,adeYZ->aYbcde", "aYbcde,adeYZ->abcYZ"),
        (SECOND_AXIS, "abcYZ,abdYZ->abYcd", "abYcd,abdYZ->abcYZ"),
    ],
)
def test_scores_have_other_axes_then_heads_then_targets_then_sources(pairs, to_scores, to_heads):
    assert pairs.equations == (to_scores, to_heads)


def test_a_mask_of_targets_holds_for_all_heads_and_sources():
    assert SEQUENCES.of_targets(ops.ones((2, 5))).shape == (2, 1, 5, 1)
    assert IMAGES.of_targets(ops.ones((2, 5, 6))).shape == (2, 1, 5, 6, 1, 1)
    assert SECOND_AXIS.of_targets(ops.ones((2, 5, 6))).shape == (2, 5, 1, 6, 1)


def test_a_mask_of_sources_holds_for_all_heads_and_targets():
    assert SEQUENCES.of_sources(ops.ones((2, 5))).shape == (2, 1, 1, 5)
    assert IMAGES.of_sources(ops.ones((2, 5, 6))).shape == (2, 1, 1, 1, 5, 6)
    assert SECOND_AXIS.of_sources(ops.ones((2, 5, 6))).shape == (2, 5, 1, 1, 6)


def test_axes_not_attended_over_come_first_in_a_mask():
    first_axis = Pairs(4, [1])
    mask = ops.reshape(ops.arange(6), (1, 2, 3))
    assert first_axis.of_targets(mask)[0, :, 0, :, 0].tolist() == [
        [False, True],
        [True, True],
        [True, True],
    ]


def test_a_mask_of_pairs_gets_an_axis_of_heads_where_it_has_none():
    assert SEQUENCES.of_pairs(ops.ones((2, 5, 6))).shape == (2, 1, 5, 6)
    assert SEQUENCES.of_pairs(ops.ones((2, 3, 5, 6))).shape == (2, 3, 5, 6)
    assert SEQUENCES.of_pairs(ops.ones((5, 6))).shape == (1, 1, 5, 6)


def test_a_target_sees_what_comes_before_it_and_itself():
    seen = SEQUENCES.up_to_itself((1, 2, 1, 1), (1, 3, 1, 1))
    assert seen.tolist() == [[True, False, False], [True, True, False]]


def test_places_of_several_axes_are_counted_row_by_row():
    seen = IMAGES.up_to_itself((1, 1, 2, 1, 1), (1, 2, 1, 1, 1))
    assert ops.reshape(seen, (2, 2)).tolist() == [[True, False], [True, True]]


def test_the_width_is_the_least_distance_that_is_too_far():
    near = SEQUENCES.nearer_than(2, (1, 3, 1, 1), (1, 4, 1, 1))
    assert near.tolist() == [
        [True, True, False, False],
        [True, True, True, False],
        [False, True, True, True],
    ]


def test_masks_hold_together_and_none_is_none():
    assert all_of([]) is None
    masks = [ops.convert_to_tensor([True, True, False]), ops.convert_to_tensor([True, False, True])]
    assert all_of(masks).tolist() == [True, False, False]
