"""What `compile` was told, made to fit the outputs of the model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deepkit import losses, metrics
from deepkit.backend import CallContext, infer, is_batch, is_symbolic, leaves
from deepkit.errors import ShapeError
from deepkit.losses import Loss, LossFunctionWrapper
from deepkit.metrics import Mean, MeanMetricWrapper, Metric
from deepkit.training._outputs import match_targets, name_outputs, spread

_BY_SHAPE = ("accuracy", "acc", "crossentropy", "ce")


@dataclass
class Output:
    """One output of the model and what it is judged by."""

    name: str
    loss: Loss | None
    weight: float | None
    tracker: Mean | None = None
    metrics: list[Metric] = field(default_factory=list)
    weighted: list[Metric] = field(default_factory=list)

    @property
    def wants_target(self) -> bool:
        """Whether it is judged at all."""
        return self.loss is not None or bool(self.metrics or self.weighted)


class Objective:
    """The loss and the metrics of a model.

    Args:
        loss: one for all outputs, a list, or a dict by output name.
        metrics: a list for one output; a list of lists, or a dict by output name.
        weighted_metrics: the same, for metrics that see the sample weights.
        loss_weights: a factor for each loss: a list, or a dict by output name.
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
        self.loss_tracker = Mean(name="loss")
        self.outputs: list[Output] = []
        self.is_bound = False

    @property
    def has_loss(self) -> bool:
        """Whether any loss was given."""
        return any(loss is not None for loss in leaves(self._loss))

    @property
    def metrics(self) -> list[Metric]:
        """The trackers of losses, then the metrics of each output."""
        trackers = [output.tracker for output in self.outputs if output.tracker]
        own = [m for output in self.outputs for m in (*output.metrics, *output.weighted)]
        return [self.loss_tracker, *trackers, *own]

    def check_names(self) -> None:
        """Refuse names of losses and metrics that do not exist.

        Raises:
            ValueError: if there is one; the message names the nearest.
        """
        for loss in leaves(self._loss):
            if isinstance(loss, str) and loss not in _BY_SHAPE:
                losses.get(loss)
        for metric in leaves([self._metrics, self._weighted_metrics]):
            if isinstance(metric, str) and metric not in _BY_SHAPE:
                metrics.get(metric)

    def bind(self, y: Any, y_pred: Any, names: list[str] | None = None) -> None:
        """Resolve losses and metrics for the outputs of the model.

        Args:
            y: symbolic targets.
            y_pred: symbolic outputs.
            names: names of the outputs of a functional model.

        Raises:
            ValueError: if a name is unknown or the numbers do not fit.
            ShapeError: if a loss does not return a value for each sample.
        """
        self._names = name_outputs(y_pred, names)
        given = spread(_unlisted(self._loss, self._names), y_pred, self._names, "loss")
        weights = spread(self._loss_weights, y_pred, self._names, "loss_weights")
        wanted = [loss is not None for loss in given]
        many = len(self._names) > 1
        flat = leaves(y_pred)
        own = self._metrics_for(self._metrics, y_pred, "metrics")
        weighted = self._metrics_for(self._weighted_metrics, y_pred, "weighted_metrics")
        wanted = [bool(a or b or c) for a, b, c in zip(wanted, own, weighted, strict=True)]
        targets = match_targets(y, y_pred, self._names, wanted) if y is not None else []
        self.outputs = []
        for place, name in enumerate(self._names):
            target = targets[place] if targets else None
            output = Output(name, None, weights[place])
            if given[place] is not None:
                output.loss = _as_loss(given[place], target, flat[place])
                output.tracker = Mean(name=f"{name}_loss") if many else None
                _check_samples(output.loss, target, flat[place])
            output.metrics = [_as_metric(m, target, flat[place]) for m in own[place]]
            output.weighted = [_as_metric(m, target, flat[place]) for m in weighted[place]]
            self.outputs.append(output)
        self.is_bound = True

    def loss_of(
        self, y: Any, y_pred: Any, sample_weight: Any, call: CallContext | None
    ) -> Any | None:
        """Return the weighted sum of the losses, or None without any; trackers see each of them."""
        flat, targets, weights = self._flat(y, y_pred, sample_weight)
        total = None
        for output, target, pred, weight in zip(self.outputs, targets, flat, weights, strict=True):
            if output.loss is None:
                continue
            mask = call.mask_of(pred) if call else None
            extra = {} if mask is None else {"mask": mask}
            value = output.loss(target, pred, sample_weight=weight, **extra)
            if output.tracker is not None:
                output.tracker.update_state(value, sample_weight=pred.shape[0])
            value = value if output.weight is None else value * output.weight
            total = value if total is None else total + value
        return total

    def update_metrics(
        self, y: Any, y_pred: Any, sample_weight: Any, call: CallContext | None
    ) -> None:
        """Let the metrics see a batch."""
        flat, targets, weights = self._flat(y, y_pred, sample_weight)
        for output, target, pred, weight in zip(self.outputs, targets, flat, weights, strict=True):
            for metric in output.metrics:
                metric.update_state(target, pred)
            mask = call.mask_of(pred) if call else None
            for metric in output.weighted:
                metric.update_state(target, pred, sample_weight=_masked(weight, mask))

    def results(self, metrics: list[Metric]) -> dict[str, Any]:
        """Return the values of metrics under the names they have in logs."""
        results: dict[str, Any] = {}
        names = dict(zip(map(id, self.metrics), self._log_names(), strict=True))
        for metric in metrics:
            value = metric.result()
            if isinstance(value, Mapping):
                results.update(value)
            else:
                results[str(names.get(id(metric), metric.name))] = value
        return results

    def _log_names(self) -> list[str]:
        """Return the name of each metric, told apart by output and number."""
        trackers = [f"{output.name}_loss" for output in self.outputs if output.tracker]
        names = ["loss", *trackers]
        many = len(self.outputs) > 1
        for output in self.outputs:
            prefix = f"{output.name}_" if many else ""
            for metric in output.metrics:
                names.append(_untaken(f"{prefix}{metric.name}", names))
            for metric in output.weighted:
                name = f"{prefix}{metric.name}"
                name = f"{prefix}weighted_{metric.name}" if name in names else name
                names.append(_untaken(name, names))
        return names

    def _flat(self, y: Any, y_pred: Any, sample_weight: Any) -> tuple[list[Any], ...]:
        wanted = [output.wants_target for output in self.outputs]
        targets = match_targets(y, y_pred, self._names, wanted) if any(wanted) else wanted
        weights = spread(sample_weight, y_pred, self._names, "sample_weight")
        return leaves(y_pred), list(targets), weights

    def _metrics_for(self, given: Any, y_pred: Any, what: str) -> list[list[Any]]:
        many = len(self._names) > 1
        if not many and not isinstance(given, Mapping):
            return [_listed(given)]
        return [_listed(entry) for entry in spread(given, y_pred, self._names, what)]


def _unlisted(loss: Any, names: list[str]) -> Any:
    """One output's loss may stand in a list of one."""
    return (
        loss[0] if len(names) == 1 and isinstance(loss, (list, tuple)) and len(loss) == 1 else loss
    )


def _listed(entry: Any) -> list[Any]:
    if entry is None:
        return []
    entries = list(entry) if isinstance(entry, (list, tuple)) else [entry]
    return [
        m for e in entries if e is not None for m in (_listed(e) if isinstance(e, list) else [e])
    ]


def _untaken(name: str, taken: list[str]) -> str:
    count, candidate = 0, name
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def _as_loss(given: Any, y: Any, y_pred: Any) -> Loss:
    if given in ("crossentropy", "ce") and y is not None:
        given = metrics.crossentropy_loss_for(y.shape, y_pred.shape)
    found = losses.get(given)
    if isinstance(found, Loss) or not callable(found):
        return found
    return LossFunctionWrapper(found, name=getattr(found, "__name__", None))


def _as_metric(given: Any, y: Any, y_pred: Any) -> Metric:
    if isinstance(given, str) and y is not None:
        resolved = metrics.resolve(given, y.shape, y_pred.shape)
        if resolved is not None:
            return MeanMetricWrapper(resolved, name=given)
    found = metrics.get(given)
    if not isinstance(found, Metric):
        found = MeanMetricWrapper(found, name=getattr(found, "__name__", None))
    if isinstance(given, str):
        found.name = given
    return found


def _masked(weight: Any, mask: Any) -> Any:
    if weight is None or mask is None:
        return weight
    return losses.merge_mask(weight, mask, dtype="float32", reduction="sum")


def _check_samples(loss: Loss, y: Any, y_pred: Any) -> None:
    """Refuse a loss whose values are not one or more for each sample.

    `(batch,) - (batch, 1)` is `(batch, batch)`: it trains, to nonsense. The open batch axis tells.
    """
    if not (is_symbolic(y) and is_symbolic(y_pred) and is_batch(y_pred.spec.shape[0])):
        return
    values = infer(_values_of(loss), y, y_pred)
    sizes = values.spec.shape
    if sizes and (not is_batch(sizes[0]) or any(is_batch(size) for size in sizes[1:])):
        raise ShapeError(
            f"Loss {loss.name!r} must return a value for each sample, of shape (batch, ...), got "
            f"{tuple(map(str, sizes))} for `y` of shape {y.shape} and predictions of shape "
            f"{y_pred.shape}. Bring both to the same shape in the loss, or mind its `axis`."
        )


def _values_of(loss: Loss) -> Callable[..., Any]:
    return lambda y, y_pred: losses.per_sample(loss, y, y_pred)
