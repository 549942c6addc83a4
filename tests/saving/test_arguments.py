"""Arguments in configs of Keras fit the constructors of deepkit, or are refused by name."""

import pytest

from deepkit.backend import DTypePolicy
from deepkit.errors import SavingError
from deepkit.layers import LSTM, Dense, Layer, Reshape
from deepkit.metrics import AUC, Metric
from deepkit.saving._arguments import fitted, packages_for


def test_arguments_pass_that_the_class_or_its_bases_take():
    config = {"units": 3, "activity_regularizer": None, "name": "a", "dtype": "float32"}
    assert fitted(Dense, config, Layer) == config


@pytest.mark.parametrize(
    ("cls", "name", "value"),
    [
        (Dense, "brand_new", None),
        (LSTM, "time_major", False),
        (LSTM, "sparse", False),
        (Dense, "ragged", False),
    ],
)
def test_unknown_arguments_that_ask_for_nothing_are_dropped(cls, name, value):
    assert fitted(cls, {"units": 3, name: value}, Layer) == {"units": 3}


def test_an_unknown_argument_that_asks_for_something_is_refused():
    message = r"Dense has the argument 'unit' in the file, with the value 4.*Did you mean 'units'"
    with pytest.raises(SavingError, match=message):
        fitted(Dense, {"unit": 4}, Layer)


def test_a_number_that_would_take_all_memory_at_once_is_refused():
    with pytest.raises(SavingError, match=r"AUC has 1000000000 as `num_thresholds` in the file"):
        fitted(AUC, {"num_thresholds": 10**9}, Metric)


def test_lists_of_sizes_become_tuples_and_other_lists_stay():
    config = {"target_shape": [2, None], "name": ["a"]}
    assert fitted(Reshape, config, Layer) == {"target_shape": (2, None), "name": ["a"]}


def test_the_search_for_arguments_ends_at_the_class_itself_where_it_takes_no_more():
    with pytest.raises(SavingError, match="DTypePolicy has the argument 'units'"):
        fitted(DTypePolicy, {"name": "float32", "units": 1}, DTypePolicy)


def test_the_name_of_an_argument_tells_what_it_may_hold():
    assert packages_for("kernel_initializer") == ("initializers",)
    assert packages_for("learning_rate") == ("optimizers.schedules",)
    assert packages_for("layers") == ()
