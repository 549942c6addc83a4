"""What the programs of a model compute: Python that is run when they are traced."""

from collections.abc import Mapping, Set
from typing import Any

from deepkit.backend import as_written, keep_order, scope
from deepkit.training._bridge import Bridge
from deepkit.training._default import overrides
from deepkit.training._key import Key, key_of
from deepkit.training._numbered import Numbered
from deepkit.training._own_step import own_step
from deepkit.training._state import TrainState
from deepkit.training._step import Step, Steps

Values = dict[str, Any]


class Body:
    """The functions of a model's programs, on states by number.

    Args:
        model: a built model.
        phase: `"train"`, `"test"` or `"predict"`.
        bridge: tells its Variables.

    Attributes:
        phase: of which the programs are.
        variables: the Variables by number.
        trains: whether a step returns the whole state, or what it changes.
        gives_logs: whether a step returns logs.
        makes_results: whether users say what the metrics say.
    """

    def __init__(self, model: Any, phase: str, bridge: Bridge) -> None:
        self._model, self.phase, self.bridge = model, phase, bridge
        self._numbered = Numbered(bridge.variables)
        self.variables = self._numbered.variables
        own = own_step(model, phase, bridge)
        self._step: Step = own or getattr(Steps(model, bridge), phase)
        self.trains = phase == "train"
        self.gives_logs = own is not None or overrides(model, "compute_metrics")
        self.makes_results = overrides(model, "get_metrics_result")
        self._names: list[str] | None = None

    def key(self, named: Set[str] = frozenset()) -> Key | None:
        """Return what is equal for bodies that compute the same; None if nobody can tell.

        Args:
            named: whose names matter.
        """
        return key_of(self._model, self.phase, self.bridge.variables, named=named)

    def step(self, state: TrainState, batch: Any) -> tuple[TrainState, Any]:
        """Return the state after a batch, or what of it changed, and the result.

        Args:
            state: the values by number.
            batch: `(x, y, sample_weight)`.
        """
        after, result = self._step(self._numbered.own(state), batch)
        if self.phase == "predict":
            result = keep_order(result)  # dicts among the predictions, as the user wrote them
        return self._numbered.numbered(after), result

    def results(self, values: Values) -> list[Any]:
        """Return what each metric says, or all of them in one dict.

        Args:
            values: those of the metrics' Variables, by number.
        """
        variables, model = self.variables.metrics, self._model
        with scope(variables.values(), [values[place] for place in variables]):
            if self.makes_results:
                return [keep_order(model.get_metrics_result())]
            return [keep_order(metric.result()) for metric in model.metrics]

    def reset(self, values: Values) -> Values:
        """Return the values of the metrics' Variables before the first batch.

        Args:
            values: those they have, by number.
        """
        variables = self.variables.metrics
        with scope(variables.values(), [values[place] for place in variables]) as inner:
            self._model.reset_metrics()
            return {place: inner[id(variable)] for place, variable in variables.items()}

    def named(self, results: list[Any]) -> Values:
        """Return results by the names that they have in logs.

        Args:
            results: what `results` returned, perhaps out of a program.
        """
        if self._names is None:
            self._names = [""] if self.makes_results else self._names_of_metrics()
        # A result of several values has names of its own.
        pairs = zip(self._names, as_written(results), strict=True)
        values: Values = {}
        for name, value in pairs:
            values.update(flat(value) if isinstance(value, Mapping) else {name: value})
        return values

    def _names_of_metrics(self) -> list[str]:
        metrics = self._model.metrics
        if not self._model.compiled:
            return [metric.name for metric in metrics]
        return self._model.objective.names(metrics)


def flat(logs: Mapping[str, Any]) -> Values:
    """Return logs with what a metric returned as a dict among them.

    Args:
        logs: values by name, or dicts of them.
    """
    values: Values = {}
    for name, value in logs.items():
        values.update(flat(value) if isinstance(value, Mapping) else {str(name): value})
    return values
