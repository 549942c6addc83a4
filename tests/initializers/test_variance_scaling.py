"""Variances that follow the fans of a kernel."""

import numpy as np
import pytest

from deepkit import initializers


def variance(shape, **options):
    drawn = np.asarray(initializers.VarianceScaling(seed=1, **options)(shape))
    assert drawn.shape == shape
    return drawn.var()


@pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
@pytest.mark.parametrize(("mode", "fan"), [("fan_in", 200), ("fan_out", 100), ("fan_avg", 150)])
def test_the_variance_is_the_scale_over_the_fan(mode, fan, distribution):
    found = variance((200, 100), scale=3.0, mode=mode, distribution=distribution)
    assert found == pytest.approx(3.0 / fan, rel=0.04)


@pytest.mark.parametrize(
    ("distribution", "end"),
    [("truncated_normal", 2 / 0.87962566), ("normal", 2 / 0.87962566), ("uniform", 3**0.5)],
)
def test_draws_end_where_the_distribution_ends(distribution, end):
    initializer = initializers.VarianceScaling(100.0, distribution=distribution, seed=1)
    largest = float(abs(initializer((100, 200))).max())
    assert 0.99 * end < largest <= 1.000001 * end


@pytest.mark.parametrize(
    ("shape", "mode", "fan"),
    [
        ((3, 5, 20, 40), "fan_in", 3 * 5 * 20),  # the kernel of a convolution
        ((3, 5, 20, 40), "fan_out", 3 * 5 * 40),
        ((5000,), "fan_in", 5000),  # a bias
    ],
)
def test_sizes_of_a_kernel_count_in_both_fans(shape, mode, fan):
    assert variance(shape, mode=mode) == pytest.approx(1 / fan, rel=0.06)


def test_axes_of_the_fans_can_be_named():
    # As in attention: inputs, heads, size of a head.
    axes = {"input_axes": [0], "output_axes": [1, 2]}
    shape = (40, 8, 25)
    assert variance(shape, mode="fan_in", **axes) == pytest.approx(1 / 40, rel=0.06)
    assert variance(shape, mode="fan_out", **axes) == pytest.approx(1 / 200, rel=0.06)


def test_no_fan_counts_as_one():
    assert initializers.VarianceScaling(seed=1)((0, 3)).shape == (0, 3)
    assert initializers.VarianceScaling(seed=1)(()).shape == ()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
def test_draws_have_the_dtype_asked_for(distribution, dtype):
    initializer = initializers.VarianceScaling(distribution=distribution)
    assert initializer((2, 3), dtype).dtype == dtype


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), None])
def test_a_scale_that_is_not_above_zero_is_refused(scale):
    with pytest.raises(ValueError, match=f"`scale` must be > 0, got {scale!r}"):
        initializers.VarianceScaling(scale)


@pytest.mark.parametrize(
    ("argument", "value", "hint"),
    [
        ("mode", "fan_inn", r"Did you mean 'fan_in'\?"),
        ("distribution", "uniforme", r"Did you mean 'uniform'\?"),
    ],
)
def test_an_unknown_choice_is_refused_with_the_nearest(argument, value, hint):
    with pytest.raises(ValueError, match=rf"`{argument}` must be one of .* got '{value}'\. {hint}"):
        initializers.VarianceScaling(**{argument: value})
