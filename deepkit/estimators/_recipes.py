"""Optimizers as estimators are told them: by name, as an object to copy, or as a function."""

from collections.abc import Callable
from typing import Any

from deepkit import optimizers
from deepkit.errors import unknown
from deepkit.estimators._rmsprop import OutsideRMSprop
from deepkit.optimizers import Optimizer

# TensorFlow's names and what its estimators made of them.
_MAKERS: dict[str, Callable[[float], Optimizer]] = {
    "Adagrad": lambda rate: optimizers.Adagrad(rate, initial_accumulator_value=0.1, epsilon=1e-7),
    "Adam": optimizers.Adam,
    "Ftrl": optimizers.Ftrl,
    "RMSProp": lambda rate: OutsideRMSprop(rate, rho=0.9, epsilon=1e-7),
    "SGD": optimizers.SGD,
}


def make_optimizer(told: Any, rate: float, *, learning_rate: float | None = None) -> Optimizer:
    """Return a new optimizer, whatever form it was told in.

    Args:
        told: a name, an optimizer (which is copied, and can be told again), or a function that
            makes one.
        rate: the learning rate for a name.
        learning_rate: the rate that the user asked for instead; None for none.

    Raises:
        ValueError: if there is no optimizer of the name.
    """
    if isinstance(told, str):
        rate = rate if learning_rate is None else learning_rate
        names = {name.lower(): name for name in _MAKERS}
        if told.lower() not in names:
            try:
                made = optimizers.get(told)
            except ValueError:
                raise unknown("optimizer", told, _MAKERS) from None
            made.learning_rate = rate
            return made
        return _MAKERS[names[told.lower()]](rate)
    made = told() if callable(told) and not isinstance(told, Optimizer) else told
    made = optimizers.get(made)
    made = type(made).from_config(made.get_config())
    if learning_rate is not None:
        made.learning_rate = learning_rate
    return made
