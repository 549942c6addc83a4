"""What `compile` was told, made to fit the outputs of the model."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from deepkit import losses, metrics
from deepkit.backend import leaves
from deepkit.metrics import Mean, Metric
from deepkit.training._judged import Judged, as_loss, as_metric, depends_on_shape
from deepkit.training._outputs import Name, match_targets, match_weights, name_outputs, spread
from deepkit.typing import Config


class Objective:
    """The loss and the metrics of a model.

    Args:
        loss: one for all outputs, a list, or a dict by output name.
        metrics: a list for one output; a list of lists, or a dict by output name.
        weighted_metrics: the same, for metrics that see the sample weights.
        loss_weights: a factor for each loss: a list, or a dict by output name.

    Attributes:
        told: all that `compile` was given.
        loss_tracker: the mean of the loss.
        outputs: what each output is judged by, once it is bound to them.

    Raises:
        ValueError: if there is no loss or metric of a name.
        TypeError: if something is no loss or metric.
    """

    def __init__(
        self,
        loss: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        loss_weights: Any = None,
    ) -> None:
        self._loss, self._loss_weights = loss, loss_weights
        self._metrics, self._weighted_metrics = metrics, weighted_metrics
        self.told: Config = {}
        self.loss_tracker = Mean(name="loss")
        self.outputs: list[Judged] = []
        self.is_bound = False
        self._check_names()

    @property
    def metrics(self) -> list[Metric]:
        """The metrics in the order of `evaluate`."""
        return [metric for _, metric in self._named()]

    def _check_names(self) -> None:
        """Refuse what is no loss or metric, before any data is there."""
        for loss in leaves(self._loss):
            if not depends_on_shape(loss):
                losses.get(loss)
        for metric in leaves([self._metrics, self._weighted_metrics]):
            if not depends_on_shape(metric):
                metrics.get(metric)

    def bind(self, y: Any, y_pred: Any, names: list[str] | None = None) -> None:
        """Resolve losses and metrics for the outputs of the model.

        Args:
            y: targets, as symbols or arrays.
            y_pred: outputs, as symbols or arrays.
            names: names of the outputs of a functional model.

        Raises:
            ValueError: if a name is unknown or the numbers do not fit.
            DataError: if the targets do not fit the outputs.
        """
        named = name_outputs(y_pred, names)
        keys = [name.key for name in named]
        given = [
            spread(_unlisted(self._loss, keys), y_pred, keys, "loss"),
            spread(_unlisted(self._loss_weights, keys), y_pred, keys, "loss_weights"),
            self._metrics_for(self._metrics, y_pred, keys, "metrics"),
            self._metrics_for(self._weighted_metrics, y_pred, keys, "weighted_metrics"),
        ]
        wanted = [a is not None or bool(b or c) for a, _, b, c in zip(*given, strict=True)]
        targets = match_targets(y, y_pred, keys, wanted)
        rows = zip(named, targets, leaves(y_pred), *given, strict=True)
        self.outputs = [_judged(*row) for row in rows]
        self._track_losses()
        self.is_bound = True

    def _track_losses(self) -> None:
        """Let several losses have a mean each, besides that of their sum."""
        judged = [(output, output.loss) for output in self.outputs if output.loss is not None]
        taken: list[str] = []
        for output, loss in judged if len(judged) > 1 else []:
            taken.append(_untaken(output.name.tracker(loss.name), taken))
            output.tracker = Mean(name=taken[-1])

    def loss_of(self, y: Any, y_pred: Any, sample_weight: Any) -> Any | None:
        """Return the weighted sum of the losses, or None without any; trackers see each of them.

        Args:
            y: targets.
            y_pred: outputs.
            sample_weight: a weight for each sample.
        """
        total = None
        for output, *values in self._rows(y, y_pred, sample_weight):
            value = output.loss_of(*values)
            if value is not None:
                total = value if total is None else total + value
        return total

    def update_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Let the metrics see a batch.

        Args:
            y: targets.
            y_pred: outputs.
            sample_weight: a weight for each sample.
        """
        for output, *values in self._rows(y, y_pred, sample_weight):
            output.update_metrics(*values)

    def results(self, metrics: list[Metric]) -> dict[str, Any]:
        """Return the values of metrics under the names they have in logs.

        Args:
            metrics: those of the objective, and others.
        """
        results: dict[str, Any] = {}
        for name, metric in zip(self.names(metrics), metrics, strict=True):
            value = metric.result()
            results.update(value if isinstance(value, Mapping) else {name: value})
        return results

    def names(self, metrics: list[Metric]) -> list[str]:
        """Return the names that metrics have in logs.

        Args:
            metrics: those of the objective, and others.
        """
        names = {id(metric): name for name, metric in self._named()}
        return [names.get(id(metric), metric.name) for metric in metrics]

    def _named(self) -> list[tuple[str, Metric]]:
        """Return the metrics by their names in logs: metrics of named outputs come last, sorted."""
        order = list(self._loss) if isinstance(self._loss, Mapping) else []
        judged = sorted(self.outputs, key=lambda o: _place(o.name.key, order))
        trackers = [(o.tracker.name, o.tracker) for o in judged if o.tracker]
        first: list[tuple[str, Metric]] = [("loss", self.loss_tracker)]
        last: list[tuple[str, Metric]] = []
        names = [name for name, _ in (*first, *trackers)]
        several = len(self.outputs) > 1
        unweighted = ((o.name, m, "") for o in self.outputs for m in o.metrics)
        weighted = ((o.name, m, "weighted_") for o in self.outputs for m in o.weighted)
        for output, metric, mark in chain(unweighted, weighted):
            prefix = output.prefix if several else ""
            name = f"{prefix}{metric.name}"
            name = f"{prefix}{mark}{metric.name}" if name in names else name
            names.append(_untaken(name, names))
            (last if prefix else first).append((names[-1], metric))
        return [*first, *trackers, *sorted(last, key=lambda pair: pair[0])]

    def _rows(self, y: Any, y_pred: Any, sample_weight: Any) -> Any:
        """Return each output with its target, its prediction and its weights."""
        keys = [output.name.key for output in self.outputs]
        wanted = [output.wants_target for output in self.outputs]
        targets = match_targets(y, y_pred, keys, wanted) if any(wanted) else [None] * len(keys)
        weights = match_weights(sample_weight, y_pred, keys, wanted)
        return zip(self.outputs, targets, leaves(y_pred), weights, strict=True)

    def _metrics_for(self, given: Any, y_pred: Any, keys: list[str], what: str) -> list[list[Any]]:
        if len(keys) == 1 and not isinstance(given, Mapping):
            return [_listed(given)]
        return [_listed(entry) for entry in spread(given, y_pred, keys, what)]


def _judged(
    name: Name, target: Any, pred: Any, loss: Any, weight: Any, own: Any, weighted: Any
) -> Judged:
    return Judged(
        name,
        None if loss is None else as_loss(loss, target, pred),
        weight,
        metrics=[as_metric(metric, target, pred) for metric in own],
        weighted=[as_metric(metric, target, pred) for metric in weighted],
    )


def _place(key: str, order: list[Any]) -> int:
    return order.index(key) if key in order else 0


def _unlisted(given: Any, keys: list[str]) -> Any:
    """Return what was given for one output without the list or dict around it."""
    alone = len(keys) == 1 and isinstance(given, (list, tuple)) and len(given) == 1
    return given[0] if alone else given


def _listed(entry: Any) -> list[Any]:
    """Return the metrics of one output in a flat list."""
    if isinstance(entry, (list, tuple)):
        return [metric for inner in entry for metric in _listed(inner)]
    return [] if entry is None else [entry]


def _untaken(name: str, taken: list[str]) -> str:
    count, candidate = 0, name
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate
