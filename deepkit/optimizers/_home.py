"""Where an optimizer's state lives between steps: Variables, by the keys of the model's own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from deepkit.backend import Variable, concrete, is_concrete, map_structure, name_scope
from deepkit.typing import Nested, Tensor

Make = Callable[..., Variable]


class Home:
    """The model's variables that an optimizer knows, and the Variables it keeps for them.

    What is kept for a variable stays when the variable is no longer trained (its layer was
    frozen), and is taken up again when it is.

    Args:
        name: the scope of the Variables made here.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.trainable: dict[str, Variable] = {}  # those of the last `build`
        self.state: dict[str, Nested] = {}  # of Variables, for those of the last `build`
        self.options: dict[str, Any] = {}  # of the optimizer, that the state was made for
        self._keys: dict[Variable, str] = {}  # of every variable ever met
        self._kept: Nested = {}  # of Variables, for every variable ever met

    def make(self, value: Any, name: str, *, shape: Any = None, dtype: Any = None) -> Variable:
        """Return a new Variable of the optimizer's own."""
        with name_scope(self.name):
            return Variable(value, shape=shape, dtype=dtype, trainable=False, name=name)

    def key(self, variable: Variable) -> str:
        """Return the key of a variable: its path, made unique."""
        if variable not in self._keys:
            taken, key, count = set(self._keys.values()), variable.path, 0
            while key in taken:
                count += 1
                key = f"{variable.path}#{count}"
            self._keys[variable] = key
        return self._keys[variable]

    def enter(self, variables: Iterable[Variable] | Mapping[str, Variable]) -> bool:
        """Take these as the variables to train; tell whether they are others than before."""
        if isinstance(variables, Mapping):
            named: dict[str, Variable] = {str(key): v for key, v in variables.items()}
            self._rename(named)
        else:
            named = {self.key(variable): variable for variable in variables}
        before, self.trainable = self.trainable, named
        return _identities(before) != _identities(named)

    def _rename(self, named: dict[str, Variable]) -> None:
        """Take over keys; what is kept under a key that stood for another variable is dropped."""
        moved = {v: k for v, k in self._keys.items() if named.get(k, v) is not v}
        self._kept = _without(self._kept, set(moved.values()))
        kept = {v: k for v, k in self._keys.items() if v not in moved}
        self._keys = kept | {variable: key for key, variable in named.items()}

    def furnish(self, init: Callable[[dict[str, Tensor]], dict[str, Nested]]) -> None:
        """Make Variables of a first state where there are none yet."""
        # Real arrays even while a function around us is traced, as for every Variable.
        with concrete():
            fresh = init({key: _value(v) for key, v in self.trainable.items()})
            self.state = _adopted(fresh, self._kept, "", self.make)
        self._kept = _united(self._kept, self.state)


def in_file_order(
    state: Mapping[str, Any], keys: Iterable[str], groups: tuple[tuple[str, ...], ...]
) -> Iterator[Variable]:
    """Yield the Variables of a state in the order in which Keras's files list them."""
    keys = list(keys)
    for kind in ("average", "accumulator"):
        yield from (state[kind][key] for key in keys if kind in state)
    slots = state.get("slots", {})
    names = sorted({name for key in keys for name in slots.get(key, ())})
    for group in groups or (names,):
        for key in keys:
            yield from (slots[key][name] for name in group if name in slots[key])
    yield from state.get("shared", {}).values()
    yield from state.get("own", ())


def _identities(named: Mapping[str, Variable]) -> list[tuple[str, int]]:
    return [(key, id(variable)) for key, variable in named.items()]


def _value(variable: Variable) -> Tensor:
    value = variable.value
    return value if is_concrete(value) else np.zeros(variable.shape, value.dtype)


def _adopted(fresh: Nested, kept: Nested, name: str, make: Make) -> Nested:
    """Return a fresh state as Variables: those kept where there are any that fit, else new."""
    if isinstance(fresh, dict):
        kept = kept if isinstance(kept, dict) else {}
        return {k: _adopted(v, kept.get(k), _joined(name, k), make) for k, v in fresh.items()}
    if isinstance(fresh, (tuple, list)):
        kept = kept if isinstance(kept, (tuple, list)) and len(kept) == len(fresh) else None
        pairs = zip(fresh, kept or [None] * len(fresh), strict=True)
        return _rebuilt(fresh, [_adopted(f, k, name, make) for f, k in pairs])
    if isinstance(kept, Variable) and kept.shape == fresh.shape:
        return kept
    return map_structure(lambda array: make(array, name or "state"), fresh)


def _united(kept: Nested, state: Nested) -> Nested:
    """Return all that is kept with a state put over it."""
    if isinstance(state, dict) and isinstance(kept, dict):
        return {**kept, **{key: _united(kept.get(key), value) for key, value in state.items()}}
    sequences = isinstance(state, (tuple, list)) and isinstance(kept, (tuple, list))
    if sequences and len(kept) == len(state):
        return _rebuilt(state, [_united(k, s) for k, s in zip(kept, state, strict=True)])
    return state


def _without(kept: Nested, keys: set[str]) -> Nested:
    """Return what is kept but for some variables, whose keys now stand for others."""
    if isinstance(kept, dict):
        return {key: _without(value, keys) for key, value in kept.items() if key not in keys}
    if isinstance(kept, (tuple, list)):
        return _rebuilt(kept, [_without(value, keys) for value in kept])
    return kept


def _rebuilt(like: Any, items: list[Any]) -> Any:
    return type(like)(*items) if hasattr(like, "_fields") else type(like)(items)


def _joined(name: str, key: object) -> str:
    """Return `dense_kernel_momentum` for the slot of `dense/kernel`, step by step."""
    part = str(key).replace("/", "_")
    return part if name in ("", "slots") else f"{name}_{part}"
