"""Improvement is what beats the best by more than the margin, in the right direction."""

import pytest

from deepkit.callbacks._monitor import Monitor


@pytest.mark.parametrize(
    ("mode", "value", "best", "expected"),
    [
        ("min", 0.8, 1.0, True),
        ("min", 0.95, 1.0, False),
        ("max", 1.2, 1.0, True),
        ("max", 1.05, 1.0, False),
        ("min", 5.0, None, True),
        ("min", float("nan"), None, False),
        ("max", float("nan"), 1.0, False),
    ],
)
def test_only_a_change_of_more_than_the_margin_improves(mode, value, best, expected):
    assert Monitor("loss", mode=mode, min_delta=0.1).improves(value, best) is expected


def test_auto_tells_the_direction_from_the_name(model):
    assert not Monitor("val_loss", mode="auto").rises
    assert Monitor("val_accuracy", mode="auto").rises
    with pytest.raises(ValueError, match="Monitor cannot tell whether `race` should rise or fall"):
        Monitor("race", mode="auto").improves(1.0, 2.0)


def test_auto_asks_the_metrics_of_the_model(model):
    class Race:
        name = "race"
        direction = "up"

    model.metrics = [Race()]
    monitor = Monitor("val_race", mode="auto")
    monitor.set_model(model)
    assert monitor.rises


def test_a_missing_value_warns_and_names_what_is_there():
    monitor = Monitor("val_loss", mode="auto")
    with pytest.warns(UserWarning, match="metric `val_loss`, which is not available.* loss, acc."):
        assert monitor.monitored({"loss": 1.0, "acc": 0.5}) is None


def test_arguments_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`mode` must be one of 'auto', 'min', 'max', got 'mni'"):
        Monitor("loss", mode="mni")
    with pytest.raises(ValueError, match="`min_delta` must be >= 0"):
        Monitor("loss", mode="min", min_delta=float("nan"))
