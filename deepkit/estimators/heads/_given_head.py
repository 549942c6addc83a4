"""The head of models that bring their own loss and predictions."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit.errors import DataError, unknown
from deepkit.estimators.heads._head import Arrays, Head
from deepkit.feature_column import Encoder, array_column, as_table
from deepkit.losses import Loss
from deepkit.metrics import Metric
from deepkit.typing import Config, Logs, Tensor

ALONE = "labels"
"""What labels without names are called."""


class GivenHead(Head):
    """Take labels as numbers and outputs as predictions, as a model of the user's has them.

    Args:
        labels: columns of labels as an `Encoder` writes them down; learned if None.
        keys: the names of the predictions.
        exports: by the name of each signature the keys of the predictions it gives, by its names.
        metric_names: other names for measures, by their names.

    Shapes:
        labels: (n, ...), or a dict of such.

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators import heads
        >>> head = heads.GivenHead().learn({"low": np.zeros(3), "high": np.ones((3, 2))})
        >>> sorted(head.encode_labels({"low": [1, 2], "high": [[3, 4], [5, 6]]}))
        ['high', 'low']
    """

    def __init__(
        self,
        labels: Config | None = None,
        keys: Sequence[str] = (),
        exports: Mapping[str, Mapping[str, str]] | None = None,
        metric_names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(None, "sum_over_batch_size", None, None)
        self.labels, self.keys, self.exports = labels, tuple(keys), exports
        self.metric_names = dict(metric_names or {})
        self.columns = None if labels is None else Encoder.from_config(labels)

    @property
    def logits_dimension(self) -> int:
        """One: nobody knows."""
        return 1

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head that knows the shapes of the labels.

        Args:
            y: labels, or a dict of them.
            sample_weight: not looked at.

        Raises:
            DataError: if labels are no numbers.
        """
        del sample_weight
        table = as_table(_named(y))
        found = [array_column(name, table[name]) for name in table]
        for name, column in zip(table, found, strict=True):
            if column is None:
                raise DataError(
                    f"{name!r} must be numbers, got {table[name].ravel()[0]!r}: a model cannot see "
                    "text. Turn it into numbers, or use `head.create_estimator_spec`, whose head "
                    "looks labels up."
                )
        columns = tuple(column for column in found if column is not None)
        return self._with(labels=Encoder(columns).get_config())

    def saying(
        self,
        keys: Sequence[str],
        exports: Mapping[str, Mapping[str, str]] | None = None,
        metric_names: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a head that knows what the predictions and the measures are called.

        Args:
            keys: the names of the predictions.
            exports: by the name of each signature the keys of the predictions it gives.
            metric_names: other names for measures, by their names.
        """
        return self._with(keys=tuple(keys), exports=exports, metric_names=metric_names)

    def encode_labels(self, y: Any) -> Any:
        """Return labels as arrays of the dtypes that the model takes.

        Args:
            y: labels, or a dict of them.

        Raises:
            DataError: if they do not have the shapes that were learned from.
        """
        assert self.columns is not None  # it has learned
        arrays = self.columns.encode(_named(y))
        return arrays if isinstance(y, Mapping) else arrays[ALONE]

    def outputs(self, logits: Tensor) -> Any:
        """Return the outputs by the names of the predictions.

        Args:
            logits: all of the outputs.
        """
        return dict.fromkeys(self.keys, logits)

    def training_loss(self) -> Loss:
        """Refuse: the model brings its own."""
        raise NotImplementedError("The loss is in the model.")

    def metrics(self) -> list[Metric]:
        """Return none: the model brings its own."""
        return []

    def logs(self, evaluate_logs: Logs) -> dict[str, float]:
        """Return what was measured, sorted by name.

        Args:
            evaluate_logs: what was measured.
        """
        called = self.metric_names
        return dict(sorted((called.get(name, name), x) for name, x in evaluate_logs.items()))

    def predictions(
        self, outputs: Any, keys: Sequence[Any] | None = None, *, bytes_classes: bool = False
    ) -> Arrays:
        """Return the outputs by their names.

        Args:
            outputs: what the model returned, in NumPy.
            keys: which of them; all if None.
            bytes_classes: accepted as by other heads.

        Raises:
            ValueError: if there is no such key.
        """
        del bytes_classes
        for key in keys or ():
            if key not in outputs:
                raise unknown("prediction key", key, list(outputs))
        return {key: np.asarray(v) for key, v in outputs.items() if keys is None or key in keys}

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the outputs by their names.

        Args:
            outputs: what the model returns.
        """
        return {str(key): value for key, value in outputs.items()}

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        everything: Arrays = dict(predictions)
        named: dict[str, Arrays] = {
            signature: {name: predictions[key] for name, key in told.items()}
            for signature, told in (self.exports or {}).items()
        }
        first = next(iter(named.values()), everything)
        return {"serving_default": first, "predict": everything, **named}


def _named(y: Any) -> Mapping[str, Any]:
    return y if isinstance(y, Mapping) else {ALONE: y}
