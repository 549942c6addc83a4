"""Several heads on one model, each with labels, a loss and metrics of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit.errors import DataError, not_negative, unknown
from deepkit.estimators.heads._head import Arrays, Head, chosen, is_encoded, split
from deepkit.estimators.heads._metrics import BATCH_LOSS
from deepkit.losses import Loss
from deepkit.typing import Logs, Tensor


class MultiHead(Head):
    """Learn several things at once: the loss is the weighted sum `Σ w loss` of the heads' losses.

    Labels are a dict by the names of the heads, and so are the outputs of the model. Metrics are
    named `accuracy/<head>`, predictions `(<head>, "logits")`.

    Args:
        heads: the heads, each with a name of its own; they share the logits in this order.
        head_weights: what the loss of each counts, 0 or more; 1 if None.

    Shapes:
        labels: as the heads take them. logits: (n, sum of the heads' dimensions).

    Raises:
        ValueError: if a head has no name or that of another, or is none, or weights do not fit.

    Example:
        >>> from deepkit.estimators import heads
        >>> tastes = heads.BinaryClassHead(name="likes"), heads.RegressionHead(name="price")
        >>> head = heads.MultiHead(tastes, head_weights=[1.0, 0.5])
        >>> predicted = head.predictions({"likes": [[1.0]], "price": [[3.0]]})
        >>> predicted["likes", "class_ids"].tolist(), predicted["price", "predictions"].tolist()
        ([[1]], [[3.0]])
    """

    def __init__(self, heads: Sequence[Head], head_weights: Sequence[float] | None = None) -> None:
        super().__init__(None, "sum_over_batch_size", None, None)
        self.heads = _checked_heads(heads)
        weights = [1.0] * len(self.heads) if head_weights is None else list(head_weights)
        if len(weights) != len(self.heads):
            raise ValueError(
                f"`head_weights` must have a weight for each of the {len(self.heads)} heads, got "
                f"{len(weights)}."
            )
        self.head_weights = [float(not_negative(head_weights=weight)) for weight in weights]

    @property
    def logits_dimension(self) -> int:
        """How many logits all heads have."""
        return sum(self._sizes)

    @property
    def names(self) -> list[str]:
        """The names of the heads."""
        return [str(head.name) for head in self.heads]

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head whose heads know what their labels tell.

        Args:
            y: labels by the names of the heads.
            sample_weight: what each row counts, for all heads or by their names.

        Raises:
            DataError: if the labels of a head are missing or do not fit it.
        """
        given = self._by_name(y)
        weights = sample_weight if isinstance(sample_weight, Mapping) else {}
        one = None if isinstance(sample_weight, Mapping) else sample_weight
        heads = [
            _noting(name, head.learn, given[name], weights.get(name, one))
            for name, head in self._named()
        ]
        return self._with(heads=heads)

    def encode_labels(self, y: Any) -> dict[str, Any]:
        """Return labels as the losses take them, by the names of the heads.

        Args:
            y: labels by the names of the heads.

        Raises:
            DataError: if the labels of a head are missing or do not fit it.
        """
        given = self._by_name(y)
        return {
            name: _noting(name, head.encode_labels, given[name]) for name, head in self._named()
        }

    def outputs(self, logits: Tensor) -> dict[str, Any]:
        """Return what the model returns for each head, by their names.

        Args:
            logits: of all heads, symbolic or real.

        Raises:
            ShapeError: if there are not as many logits as the heads have.
        """
        self._check_width(logits)
        pieces = zip(self._named(), split(logits, self._sizes), strict=True)
        return {name: head.outputs(piece) for (name, head), piece in pieces}

    def training_loss(self) -> Any:
        """Return the losses of the heads by their names, for `model.compile(loss=...)`."""
        losses: dict[str, Loss] = {name: head.training_loss() for name, head in self._named()}
        return losses

    def loss_weights(self) -> dict[str, float]:
        """Return what the losses count by the names of the heads, for `model.compile`."""
        return dict(zip(self.names, self.head_weights, strict=True))

    def metrics(self) -> Any:
        """Return new metrics by the names of the heads, for `model.compile`."""
        return {name: head.metrics() for name, head in self._named()}

    def logs(self, evaluate_logs: Logs) -> dict[str, float]:
        """Return what `model.evaluate` measured under TensorFlow's names, in their order.

        Args:
            evaluate_logs: what `model.evaluate(..., return_dict=True)` returned.
        """
        logs: dict[str, float] = {}
        for name, head in self._named():
            for metric in head.metrics():
                # A model with one output does not put its name before those of its metrics.
                key = f"{name}_{metric.name}" if len(self.heads) > 1 else metric.name
                if key in evaluate_logs:
                    called = "loss" if metric.name == BATCH_LOSS else metric.name
                    logs[f"{called}/{name}"] = evaluate_logs[key]
        losses = [logs.get(f"loss/{name}", 0.0) for name in self.names]
        logs["loss"] = sum(w * x for w, x in zip(self.head_weights, losses, strict=True))
        return {key: logs[key] for key in sorted(logs)}

    def predictions(
        self, outputs: Any, keys: Sequence[Any] | None = None, *, bytes_classes: bool = False
    ) -> Arrays:
        """Return what the outputs of a model mean, by the names of head and key.

        Args:
            outputs: what the model returned by the names of the heads, or logits of all heads.
            keys: which of them, pairs of names; all if None.
            bytes_classes: whether classes are bytes, as in TensorFlow, and not text.

        Raises:
            ValueError: if there is no such key.
            ShapeError: if there are not as many outputs as the heads have.
        """
        if not isinstance(outputs, Mapping):
            rows = np.asarray(outputs, np.float32)
            self._check_width(rows)
            cuts = np.cumsum(self._sizes)[:-1]
            outputs = dict(zip(self.names, np.split(rows, cuts, axis=-1), strict=True))
        wanted = {key[0] for key in keys} if keys is not None else set(self.names)
        found = {
            (name, key): value
            for name, head in self._named()
            if name in wanted
            for key, value in head.predictions(outputs[name], bytes_classes=bytes_classes).items()
        }
        return chosen({key: lambda value=value: value for key, value in found.items()}, keys)

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions that are numbers, in a compiled program, as `<head>/<key>`.

        Args:
            outputs: what the model returns by the names of the heads, or logits of all heads.
        """
        if not isinstance(outputs, Mapping):
            outputs = dict(zip(self.names, split(outputs, self._sizes), strict=True))
        return {
            f"{name}/{key}": value
            for name, head in self._named()
            for key, value in head.tensors(outputs[name]).items()
        }

    def texts(self) -> dict[Any, tuple[str, np.ndarray]]:
        """Return for predictions that are text which tensor tells their place among which names."""
        return {
            (name, key): (f"{name}/{of}", names)
            for name, head in self._named()
            for key, (of, names) in head.texts().items()
        }

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        found: dict[str, Arrays] = {}
        for name, head in self._named():
            own = {key: value for (whose, key), value in predictions.items() if whose == name}
            for kind, arrays in head.signatures(own).items():
                found[name if kind == "serving_default" else f"{name}/{kind}"] = arrays
        merged = {f"{name}/{key}": value for (name, key), value in predictions.items()}
        return {"serving_default": found[self.names[0]], **found, "predict": merged}

    def loss(
        self,
        labels: Any,
        logits: Tensor,
        features: Mapping[str, Any] | None = None,
        mode: str | None = None,
        regularization_losses: Sequence[Tensor] | None = None,
    ) -> Tensor:
        """Return the weighted sum of the heads' losses, for a `model_fn` of your own.

        Args:
            labels: labels by the names of the heads; tensors are taken as encoded already.
            logits: of all heads.
            features: hold the weights of the heads that have a `weight_column`.
            mode: accepted as in TensorFlow; the loss is the same in all of them.
            regularization_losses: added to it.

        Raises:
            DataError: if the labels of a head are missing.
            ShapeError: if there are not as many logits as the heads have.
        """
        given = self._by_name(labels)
        self._check_width(logits)
        pieces = split(logits, self._sizes)
        total: Any = sum(regularization_losses or (), 0.0)
        for (name, head), piece, weight in zip(
            self._named(), pieces, self.head_weights, strict=True
        ):
            total = total + weight * head.loss(given[name], piece, features, mode)
        return total

    @property
    def _sizes(self) -> list[int]:
        return [head.logits_dimension for head in self.heads]

    def _named(self) -> list[tuple[str, Head]]:
        return list(zip(self.names, self.heads, strict=True))

    def _by_name(self, y: Any) -> Mapping[str, Any]:
        if hasattr(y, "columns") and not isinstance(y, Mapping):  # a frame
            y = {name: y[name] for name in y.columns}
        if not isinstance(y, Mapping) or is_encoded(y):
            raise DataError(
                f"`labels` must be a dict by the names of the heads ({', '.join(self.names)}), got "
                f"{type(y).__name__}."
            )
        for name in self.names:
            if name not in y:
                raise DataError(f"`labels` has nothing for head {name!r}, got {', '.join(y)}.")
        for name in y:
            if name not in self.names:
                raise DataError(str(unknown("head in `labels`", name, self.names)))
        return y


def _checked_heads(heads: Any) -> list[Head]:
    found = list(heads) if isinstance(heads, Sequence) else []
    if not found:
        raise ValueError(f"`heads` must be a list of one head or more, got {heads!r}.")
    names: list[str] = []
    for head in found:
        if not isinstance(head, Head) or isinstance(head, MultiHead):
            raise ValueError(f"`heads` must hold heads, and no MultiHead, got {head!r}.")
        if head.name is None:
            raise ValueError(f"Each of `heads` must have a `name`, got {head!r}.")
        if head.name in names:
            raise ValueError(
                f"Each of `heads` must have a name of its own, got {head.name!r} twice."
            )
        names.append(head.name)
    return found


def _noting(name: str, learn: Any, *given: Any) -> Any:
    try:
        return learn(*given)
    except DataError as error:
        error.add_note(f"while looking at the labels of head {name!r}")
        raise
