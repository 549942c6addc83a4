"""Steps as compiled programs, and what the metrics say after them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from deepkit.backend import Work, fetch, jit, keep_order, leaves, map_structure, scope, work_of
from deepkit.training._bridge import Bridge
from deepkit.training._default import overrides
from deepkit.training._own_step import own_step
from deepkit.training._state import TrainState
from deepkit.training._step import Step, Steps, chunked, chunked_rows, chunked_with_logs, merged

Values = dict[str, Any]


class Programs(NamedTuple):
    """The steps of a phase, and what its metrics say."""

    variables: TrainState
    single: Step  # training takes possession of the state it is given
    several: Step  # on a stack of batches, and how many of them count
    rows: Step  # on all data, the rows of batches, and how many of these count
    kept: Step  # on a state that others hold
    results: Callable[[Values], Values]
    reset: Callable[[Values], Values]
    works: dict[Any, Work]  # of the step, by the shapes of the batch
    takes_fewer: bool = False  # whether some batches of a stack need not count

    def work(self, state: TrainState, batch: Any) -> Work:
        """Return how much work a step is; counted once for batches of one kind.

        Args:
            state: on which it runs.
            batch: a batch.
        """
        kind = tuple((leaf.shape, leaf.dtype) for leaf in leaves(batch))
        if kind not in self.works:
            self.works[kind] = work_of(self.kept, state, batch)
        return self.works[kind]

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
    own = own_step(model, phase, bridge)
    step = own or getattr(Steps(model, bridge), phase)
    step = _in_order(step) if phase == "predict" else step
    logs = own is not None or overrides(model, "compute_metrics")
    results, reset = _Results(model, bridge), _reset(model, bridge)
    trains = phase == "train"
    if model.run_eagerly:
        several = _unrolled(step, trains)
        return Programs(bridge.variables, step, several, several, step, results, reset, {})
    kept = jit(step)  # traced once, for the others too
    options = {"donate_argnums": 0} if trains else {}
    single = jit(kept, **options) if trains else kept
    several = jit((chunked_with_logs if logs else chunked)(kept, keeps_all=trains), **options)
    rows = jit(chunked_rows(kept, keeps_all=trains), **options)
    told = results.compiled()
    return Programs(bridge.variables, single, several, rows, kept, told, jit(reset), {}, not logs)


def _in_order(step: Step) -> Step:
    """Return the step with dicts among the predictions kept as the user wrote them."""

    def run(state: TrainState, given: Any) -> tuple[TrainState, Any]:
        changes, outputs = step(state, given)
        return changes, keep_order(outputs)

    return run


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


class _Results:
    """The pure function from the values of the metrics' Variables to what they say."""

    def __init__(self, model: Any, bridge: Bridge) -> None:
        self._model, self._metrics = model, bridge.variables.metrics
        self._names: list[str] = []

    def __call__(self, values: Values) -> Values:
        with scope(self._metrics.values(), [values[path] for path in self._metrics]):
            return flat(self._model.get_metrics_result())

    def compiled(self) -> Callable[[Values], Values]:
        """Return the function compiled; programs sort dicts, so that the names go around it."""

        def listed(values: Values) -> list[Any]:
            results = self(values)
            self._names = list(results)
            return list(results.values())

        program = jit(listed)

        def named(values: Values) -> Values:
            results = program(values)  # before the names, which its first run finds
            return dict(zip(self._names, results, strict=True))

        return named


def _reset(model: Any, bridge: Bridge) -> Callable[[Values], Values]:
    variables = bridge.variables.metrics

    def reset(values: Values) -> Values:
        with scope(variables.values(), [values[path] for path in variables]) as inner:
            model.reset_metrics()
            return {path: inner[id(v)] for path, v in variables.items()}

    return reset


def flat(logs: Mapping[str, Any]) -> Values:
    """Return logs with what a metric returned as a dict among them.

    Args:
        logs: values by name, or dicts of them.
    """
    values: Values = {}
    for name, value in logs.items():
        values.update(flat(value) if isinstance(value, Mapping) else {str(name): value})
    return values


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
