"""One batch at a time: what hand-written loops around a compiled model call."""

from collections.abc import Callable
from functools import partial
from typing import Any

from deepkit.backend import assign_all, leaves, values_of
from deepkit.data import Batch
from deepkit.training._alone import alone
from deepkit.training._body import flat
from deepkit.training._contents import contents
from deepkit.training._programs import Programs, floats
from deepkit.training._shared import Call
from deepkit.training._state import lent_state

# Numbers of a state from which on copying it takes longer than lending it.
_MANY = 2**22


def one_step(model: Any, phase: str, batch: Batch) -> dict[str, float]:
    """Train on or test a batch, and return the logs of this batch alone.

    Args:
        model: a prepared model.
        phase: `"train"` or `"test"`.
        batch: `(x, y, sample_weight)`.
    """
    programs = model.cache.get(model, phase)
    return _stepper(model, phase, programs)(batch)


def _stepper(model: Any, phase: str, programs: Programs) -> "_Stepper":
    """Return what makes steps with these programs, kept until the model changes."""
    memo, name = contents(model).memo, f"{phase}_on_batch"
    kept: _Stepper | None = memo.get(name)
    if kept is None or kept.programs is not programs:
        kept = memo[name] = _Stepper(programs)
    return kept


class _Stepper:
    """Make one step after the other.

    Not with the program that takes the state away, unless the state is large: lending it costs more
    than copying what is small.
    """

    def __init__(self, programs: Programs) -> None:
        self.programs = programs
        self._variables: list[Any] = leaves(programs.variables)
        body, lender = programs.body, programs.lender
        self._named, self._trains = body.named, body.trains
        numbers = sum(variable.size for variable in self._variables)
        self._lends = self._trains and lender is not None and numbers >= _MANY
        eager = partial(alone, body, body.step)
        self._program: Callable[..., Any] = eager if lender is None else Call(lender, "alone")

    def __call__(self, batch: Batch) -> dict[str, float]:
        if self._lends:
            return self._in_place(batch)
        results, logs, after = self._program(values_of(self._variables), batch)
        if self._trains:
            assign_all(self._variables, after)
        else:
            _, buffers, metrics, _ = self.programs.variables
            for group, values in ((buffers, after.buffers), (metrics, after.metrics)):
                assign_all([group[place] for place in values], list(values.values()))
        return floats(self._named(results) if logs is None else flat(logs))

    def _in_place(self, batch: Batch) -> dict[str, float]:
        programs = self.programs
        with lent_state(programs.variables) as loan:
            loan.state = loan.state._replace(metrics=programs.reset(loan.state.metrics))
            loan.state, logs = programs.single(loan.state, batch)
            return programs.look(loan.state, logs)
