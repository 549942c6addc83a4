"""The state of a model with numbers in place of paths: the same for models of other names."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend import leaves, unflatten
from deepkit.training._state import TrainState

Group = dict[str, Any]


class Numbered:
    """The Variables of a model by their places, and the way there and back for their values.

    Args:
        variables: the Variables by path, in an order that does not go by the paths.

    Attributes:
        variables: the same by number.
    """

    def __init__(self, variables: TrainState) -> None:
        self._own = variables
        self._slots: list[Any] = leaves(variables.optimizer)
        ordered = _in_order(variables.optimizer)
        if {*map(id, ordered)} != {*map(id, self._slots)}:  # only JAX knows the way in it
            ordered = self._slots
        places = {id(variable): str(place) for place, variable in enumerate(ordered)}
        self._places = [places[id(variable)] for variable in self._slots]
        groups = ({str(i): v for i, v in enumerate(group.values())} for group in variables[:3])
        self.variables = TrainState._make([*groups, {places[id(v)]: v for v in ordered}])

    def own(self, state: TrainState) -> TrainState:
        """Return a state by path.

        Args:
            state: the values by number.
        """
        groups = map(_renamed, self._own[:3], state[:3])
        slots = [state.optimizer[place] for place in self._places]
        return TrainState._make([*groups, unflatten(self._own.optimizer, slots)])

    def numbered(self, state: TrainState) -> TrainState:
        """Return a state, or a part of one, by number.

        Args:
            state: the values by path.
        """
        groups = map(_counted, self._own[:3], state[:3])
        slots = zip(self._places, leaves(state.optimizer), strict=False)
        return TrainState._make([*groups, dict(slots)])


def _renamed(own: Mapping[str, Any], values: Mapping[str, Any]) -> Group:
    return {path: values[str(place)] for place, path in enumerate(own)}


def _counted(own: Mapping[str, Any], values: Mapping[str, Any]) -> Group:
    return {str(place): values[path] for place, path in enumerate(own) if path in values}


def _in_order(tree: Any) -> list[Any]:
    """Return the leaves of a structure, those of a dict in the order of its making."""
    if isinstance(tree, Mapping):
        tree = tree.values()
    elif not isinstance(tree, (list, tuple)):
        return [tree]
    return [leaf for part in tree for leaf in _in_order(part)]
