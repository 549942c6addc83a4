"""Gradients and the variables they belong to."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deepkit.backend import Variable
from deepkit.errors import NotBuiltError
from deepkit.typing import Tensor


def check_variables(variables: Iterable[object]) -> list[Variable]:
    """Return a list of them if all are Variables."""
    checked: list[Variable] = []
    for variable in variables:
        if not isinstance(variable, Variable):
            raise TypeError(
                f"An optimizer updates Variables, got {type(variable).__name__} at place "
                f"{len(checked)}. For plain arrays use `init_state` and `apply_state`."
            )
        checked.append(variable)
    return checked


def check_keys(
    grads: Mapping[str, Tensor], params: Mapping[str, Tensor], state: Mapping[str, Any]
) -> None:
    """Refuse gradients without a variable, and variables without slots."""
    for key in grads:
        if key not in params:
            raise ValueError(
                f"There is a gradient for {key!r}, but no variable of that key. There are "
                f"{', '.join(map(repr, params))}."
            )
        if key not in state.get("slots", grads):
            raise NotBuiltError(
                f"The state holds nothing for {key!r}: make it with `init_state` of all variables, "
                "or `build` the optimizer on them."
            )


def matched(
    grads: Sequence[Tensor | None], variables: Sequence[Variable]
) -> list[tuple[Tensor, Variable]]:
    """Return the gradients that exist, each with its variable.

    Args:
        grads: a gradient, or None, for each variable.
        variables: the variables.

    Raises:
        ValueError: if the numbers differ, or there is no gradient at all.
    """
    if len(grads) != len(variables):
        raise ValueError(
            f"There must be one gradient for each variable, got {len(grads)} gradients for "
            f"{len(variables)} variables."
        )
    pairs = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
    missing = [v.path for g, v in zip(grads, variables, strict=True) if g is None]
    if missing and not pairs:
        raise ValueError(
            f"No gradient was given for any variable: all are None, for {', '.join(missing)}. "
            "Does the loss depend on them?"
        )
    if missing:
        warnings.warn(
            f"There is no gradient for {', '.join(missing)}: left as they are. "
            "Does the loss depend on them?",
            stacklevel=4,
        )
    return pairs
