"""The options that all optimizers share are checked when they are given."""

import pytest

from deepkit.optimizers import SGD, Adam


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"clipnorm": 0.0}, "`clipnorm` must be > 0, got 0.0"),
        ({"clipvalue": -1.0}, "`clipvalue` must be > 0, got -1.0"),
        ({"global_clipnorm": -1.0}, "`global_clipnorm` must be > 0, got -1.0"),
        ({"weight_decay": -0.1}, "`weight_decay` must be >= 0, got -0.1"),
        ({"ema_momentum": 1.1}, "`ema_momentum` must be between 0 and 1, got 1.1"),
        ({"ema_overwrite_frequency": 0}, "`ema_overwrite_frequency` must be a whole number >= 1"),
        ({"loss_scale_factor": 0.0}, "`loss_scale_factor` must be > 0, got 0.0"),
        ({"gradient_accumulation_steps": 1}, "`gradient_accumulation_steps` must be .* >= 2"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        SGD(**wrong)


def test_two_clips_at_once_are_refused():
    message = r"Only one of .* may be set, got clipnorm=1.0, global_clipnorm=2.0"
    with pytest.raises(ValueError, match=message):
        SGD(clipnorm=1.0, global_clipnorm=2.0)


def test_an_unknown_argument_is_met_with_the_nearest_known():
    with pytest.raises(ValueError, match=r"argument of Adam 'beta1'. Did you mean 'beta_1'"):
        Adam(beta1=0.9)
    with pytest.raises(ValueError, match=r"argument of SGD 'clip_norm'. Did you mean 'clipnorm'"):
        SGD(clip_norm=1.0)
