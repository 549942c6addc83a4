"""One output of a model, and what it is judged by."""

from dataclasses import dataclass, field
from typing import Any

from deepkit import losses, metrics
from deepkit.backend import SymbolicTensor, infer, is_batch, open_spec
from deepkit.errors import DeepkitError, ShapeError
from deepkit.losses import Loss, LossFunctionWrapper
from deepkit.metrics import Mean, MeanMetricWrapper, Metric
from deepkit.training._outputs import Name

_CROSSENTROPY = ("crossentropy", "ce")
_BY_SHAPE = ("accuracy", "acc", *_CROSSENTROPY)


@dataclass
class Judged:
    """One output of the model and what it is judged by."""

    name: Name
    loss: Loss | None
    weight: float | None
    tracker: Mean | None = None
    metrics: list[Metric] = field(default_factory=list)
    weighted: list[Metric] = field(default_factory=list)
    checked: set[Any] = field(default_factory=set)

    @property
    def wants_target(self) -> bool:
        """Whether it is judged at all."""
        return self.loss is not None or bool(self.metrics or self.weighted)

    def loss_of(self, y: Any, y_pred: Any, sample_weight: Any) -> Any | None:
        """Return its loss times its factor, or None; the tracker sees it without the factor.

        Args:
            y: the target.
            y_pred: the output.
            sample_weight: a weight for each sample.
        """
        if self.loss is None:
            return None
        self._check_samples(self.loss, y, y_pred)
        value = self.loss(y, y_pred, sample_weight=sample_weight)
        if self.tracker is not None:
            self.tracker.update_state(value, sample_weight=y_pred.shape[0])
        return value if self.weight is None else value * self.weight

    def update_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Let its metrics see a batch.

        Args:
            y: the target.
            y_pred: the output.
            sample_weight: a weight for each sample, which only some metrics see.
        """
        for metric in self.metrics:
            metric.update_state(y, y_pred)
        for metric in self.weighted:
            metric.update_state(y, y_pred, sample_weight=sample_weight)

    def _check_samples(self, loss: Loss, y: Any, y_pred: Any) -> None:
        """Check a loss the first time that it sees these shapes."""
        shapes = tuple(y.shape), tuple(y_pred.shape)
        if shapes not in self.checked and all(shapes) and y.shape[0] == y_pred.shape[0]:
            check_samples(loss, y, y_pred)
            self.checked.add(shapes)


def check_samples(loss: Loss, y: Any, y_pred: Any) -> None:
    """Refuse a loss whose values are not one or more for each sample.

    `(batch,) - (batch, 1)` is `(batch, batch)`: it trains, to nonsense. An open batch axis tells.

    Args:
        loss: the loss.
        y: targets.
        y_pred: predictions, as many.

    Raises:
        ShapeError: if its values are not those of samples.
    """
    opened = [SymbolicTensor(open_spec((None, *x.shape[1:]), x.dtype)) for x in (y, y_pred)]
    try:
        values = infer(lambda *pair: losses.per_sample(loss, *pair), *opened)
    except DeepkitError:  # it asks for the size of the batch, or will say better what is wrong
        return
    sizes = values.spec.shape
    if sizes and (not is_batch(sizes[0]) or any(is_batch(size) for size in sizes[1:])):
        raise ShapeError(
            f"Loss {loss.name!r} must return a value for each sample, of shape (batch, ...), got "
            f"({', '.join(map(str, sizes))}) for `y` of shape {opened[0].shape} and predictions "
            f"of shape {opened[1].shape}. Bring both to the same shape in the loss, or mind its "
            "`axis`."
        )


def depends_on_shape(given: Any) -> bool:
    """Tell whether a name stands for one of several losses or metrics, depending on shapes.

    Args:
        given: a loss, a metric, or the name of one.
    """
    return isinstance(given, str) and given.lower() in _BY_SHAPE


def as_loss(given: Any, y: Any, y_pred: Any) -> Loss:
    """Return the loss that was meant for an output.

    Args:
        given: a loss, its name, its config or a function.
        y: the target, if there is one.
        y_pred: the output.
    """
    found = given
    if isinstance(given, str) and given.lower() in _CROSSENTROPY and y is not None:
        found = metrics.crossentropy_loss_for(y.shape, y_pred.shape)
    found = losses.get(found)
    if isinstance(found, Loss):
        return found
    name = given if isinstance(given, str) else getattr(found, "__name__", None)
    return LossFunctionWrapper(found, name=name)


def as_metric(given: Any, y: Any, y_pred: Any) -> Metric:
    """Return the metric that was meant for an output, under the name it was given.

    Args:
        given: a metric, its name, its config or a function.
        y: the target, if there is one.
        y_pred: the output.
    """
    found = None
    if isinstance(given, str) and y is not None:
        found = metrics.resolve(given, y.shape, y_pred.shape)
    found = metrics.get(given) if found is None else found
    if not isinstance(found, Metric):
        found = MeanMetricWrapper(found, name=getattr(found, "__name__", None))
    if isinstance(given, str):
        found.name = given
    return found
