"""Learning rates are reached and logged, for one optimizer and for several."""

from types import SimpleNamespace

import pytest

from deepkit.callbacks._learning_rate import log_rates, optimizers, rate


def test_one_optimizer_is_logged_as_learning_rate(model):
    assert list(optimizers(model)) == ["learning_rate"]
    logs = {"loss": 1.0}
    log_rates(model, logs)
    assert logs == {"loss": 1.0, "learning_rate": 1.0}
    log_rates(model, None)


def test_several_optimizers_are_logged_by_name(model):
    parts = [SimpleNamespace(name=name, learning_rate=r) for name, r in [("a", 0.5), ("b", 0.25)]]
    model.optimizer = SimpleNamespace(optimizers=parts)
    logs = {}
    log_rates(model, logs)
    assert logs == {"learning_rate_a": 0.5, "learning_rate_b": 0.25}
    assert rate(parts[0]) == 0.5


def test_a_model_without_a_learning_rate_is_refused(model):
    model.optimizer = None
    with pytest.raises(ValueError, match="must have a `learning_rate`, got NoneType"):
        optimizers(model)
