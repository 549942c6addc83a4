"""Which methods of the trainer a user wrote anew."""

import pytest

import deepkit
from deepkit.training._default import overrides

METHODS = ("train_step", "test_step", "predict_step", "compute_loss", "compute_metrics")


@pytest.mark.parametrize("name", METHODS)
def test_a_plain_model_overrides_nothing(name):
    assert not overrides(deepkit.Sequential(), name)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_of_a_subclass_is_seen_in_further_subclasses_too(name):
    own = type("Own", (deepkit.Model,), {name: lambda self, *given: None})
    assert overrides(own(), name)
    assert overrides(type("Further", (own,), {})(), name)
