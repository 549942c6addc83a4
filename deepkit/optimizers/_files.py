"""An optimizer's Variables in a store, by number, as Keras's files have them."""

import warnings
from collections.abc import Sequence
from typing import Any, Protocol

from deepkit.backend import Variable
from deepkit.errors import ShapeError


class Store(Protocol):
    """What can be written to and read from by name, such as a group of an HDF5 file."""

    def __setitem__(self, key: str, value: Any, /) -> None:
        """Write an array."""
        ...

    def __getitem__(self, key: str, /) -> Any:
        """Read an array."""
        ...

    def __len__(self) -> int:
        """Return the number of arrays."""
        ...


def save_variables(variables: Sequence[Variable], store: Store) -> None:
    """Write the values of Variables under "0", "1" and so on."""
    for index, variable in enumerate(variables):
        store[str(index)] = variable.numpy()


def load_variables(optimizer: str, variables: Sequence[Variable], store: Store) -> None:
    """Assign Variables what a store has; if their number differs, warn and leave them all."""
    if len(store) != len(variables):
        warnings.warn(
            f"The state of optimizer {optimizer!r} was not loaded: it has {len(variables)} "
            f"variables, the file has {len(store)}. Was it built on the same variables, with the "
            "same options?",
            stacklevel=3,
        )
        return
    values = [store[str(index)] for index in range(len(variables))]
    for index, (variable, value) in enumerate(zip(variables, values, strict=True)):
        if tuple(value.shape) != variable.shape:
            raise ShapeError(
                f"The state of optimizer {optimizer!r} does not fit: its variable {index}, "
                f"{variable.path!r}, has shape {variable.shape}, the file has "
                f"{tuple(value.shape)}."
            )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
