"""The key of a model: equal for models whose programs are equal, and for no others."""

from collections.abc import Set
from typing import Any, NamedTuple

from deepkit.backend import (
    dtype_policy,
    epsilon,
    floatx,
    image_data_format,
    is_flash_attention_enabled,
)
from deepkit.training._origin import UnknownError
from deepkit.training._state import TrainState
from deepkit.training._telling import INPUTS, Telling


class Key(NamedTuple):
    """What is equal for models of equal programs only.

    Attributes:
        digest: of what was told of a model.
        words: how many words that took, by which programs grow.
    """

    digest: bytes
    words: int


def key_of(
    model: Any, phase: str, variables: TrainState, *, named: Set[str] = frozenset()
) -> Key | None:
    """Return the key of a model for a phase, None if nobody can tell.

    Args:
        model: a model that is ready for the phase.
        phase: `"train"`, `"test"` or `"predict"`.
        variables: those that the state of the phase carries, in order.
        named: whose names matter, for data that comes in dicts: `INPUTS`, `OUTPUTS`.
    """
    telling = Telling(named)
    try:
        telling.say(phase, floatx(), repr(epsilon()), image_data_format(), dtype_policy().name)
        telling.say(str(is_flash_attention_enabled()))
        telling.tell(model)
        if phase != "predict":
            telling.tell(model.objective)
        if phase == "train":
            telling.tell(model.optimizer)
            telling.tell(getattr(model, "embeddings_update", None))
        telling.tell_state(variables)
    except (UnknownError, RecursionError):
        return None
    if telling.needs_names and INPUTS not in named:
        return key_of(model, phase, variables, named={*named, INPUTS})
    return Key(telling.digest(), len(telling.words))
