"""The contenders by name; each is imported only when it is asked for."""

import importlib
import importlib.util
from typing import NamedTuple, Protocol

import numpy as np

from benchmarks.workloads import Workload


class Contender(Protocol):
    """A model of one library, with the data and the start weights of a workload."""

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        ...

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        ...


class Entry(NamedTuple):
    """Where a contender is written, what it is told, and what it must import to do its work."""

    module: str
    made_by: str
    options: dict[str, str | bool]
    imports: tuple[str, ...]


_DEEPKIT = tuple(f"deepkit.{room}" for room in ("models", "layers", "losses", "optimizers"))
_CONTENDERS = {
    "deepkit": Entry("_keras", "KerasStyle", {"library": "deepkit"}, ("deepkit", *_DEEPKIT)),
    "keras": Entry("_keras", "KerasStyle", {"library": "keras"}, ("keras",)),
    "jax-dense": Entry("_jax", "JaxLoop", {}, ("jax",)),
    "jax-rows": Entry("_rows", "RowsLoop", {}, ("jax",)),
    "jax-tuned": Entry("_jax", "JaxLoop", {"tuned": True}, ("jax",)),
    "torch": Entry("_torch", "TorchLoop", {}, ("torch",)),
}


def installed(name: str) -> bool:
    """Tell whether the library of a contender is there, or another one of this name."""
    library = parts_of(name)[0] if name in _CONTENDERS else name
    return importlib.util.find_spec(library) is not None


def parts_of(name: str) -> tuple[str, ...]:
    """Return the modules that a contender's work needs, in the order in which to import them."""
    return ("jax",) if name == "jax" else _CONTENDERS[name].imports


def make(name: str, workload: Workload) -> Contender:
    """Return a contender, ready to train on a workload.

    Args:
        name: `"deepkit"`, `"keras"`, `"jax"` (the loop that suits the workload), `"jax-tuned"` or
            `"torch"`.
        workload: what to do.
    """
    entry = _CONTENDERS[workload.loop if name == "jax" else name]
    module = importlib.import_module(f"benchmarks.contenders.{entry.module}")
    return getattr(module, entry.made_by)(workload, **entry.options)
