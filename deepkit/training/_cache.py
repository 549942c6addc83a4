"""The programs of a model, kept for as long as it stays what it is."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from deepkit.backend import SeedGenerator, Variable, draw_seed, leaves
from deepkit.training._bridge import Bridge
from deepkit.training._contents import fingerprint, options_of
from deepkit.training._programs import Programs, make_programs
from deepkit.training._state import TrainState, unique, variables_of


class _Held(NamedTuple):
    """Programs, and what the Variables were when they were made."""

    asked: TrainState
    identity: Any
    programs: Programs


class Cache:
    """The programs of a model by phase; made anew when its Variables are other ones."""

    def __init__(self) -> None:
        self.generator = SeedGenerator()
        self._others: list[Variable] = []
        self._print: Any = None
        self._variables: TrainState | None = None
        self._made: dict[tuple[str, bool], _Held] = {}
        self._prepared: dict[str, Any] = {}

    def get(self, model: Any, phase: str) -> Programs:
        """Return the programs of a phase.

        Args:
            model: a built model.
            phase: `"train"`, `"test"` or `"predict"`.
        """
        if phase == "train" and model.optimizer is not None:
            model.optimizer.unsettle()  # somebody may have set weights meanwhile
        variables, key = self._current(model), (phase, model.run_eagerly)
        held = self._made.get(key)
        if held is None or held.asked is not variables:
            held = self._renewed(held, model, phase, variables)
            self._made[key] = held
        if held.programs.draws() is not False:
            # Afresh for each call, so that a seed set before it says what the call draws.
            self.generator.restart()
        elif phase != "predict":
            draw_seed()  # as it would have been: others draw after it
        return held.programs

    def _renewed(
        self, held: "_Held | None", model: Any, phase: str, variables: TrainState
    ) -> "_Held":
        # Which are trained matters, not only which there are.
        groups = tuple(tuple(map(id, leaves(group))) for group in variables.for_phase(phase))
        identity = groups, options_of(model, trains=phase == "train")
        if held is not None and held.identity == identity and held.programs.are_current():
            return held._replace(asked=variables)
        programs = make_programs(model, phase, self.bridge(model, phase))
        return _Held(variables, identity, programs)

    def bridge(self, model: Any, phase: str, *, is_strict: bool = True) -> Bridge:
        """Return the bridge to the Variables that a model has now.

        Args:
            model: a model.
            phase: `"train"`, `"test"` or `"predict"`.
            is_strict: whether it refuses that other Variables are assigned.
        """
        variables = self._current(model).for_phase(phase)
        return Bridge(variables, self.generator, is_strict=is_strict)

    def carry(self, variables: Iterable[Variable]) -> None:
        """Let the steps carry further Variables.

        Args:
            variables: those that a user's own step assigns, and the model does not hold.
        """
        self._others = unique((*self._others, *variables))
        self.forget()

    def forget(self) -> None:
        """Ask the model anew for its Variables the next time."""
        self._variables = None

    def is_prepared(self, model: Any, phase: str) -> bool:
        """Tell whether the model was prepared for a phase, and is as it was then.

        Args:
            model: a model.
            phase: `"train"`, `"test"` or `"predict"`.
        """
        return self._prepared.get(phase) == fingerprint(model)

    def note_prepared(self, model: Any, phase: str) -> None:
        """Remember that the model is prepared for a phase.

        Args:
            model: a model.
            phase: `"train"`, `"test"` or `"predict"`.
        """
        self._prepared[phase] = fingerprint(model)

    def _current(self, model: Any) -> TrainState:
        seen = fingerprint(model)
        if self._variables is None or seen != self._print:
            self._variables = variables_of(model, [self.generator.state, *self._others])
            self._print = seen
        return self._variables
