"""The bridge from a model's Variables to the state that pure steps carry, and back."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from deepkit.backend import Overlay, SeedGenerator, Variable, global_generator, leaves, scope
from deepkit.backend import unflatten as rebuilt
from deepkit.errors import StateError
from deepkit.training._state import TrainState


class Bridge:
    """Which Variables a state has the values of.

    Args:
        variables: the Variables, in the structure of the state.
        generator: draws in place of the process-wide generator, which is nobody's to lend; its
            state is among the Variables.
        is_strict: whether to refuse assignments to other Variables, or to note them in `found`.

    Attributes:
        found: the other Variables that were assigned.
        draws: whether a step draws from the process-wide generator; None if none ran yet.
    """

    def __init__(
        self, variables: TrainState, generator: SeedGenerator, *, is_strict: bool = True
    ) -> None:
        self.variables, self.generator, self.is_strict = variables, generator, is_strict
        self.found: list[Variable] = []
        self.draws: bool | None = None
        self._flat: list[Variable] = leaves(variables)
        self._carried = set(map(id, self._flat))

    @contextmanager
    def over(self, state: TrainState) -> Generator["Crossing"]:
        """Let the Variables read as a state within the block.

        Args:
            state: their values.
        """
        shared = global_generator().state
        values = leaves(state)
        place = next(i for i, v in enumerate(self._flat) if v is self.generator.state)
        with scope([*self._flat, shared], [*values, values[place]]) as inner:
            yield Crossing(self, inner, shared)

    def check(self, inner: Overlay, shared: Variable) -> None:
        """Refuse or note an assignment whose value would be lost.

        Args:
            inner: what was assigned.
            shared: the state of the process-wide generator.

        Raises:
            StateError: if a Variable was assigned that no state has a value of.
        """
        known = {*self._carried, id(shared)}
        lost = [variable for key, variable in inner.assigned.items() if key not in known]
        if lost and self.is_strict:
            raise StateError(
                f"Variable {lost[0].path!r} is assigned in a step of the model, but is none of "
                "its Variables, so that its value would be lost. Keep it as an attribute of the "
                "model, or of a layer or metric in it."
            )
        self.found += lost
        self.draws = bool(self.draws) or id(shared) in inner.assigned


class Crossing:
    """One run of a step: Variables as they read within it."""

    def __init__(self, bridge: Bridge, inner: Overlay, shared: Variable) -> None:
        self._bridge, self._inner, self._shared = bridge, inner, shared

    def read(self, variable: Variable) -> Any:
        """Return the value that a Variable has now."""
        is_seed = variable is self._bridge.generator.state
        return (self._shared if is_seed else variable).value

    def write(self, variable: Variable, value: Any) -> None:
        """Set the value of a Variable."""
        is_seed = variable is self._bridge.generator.state
        self._inner.write(self._shared if is_seed else variable, value)

    def after(self) -> TrainState:
        """Return the whole state as it is now."""
        self._bridge.check(self._inner, self._shared)
        *groups, slots = self._bridge.variables
        # In the order of the Variables, and not of their paths: no sum over them goes by names.
        read = [{path: self.read(v) for path, v in group.items()} for group in groups]
        return TrainState._make([*read, rebuilt(slots, [self.read(v) for v in leaves(slots)])])

    def changes(self) -> TrainState:
        """Return of the buffers those that were assigned, and all metrics.

        A program that returned what it did not change would copy it.
        """
        self._bridge.check(self._inner, self._shared)
        _, buffers, metrics, _ = self._bridge.variables
        touched = set(self._inner.assigned)
        if id(self._shared) in touched:
            touched.add(id(self._bridge.generator.state))
        return TrainState(
            {},
            {path: self.read(v) for path, v in buffers.items() if id(v) in touched},
            {path: self.read(v) for path, v in metrics.items()},
            {},
        )
