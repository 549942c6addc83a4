"""Which methods of the trainer are as deepkit wrote them."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def default(method: F) -> F:
    """Mark a method that users may write anew."""
    method.is_default = True  # pyright: ignore[reportFunctionMemberAccess]  read by `overrides`
    return method


def overrides(model: Any, name: str) -> bool:
    """Tell whether the user wrote a method of the trainer anew.

    Args:
        model: the model.
        name: of the method.
    """
    return not getattr(getattr(type(model), name), "is_default", False)
