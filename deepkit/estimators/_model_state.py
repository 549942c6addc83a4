"""The numbers of a model as plain arrays by name: what checkpoints, copies and pickles hold."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import Variable, fetch
from deepkit.errors import SavingError
from deepkit.models import Model

Arrays = dict[str, np.ndarray]

_OPTIMIZER = "optimizer/"
_KIND = _OPTIMIZER + "kind"
# What is no part of an architecture: it may have dropout at one time, and none at another.
_RANDOM = "seed_generator_state"


def read_state(model: Model, trainer: Model) -> Arrays:
    """Return the values of all Variables of a model, and of the optimizer that trains it.

    The kind of the optimizer stands beside its values, as a text.

    Args:
        model: a built model.
        trainer: has the optimizer.
    """
    variables = {**_named(model), **_slots(trainer)}
    values = fetch([variable.value for variable in variables.values()])
    arrays = {name: np.asarray(value) for name, value in zip(variables, values, strict=True)}
    return {**arrays, _KIND: np.asarray(_kind_of(trainer.optimizer))}


def write_state(
    model: Model, arrays: Mapping[str, np.ndarray], trainer: Model | None = None
) -> bool:
    """Give a model the values that `read_state` found; tell whether its optimizer has its own.

    The optimizer's are taken if they are of the same kind, except for the learning rate: that is
    the one the optimizer was made with. One of another kind begins anew, with a warning.

    Args:
        model: a built model of the same architecture.
        arrays: values by name.
        trainer: has the optimizer; None to leave that alone.

    Raises:
        SavingError: if the names or shapes of the weights differ; nothing is changed then.
    """
    weights = _named(model)
    given = {name: array for name, array in arrays.items() if not name.startswith(_OPTIMIZER)}
    _check_same(weights, given)
    for name in weights.keys() & given.keys():
        weights[name].assign(given[name])
    if trainer is None:
        return False
    if not can_resume(trainer, arrays):
        warnings.warn(
            f"The optimizer is {_kind_of(trainer.optimizer)}, and the checkpoint has the state of "
            f"{arrays.get(_KIND, 'another one')}: it begins anew, with the weights as they are.",
            stacklevel=4,
        )
        return False
    for name, variable in _slots(trainer).items():
        if not name.endswith("/learning_rate"):
            variable.assign(arrays[name])
    return True


def named_arrays(arrays: Mapping[str, np.ndarray]) -> Arrays:
    """Return the values of weights, without the optimizer's and the states of random generators.

    Args:
        arrays: values by name, as `read_state` returns them.
    """
    return {
        name: array
        for name, array in arrays.items()
        if not name.startswith(_OPTIMIZER) and not name.endswith(_RANDOM)
    }


def can_resume(trainer: Model, arrays: Mapping[str, np.ndarray]) -> bool:
    """Tell whether arrays hold the state of an optimizer like the trainer's.

    Args:
        trainer: a built model.
        arrays: values by name.
    """
    slots, arrays = _slots(trainer), dict(arrays)
    if str(arrays.pop(_KIND, "")) != _kind_of(trainer.optimizer):
        return False
    given = {name: array.shape for name, array in arrays.items() if name.startswith(_OPTIMIZER)}
    needed = {n: tuple(v.shape) for n, v in slots.items() if not n.endswith("/learning_rate")}
    rates = {name for name in given if name.endswith("/learning_rate")}
    return needed == {name: shape for name, shape in given.items() if name not in rates}


def _kind_of(optimizer: Any) -> str:
    parts = ", ".join(map(_kind_of, getattr(optimizer, "optimizers", ())))
    return type(optimizer).__name__ + (f"({parts})" if parts else "")


def _named(model: Model) -> dict[str, Variable]:
    return {variable.path: variable for variable in model.variables}


def _slots(trainer: Model) -> dict[str, Variable]:
    optimizer = trainer.optimizer
    assert optimizer is not None  # trainers are compiled with one
    if not optimizer.built:
        optimizer.build(trainer.trainable_variables)
    held = _flat("", optimizer.state_variables()).items()
    # Which rate weights are at is found out anew in each training.
    return {_OPTIMIZER + name: v for name, v in held if name.rpartition("/")[2] != "settled"}


def _flat(prefix: str, tree: Any) -> dict[str, Variable]:
    """Return a structure of Variables by the way to each."""
    if isinstance(tree, Variable):
        return {prefix: tree}
    if isinstance(tree, Mapping):
        items = [(str(key), value) for key, value in tree.items()]
    else:
        items = [(str(place), value) for place, value in enumerate(tree)]
    found: dict[str, Variable] = {}
    for key, value in items:
        found |= _flat(f"{prefix}/{key}" if prefix else key, value)
    return found


def _check_same(weights: Mapping[str, Variable], given: Mapping[str, np.ndarray]) -> None:
    """Refuse values of another architecture, with the differences."""
    fixed = {name for name in (*weights, *given) if not name.endswith(_RANDOM)}
    lines = [f"  - {name}: only in the checkpoint" for name in fixed - weights.keys()]
    lines += [f"  + {name}: only in the model" for name in fixed - given.keys()]
    for name in weights.keys() & given.keys():
        ours, theirs = tuple(weights[name].shape), given[name].shape
        if ours != theirs:
            lines.append(f"  * {name}: {theirs} in the checkpoint, {ours} in the model")
    if lines:
        raise SavingError(
            "The checkpoint is of another architecture. Its variables differ from the model's:\n"
            + "\n".join(sorted(lines))
            + "\nGive the estimator the arguments that it was trained with, or another `model_dir`."
        )


def read_checkpoint(folder: Path) -> tuple[dict[str, Any], Arrays]:
    """Return what a checkpoint tells, and its arrays.

    Args:
        folder: of the checkpoint.

    Raises:
        SavingError: if it is none, or damaged.
    """
    try:
        told = json.loads((folder / "estimator.json").read_text(encoding="utf-8"))
        with np.load(folder / "variables.npz", allow_pickle=False) as file:
            return told, {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError) as error:
        raise SavingError(f"The checkpoint {str(folder)!r} cannot be read: {error}") from error
