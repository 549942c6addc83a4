"""The declaration of an operation: computed on arrays, recorded on symbolic tensors."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, overload

from deepkit.backend._infer import record
from deepkit.backend._symbolic import SymbolicTensor, any_symbolic
from deepkit.backend._variable import Variable
from deepkit.configurable import auto_name
from deepkit.typing import Tensor

F = TypeVar("F", bound=Callable[..., Any])
_HOLDERS = (Variable, list, tuple, dict)


@overload
def op(fn: F) -> F: ...
@overload
def op(*, operator: str | None = None, of_variable: bool = False) -> Callable[[F], F]: ...
def op(fn: Any = None, *, operator: str | None = None, of_variable: bool = False) -> Any:
    """Declare an operation: a plain function of arrays, nothing else.

    On arrays it runs, with Variables read first. On symbolic tensors it is recorded in the graph
    and its shape inferred. Parameters annotated `Tensor` are its tensors, the others its options.

    Args:
        fn: the function.
        operator: the Python operator that stands for it on Variables and symbolic tensors, as
            in `__add__` without the underscores.
        of_variable: whether a Variable is passed on as it is where it is the first argument.

    Example:
        >>> from deepkit.backend import op
        >>> @op
        ... def double(x):
        ...     return x + x
        >>> import deepkit
        >>> double(deepkit.Input((3,))).shape
        (None, 3)
    """
    if fn is None:
        return functools.partial(_declare, operator=operator, of_variable=of_variable)
    return _declare(fn, operator=None)


def _declare(
    fn: Callable[..., Any], *, operator: str | None, of_variable: bool = False
) -> Callable[..., Any]:
    @functools.wraps(fn)
    def dispatch(*args: Any, **kwargs: Any) -> Any:
        if any_symbolic(args) or (kwargs and any_symbolic(kwargs)):
            return record(dispatch, auto_name(fn.__name__), args, kwargs)
        if kwargs:
            kwargs = {name: unwrap(value) for name, value in kwargs.items()}
        if of_variable and args and isinstance(args[0], Variable):
            return fn(args[0], *map(unwrap, args[1:]), **kwargs)
        return fn(*map(unwrap, args), **kwargs)

    dispatch.is_op = True  # pyright: ignore[reportAttributeAccessIssue]  read by the graph writer
    if operator is not None:
        _install(operator, dispatch)
    return dispatch


def unwrap(x: Any) -> Any:
    """Return a structure with its Variables read."""
    if isinstance(x, Variable):
        return x.value
    if isinstance(x, (list, tuple)) and any(isinstance(i, _HOLDERS) for i in x):
        items = map(unwrap, x)
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    if isinstance(x, dict) and any(isinstance(i, _HOLDERS) for i in x.values()):
        return {key: unwrap(value) for key, value in x.items()}
    return x


@functools.cache
def tensor_parameters(operation: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of an operation's parameters that hold tensors, by their annotation."""
    parameters = inspect.signature(operation).parameters.values()
    return tuple(p.name for p in parameters if _holds_tensors(p.annotation))


def _holds_tensors(annotation: Any) -> bool:
    """Tell whether an annotation is `Tensor`, or mentions it as in `list[Tensor] | None`."""
    return annotation == Tensor or any(map(_holds_tensors, getattr(annotation, "__args__", ())))


def _install(operator: str, dispatch: Callable[..., Any]) -> None:
    """Make an operation a Python operator, in both directions where there are two operands."""

    def forward(self: Any, *others: Any) -> Any:
        return dispatch(self, *others)

    def reverse(self: Any, other: Any) -> Any:
        return dispatch(other, self)

    comparison = operator in {"eq", "ne", "lt", "le", "gt", "ge"}
    reversible = not comparison and len(inspect.signature(dispatch).parameters) == 2
    for cls in (Variable, SymbolicTensor):
        # Symbolic tensors are compared by identity wherever a graph is walked.
        if cls is SymbolicTensor and operator in {"eq", "ne"}:
            continue
        setattr(cls, f"__{operator}__", forward)
        if reversible:
            setattr(cls, f"__r{operator}__", reverse)
