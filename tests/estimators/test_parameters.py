"""Tests of the checks of an estimator's parameters."""

import numpy as np
import pytest

from deepkit.estimators import RunConfig
from deepkit.estimators._parameters import check_numbers, seed_of
from tests.estimators._tables import deep


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "`batch_size` must be a whole number >= 1, got 0"),
        ({"steps": -3}, "`steps` must be a whole number >= 1, got -3"),
        ({"learning_rate": -0.1}, "`learning_rate` must be >= 0, got -0.1"),
        ({"steps": 3, "epochs": 2}, "Give `steps` or `epochs`, not both"),
        ({"embeddings_update": "all"}, "`embeddings_update` must be one of .*'lazy'.*, got 'all'"),
        ({"compat": "torch"}, "`compat` must be one of .*'tf'.*, got 'torch'"),
        (
            {"early_stopping": True, "validation_fraction": 1.5},
            "`validation_fraction` must be between 0 and 1, got 1.5",
        ),
        (
            {"early_stopping": True, "validation_fraction": 1.0},
            "`validation_fraction` must leave rows on both sides, got 1.0",
        ),
        ({"early_stopping": "yes"}, "`early_stopping` must be a whole number >= 0, got 'yes'"),
    ],
)
def test_a_number_out_of_its_range_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        check_numbers(deep(**options))


def test_steps_and_max_steps_of_a_call_are_refused_together():
    with pytest.raises(ValueError, match="Give `steps` or `max_steps`, not both"):
        check_numbers(deep(), steps=3, max_steps=4)


def test_a_whole_number_is_the_seed():
    assert seed_of(deep(random_state=7)) == 7


def test_the_config_has_the_seed_where_the_estimator_has_none():
    assert seed_of(deep(random_state=None, config=RunConfig(tf_random_seed=3))) == 3


@pytest.mark.parametrize("make", [np.random.RandomState, np.random.default_rng])
def test_a_random_state_gives_another_seed_each_time(make):
    state = make(0)
    first, second = seed_of(deep(random_state=state)), seed_of(deep(random_state=state))
    assert first != second
    assert seed_of(deep(random_state=make(0))) == first


def test_without_any_seed_each_one_is_fresh():
    estimator = deep(random_state=None)
    assert seed_of(estimator) != seed_of(estimator)


def test_a_seed_below_zero_is_refused():
    with pytest.raises(ValueError, match="`random_state` must be a whole number >= 0, got -1"):
        seed_of(deep(random_state=-1))
