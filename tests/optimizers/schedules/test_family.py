"""Every schedule against Keras's: its values, its config, and what one reads of the other's."""

import keras
import pytest

from deepkit.optimizers import schedules

STEPS = (0, 1, 2, 5, 10, 13, 20, 21, 47, 100)
ROWS = [
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 20}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 20, "alpha": 0.2}),
    (
        "CosineDecay",
        {"initial_learning_rate": 0.0, "decay_steps": 9, "warmup_target": 1.0, "warmup_steps": 5},
    ),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 9}),
    (
        "CosineDecayRestarts",
        {"initial_learning_rate": 0.1, "first_decay_steps": 9, "t_mul": 1.0, "m_mul": 0.9},
    ),
    (
        "CosineDecayRestarts",
        {"initial_learning_rate": 0.1, "first_decay_steps": 9, "m_mul": 0.5, "alpha": 0.1},
    ),
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.9}),
    (
        "ExponentialDecay",
        {"initial_learning_rate": 1.0, "decay_steps": 7, "decay_rate": 0.9, "staircase": True},
    ),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.5}),
    (
        "InverseTimeDecay",
        {"initial_learning_rate": 1.0, "decay_steps": 7, "decay_rate": 0.5, "staircase": True},
    ),
    ("PiecewiseConstantDecay", {"boundaries": [10, 20], "values": [1.0, 0.5, 0.1]}),
    ("PiecewiseConstantDecay", {"boundaries": [1], "values": [1.0, 0.5]}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20, "power": 0.5}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 6, "cycle": True}),
]


def test_every_schedule_has_a_row():
    functions = {"LearningRateSchedule", "deserialize", "serialize"}
    assert {name for name, _ in ROWS} == set(schedules.__all__) - functions


@pytest.mark.parametrize(("name", "config"), ROWS)
def test_a_schedule_has_keras_values(name, config):
    ours, theirs = (getattr(m, name)(**config) for m in (schedules, keras.optimizers.schedules))
    found, expected = ([float(s(step)) for step in STEPS] for s in (ours, theirs))
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("name", "config"), ROWS)
def test_a_schedule_is_written_as_by_keras_and_read_by_it(name, config):
    theirs = keras.optimizers.schedules
    written = schedules.serialize(getattr(schedules, name)(**config))
    assert written == theirs.serialize(getattr(theirs, name)(**config))
    assert theirs.deserialize(written).get_config() == written["config"]
    assert schedules.deserialize(written).get_config() == written["config"]


def test_an_unknown_schedule_is_met_with_the_nearest():
    message = "Unknown learning rate schedule 'CosineDecoy'. Did you mean 'CosineDecay'"
    with pytest.raises(ValueError, match=message):
        schedules.deserialize({"class_name": "CosineDecoy", "config": {}})
