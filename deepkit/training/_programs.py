"""Steps as compiled programs, and what the metrics say after them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from deepkit.backend import Work, fetch, leaves, map_structure, work_of
from deepkit.training._body import Body, Values, flat
from deepkit.training._bridge import Bridge
from deepkit.training._shared import Call, Lender
from deepkit.training._state import TrainState
from deepkit.training._step import Step, merged


class Programs(NamedTuple):
    """The steps of a phase, and what its metrics say."""

    variables: TrainState  # by number
    single: Step  # training takes possession of the state it is given
    several: Step  # on a stack of batches, and how many of them count
    rows: Step  # on all data, the rows of batches, and how many of these count
    kept: Step  # on a state that others hold
    results: Callable[[Values], Values]
    reset: Callable[[Values], Values]
    bridge: Bridge
    body: Body
    lender: Lender | None = None  # None where nothing is compiled
    takes_fewer: bool = False  # whether some batches of a stack need not count

    def work(self, state: TrainState, batch: Any) -> Work:
        """Return how much work a step is; counted once for batches of one kind.

        Args:
            state: on which it runs.
            batch: a batch.
        """
        kind = tuple((leaf.shape, leaf.dtype) for leaf in leaves(batch))
        works = {} if self.lender is None else self.lender.programs.works
        if kind not in works:
            works[kind] = work_of(self.kept, state, batch)
        return works[kind]

    def draws(self) -> bool | None:
        """Tell whether a step draws from the process-wide generator; None if none ran yet."""
        if self.lender is None:
            return self.bridge.draws
        return self.lender.programs.draws if self.lender.is_used else None

    def are_current(self) -> bool:
        """Tell whether the programs are still those of the model, as far as anybody can tell."""
        return self.lender is None or self.lender.is_current()

    def values(self, state: TrainState, logs: Any) -> Values:
        """Return the values by name, still on the device.

        Args:
            state: the state after a batch.
            logs: what the step returned: the logs of users who make their own, else None.
        """
        return flat(logs) if isinstance(logs, Mapping) and logs else self.results(state.metrics)

    def look(self, state: TrainState, logs: Any) -> dict[str, float]:
        """Return the values by name as plain floats.

        Args:
            state: the state after a batch.
            logs: what the step returned.
        """
        return floats(self.values(state, logs))


def make_programs(model: Any, phase: str, bridge: Bridge) -> Programs:
    """Return the programs of a phase; they are compiled when they are called.

    Args:
        model: a built model.
        phase: `"train"`, `"test"` or `"predict"`.
        bridge: tells its Variables.
    """
    body = Body(model, phase, bridge)
    if model.run_eagerly:
        step, several = body.step, _unrolled(body.step, body.trains)
        results = _named(body, body.results)
        told = body.variables, step, several, several, step, results, body.reset, bridge, body
        return Programs._make([*told, None, False])
    lender = Lender(body)
    steps = [Call(lender, name) for name in ("single", "several", "rows", "kept")]
    results, reset = _named(body, Call(lender, "results")), Call(lender, "reset")
    told = bridge, body, lender, not body.gives_logs
    return Programs._make([body.variables, *steps, results, reset, *told])


def _named(body: Body, results: Callable[[Values], list[Any]]) -> Callable[[Values], Values]:
    return lambda values: body.named(results(values))


def _unrolled(step: Step, trains: bool) -> Step:
    def run(state: TrainState, given: Any) -> tuple[TrainState, Any]:
        batches, _ = given
        logs, after = None, state if trains else TrainState({}, {}, {}, {})
        for place in range(len(leaves(batches)[0])):
            batch = map_structure(lambda leaf: leaf[place], batches)  # noqa: B023  used at once
            changes, logs = step(state, batch)
            state = changes if trains else merged(state, changes)
            after = state if trains else merged(after, changes)
        return after, logs

    return run


def floats(values: Values) -> dict[str, float]:
    """Return values from the device as plain floats; a metric of many values stays an array.

    Args:
        values: arrays by name.
    """
    arrays = fetch(list(values.values()))
    return {name: _plain(array) for name, array in zip(values, arrays, strict=True)}


def _plain(value: Any) -> Any:
    if getattr(value, "size", 1) != 1:
        return value
    return float(value.item() if hasattr(value, "item") else value)  # (1,) is no scalar to float
