"""The checks of an estimator's parameters, made when they are used and not when they are given."""

from typing import Any

import numpy as np

from deepkit.backend import draw_seed
from deepkit.errors import fraction, not_negative, one_of, whole


def check_numbers(
    estimator: Any, *, steps: int | None = None, max_steps: int | None = None
) -> None:
    """Check what all estimators are told.

    Args:
        estimator: the estimator.
        steps: of a call of `train`.
        max_steps: of a call of `train`.

    Raises:
        ValueError: if something is out of its range, or says the same twice.
        TypeError: if a number is none.
    """
    whole(batch_size=estimator.batch_size)
    _one_count(steps=estimator.steps, epochs=estimator.epochs)
    _one_count(steps=steps, max_steps=max_steps)
    if estimator.learning_rate is not None:
        not_negative(learning_rate=estimator.learning_rate)
    if estimator.early_stopping is not False:
        if not isinstance(estimator.early_stopping, bool):
            whole(at_least=0, early_stopping=estimator.early_stopping)
        if not 0 < fraction(validation_fraction=estimator.validation_fraction) < 1:
            raise ValueError(
                "`validation_fraction` must leave rows on both sides, got "
                f"{estimator.validation_fraction!r}."
            )
    one_of((None, "tf"), compat=estimator.compat)
    one_of(("auto", "lazy", "dense"), embeddings_update=estimator.embeddings_update)


def _one_count(**counts: int | None) -> None:
    """Check numbers of which at most one is given."""
    given = {name: count for name, count in counts.items() if count is not None}
    for name, count in given.items():
        whole(**{name: count})
    if len(given) > 1:
        first, second = given
        raise ValueError(f"Give `{first}` or `{second}`, not both.")


def seed_of(estimator: Any) -> int:
    """Return the seed to build and to shuffle with: a fresh one each time if none was told.

    Args:
        estimator: the estimator.
    """
    seed = estimator.random_state
    if seed is None and estimator.config is not None:
        seed = estimator.config.tf_random_seed
    if seed is None:
        return draw_seed()
    if isinstance(seed, np.random.RandomState):
        return int(seed.randint(2**31 - 1))
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(2**31 - 1))
    return whole(at_least=0, random_state=seed)
