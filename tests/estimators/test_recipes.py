"""Tests of the optimizers that estimators are told."""

import pytest

from deepkit import optimizers
from deepkit.estimators._recipes import make_optimizer


@pytest.mark.parametrize(
    ("name", "settings"),
    [  # the defaults of TensorFlow 2.15's estimators
        ("Adagrad", {"initial_accumulator_value": 0.1, "epsilon": 1e-7}),
        ("Adam", {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("Ftrl", {"learning_rate_power": -0.5, "initial_accumulator_value": 0.1}),
        ("RMSProp", {"rho": 0.9, "epsilon": 1e-7}),
        ("SGD", {"momentum": 0.0}),
    ],
)
def test_a_name_has_the_settings_that_tensorflow_gave_it(name, settings):
    config = make_optimizer(name, 0.25).get_config()
    assert {key: config[key] for key in settings} == settings
    assert config["learning_rate"] == pytest.approx(0.25)


def test_case_does_not_matter():
    assert isinstance(make_optimizer("adagrad", 0.1), optimizers.Adagrad)


def test_an_optimizer_that_tensorflow_did_not_have_is_known_by_name():
    made = make_optimizer("Nadam", 0.25)
    assert isinstance(made, optimizers.Nadam)
    assert float(made.learning_rate) == pytest.approx(0.25)


def test_the_rate_that_the_user_asks_for_wins():
    made = make_optimizer("SGD", 0.1, learning_rate=0.5)
    assert float(made.learning_rate) == pytest.approx(0.5)


def test_a_rate_of_zero_is_a_rate():
    assert float(make_optimizer("SGD", 0.1, learning_rate=0.0).learning_rate) == 0


def test_an_optimizer_is_copied_so_that_it_can_be_told_again():
    told = optimizers.Adam(0.02, beta_1=0.8)
    made = make_optimizer(told, 0.1)
    assert made is not told
    assert made.get_config()["beta_1"] == 0.8
    assert float(made.learning_rate) == pytest.approx(0.02)


def test_the_users_rate_is_for_the_copy_alone():
    told = optimizers.Adam(0.02)
    assert float(make_optimizer(told, 0.1, learning_rate=0.5).learning_rate) == pytest.approx(0.5)
    assert float(told.learning_rate) == pytest.approx(0.02)


def test_a_function_makes_an_optimizer():
    assert isinstance(make_optimizer(lambda: optimizers.SGD(0.3), 0.1), optimizers.SGD)


def test_an_unknown_name_is_refused_with_the_nearest_one():
    with pytest.raises(ValueError, match=r"Unknown optimizer 'Adagrat'.*'Adagrad'"):
        make_optimizer("Adagrat", 0.1)
