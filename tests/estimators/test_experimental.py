"""Tests of the names that TensorFlow kept under `tf.estimator.experimental`."""

import pytest

from deepkit.estimators import experimental


@pytest.mark.parametrize(
    "name",
    [
        "InMemoryEvaluatorHook",
        "make_early_stopping_hook",
        "make_stop_at_checkpoint_step_hook",
        "stop_if_higher_hook",
        "stop_if_lower_hook",
        "stop_if_no_decrease_hook",
        "stop_if_no_increase_hook",
    ],
)
def test_tensorflows_names_are_there(name):
    assert callable(getattr(experimental, name))
    assert name in experimental.__all__
