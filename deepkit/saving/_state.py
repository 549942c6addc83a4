"""The state of a model into a file, and back: all of it or nothing."""

import warnings
from collections.abc import Iterable
from typing import Any

from deepkit.errors import SavingError
from deepkit.optimizers import Optimizer
from deepkit.saving._h5_read import Arrays, H5Reader
from deepkit.saving._h5_write import H5Writer
from deepkit.saving._walk import stateful

_LISTED = 20


def write_state(model: Any, writer: H5Writer) -> None:
    """Write the arrays of a model, of its layers and of its optimizer.

    Args:
        model: a built model.
        writer: takes them.
    """
    for path, owner in stateful(model):
        owner.save_own_variables(writer.shelf(path, getattr(owner, "name", None)))


def read_state(model: Any, reader: H5Reader, called: str, *, skip_mismatch: bool = False) -> None:
    """Read the arrays of a model, of its layers and of its optimizer.

    Args:
        model: a built model.
        reader: has them.
        called: what the file is called in messages.
        skip_mismatch: whether to warn of what does not fit, and read the rest.

    Raises:
        SavingError: if something does not fit; the model is then as it was.
    """
    found = list(stateful(model))
    for path, owner in found:
        _build_optimizer(owner, f"{path}/optimizer" if path else "optimizer", reader)
    before = [(variable, variable.value) for variable in _variables(owner for _, owner in found)]
    problems = []
    for path, owner in found:
        problem = _read_own(owner, path, reader)
        if problem is not None:
            problems.append(problem)
    if not problems:
        return
    message = _message(called, problems, len(found))
    if skip_mismatch:
        warnings.warn(f"{message}\nThe rest is loaded.", stacklevel=4)
        return
    for variable, value in before:
        variable.assign(value)
    raise SavingError(f"{message}\nNothing is loaded.")


def _read_own(owner: Any, path: str, reader: H5Reader) -> str | None:
    """Read the arrays of one object; return what is wrong with them, if anything."""
    name = getattr(owner, "name", None)
    try:
        arrays = reader.arrays(path, name)
        if not _never_ran(owner, arrays):
            owner.load_own_variables(arrays)
    except Exception as error:  # a user's own loading may raise anything
        return f"  {path or 'the model'} ({type(owner).__name__} {name!r}): {error}"
    return None


def _build_optimizer(model: Any, path: str, reader: H5Reader) -> None:
    """Make the Variables of a model's optimizer, if the file has values for them."""
    optimizer = getattr(model, "optimizer", None)
    if not isinstance(optimizer, Optimizer) or optimizer.built or not model.built:
        return
    if len(reader.arrays(path, optimizer.name)) > len(optimizer.variables):
        optimizer.build(model.trainable_variables)


def _never_ran(optimizer: Any, arrays: Arrays) -> bool:
    """Tell whether the file has but the counters of an optimizer, and they stand at zero."""
    if not isinstance(optimizer, Optimizer):
        return False
    few = 0 < len(arrays) < len(optimizer.variables) and len(arrays) <= _counters(optimizer)
    return few and not arrays["0"].any()


def _counters(optimizer: Any) -> int:
    """Return how many numbers an optimizer has before it is built, with those that it holds."""
    held = [getattr(optimizer, "inner_optimizer", None), *getattr(optimizer, "optimizers", ())]
    return 2 + sum(_counters(inner) for inner in held if inner is not None)


def _variables(owners: Iterable[Any]) -> list[Any]:
    every = (variable for owner in owners for variable in owner.variables)
    return list({id(variable): variable for variable in every}.values())


def _message(called: str, problems: list[str], count: int) -> str:
    listed = problems[:_LISTED]
    if len(problems) > _LISTED:
        listed.append(f"  ... and {len(problems) - _LISTED} more")
    text = "\n".join(listed)
    return f"{called} does not fit the model: {len(problems)} of {count} parts differ.\n{text}"
