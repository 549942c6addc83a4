"""The base of losses, and the one that wraps a plain function."""

from collections.abc import Callable
from typing import Any

from deepkit import backend, ops
from deepkit.configurable import Configurable, auto_name, snake_case
from deepkit.losses._masking import mask_of, masked_values
from deepkit.losses._reduction import match_rank, reduce_weighted, reduction_named
from deepkit.typing import Config, Tensor

Fn = Callable[..., Tensor]


class Loss(Configurable):
    """Measure how far predictions are from labels, as one number to be made small.

    A loss of your own implements `call(y_true, y_pred)`, which returns a value for each sample;
    weights, masks and the mean over the batch are done here.

    Args:
        name: in logs and files; made of the class's name if None.
        reduction: `"sum_over_batch_size"` (also called `"mean"`) divides the sum by the number
            of values that are not masked, `"mean_with_sample_weight"` by the sum of the weights;
            `"sum"` sums; `"none"` or None keeps the values.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, ...). y_pred: (batch, ..., d). A last axis of size 1 may be missing in
        one of them. The result is a scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses, ops
        >>> class Quartic(losses.Loss):
        ...     def call(self, y_true, y_pred):
        ...         return ops.mean((y_true - y_pred) ** 4, axis=-1)
        >>> float(Quartic()([[0.0], [0.0]], [[1.0], [2.0]]))
        8.5
    """

    def __init__(
        self,
        name: str | None = None,
        reduction: str | None = "sum_over_batch_size",
        dtype: Any = None,
    ) -> None:
        self.name = name or auto_name(snake_case(type(self).__name__))
        self.reduction = reduction_named(reduction)
        self._dtype = backend.as_policy(dtype or backend.floatx()).compute_dtype

    @property
    def dtype(self) -> str:
        """The dtype that values are computed in."""
        return self._dtype

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """Return the loss of each sample.

        Args:
            y_true: labels.
            y_pred: predictions.

        Raises:
            NotImplementedError: if the class does not define it.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `call(y_true, y_pred)`.")

    def __call__(
        self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None, mask: Tensor = None
    ) -> Tensor:
        """Return the weighted and reduced loss.

        Args:
            y_true: labels.
            y_pred: predictions.
            sample_weight: what each sample, or each step of each sample, counts.
            mask: false where a prediction does not count; that which travels with `y_pred` if
                None.
        """
        mask = mask_of(y_pred) if mask is None else mask
        values, own = self.unreduced(y_true, y_pred)
        if mask is not None and own is not None:
            own = ops.logical_and(ops.cast(mask, "bool"), ops.cast(own, "bool"))
        return reduce_weighted(
            values, sample_weight, mask if own is None else own, self.reduction, self.dtype
        )

    def unreduced(self, y_true: Tensor, y_pred: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return the loss of each sample, and the mask that `call` put on it or None.

        Args:
            y_true: labels.
            y_pred: predictions.
        """
        y_true = ops.convert_to_tensor(y_true, self.dtype)
        return masked_values(self.call, y_true, ops.convert_to_tensor(y_pred, self.dtype))

    def get_config(self) -> Config:
        """Return the constructor's arguments by name, the name and dtype as they came out."""
        config = super().get_config()
        return config | {key: getattr(self, key) for key in ("name", "dtype") if key in config}


class LossFunctionWrapper(Loss):
    """Make a loss of a plain function.

    Args:
        fn: `(y_true, y_pred, **kwargs)` that returns a value for each sample.
        reduction: how the values become one, see `Loss`.
        name: in logs and files; made of the class's name if None.
        dtype: the values are computed in; the floatx if None.
        **kwargs: options of the function.

    Shapes:
        y_true, y_pred: as the function takes them, a last axis of size 1 dropped or added where
        only one has it.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses, ops
        >>> def distance(y_true, y_pred, power=1):
        ...     return ops.sum(ops.abs(y_true - y_pred) ** power, axis=-1)
        >>> float(losses.LossFunctionWrapper(distance, power=2)([[1.0, 1.0]], [[0.0, 3.0]]))
        5.0
    """

    def __init__(
        self,
        fn: Fn,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self._options = kwargs

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """Return the function's value for each sample.

        Args:
            y_true: labels.
            y_pred: predictions.
        """
        return self.fn(*match_rank(y_true, y_pred), **self._options)


def per_sample(loss: Loss | Fn, y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return the values of a loss before weights and reduction.

    Args:
        loss: a loss, or a function of labels and predictions.
        y_true: labels.
        y_pred: predictions.

    Shapes:
        result: (batch, ...) for a loss that the trainer accepts, or a scalar for one that looks
        at the whole batch at once.

    Example:
        >>> from deepkit import losses
        >>> losses.per_sample(losses.MeanSquaredError(), [[1.0], [2.0]], [[1.0], [5.0]]).tolist()
        [0.0, 9.0]
    """
    loss = loss if isinstance(loss, Loss) else LossFunctionWrapper(loss)
    return loss.unreduced(y_true, y_pred)[0]
