"""Data that fits is solved at once; what would take minutes or much memory is not."""

import pytest

from deepkit.estimators.linear_solver import fits
from deepkit.estimators.linear_solver._cost import builds_matrix


@pytest.mark.parametrize(
    ("rows", "width", "entries", "units", "answer"),
    [
        (32_561, 108, 14 * 32_561, 1, True),  # Adult
        (53_940, 26, 9 * 53_940, 1, True),  # diamonds
        (1_000_000, 120_000, 3_000_000, 1, True),  # prices by zip code
        (300_000, 100, 30_000_000, 1, True),
        (1_000_000, 500, 500_000_000, 1, False),  # gigabytes
        (100_000, 2_000, 190_000_000, 1, False),  # minutes
        (20_000, 1_000, 20_000_000, 100, False),
        (10**9, 108, 14 * 10**9, 1, False),
        (1, 0, 0, 1, True),
        (0, 0, 0, 1, True),
    ],
)
def test_what_fits_is_solved_at_once(rows, width, entries, units, answer):
    assert fits(rows, width, entries, units=units) is answer


@pytest.mark.parametrize(
    ("rows", "width", "units", "answer"),
    [(1000, 3000, 1, True), (1000, 3001, 1, False), (1000, 1001, 3, False), (10**7, 90, 1, False)],
)
def test_the_matrix_is_built_if_it_is_small_and_quick(rows, width, units, answer):
    assert builds_matrix(rows, width, 15 * rows, units=units) is answer
