"""What an `input_fn` gives, brought into one form: rows at hand, or a stream of batches."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import numpy as np

from deepkit.errors import DataError, one_of
from deepkit.estimators._examples import label_array
from deepkit.feature_column import Table, as_table
from deepkit.typing import Tensor

Given = tuple[Table, Any, Any]
"""Features, labels and weights of some rows; None for what was not given."""

_FORMS = "`(features, labels)`, an iterable of such batches, or what `numpy_input_fn` returns"


@dataclass(frozen=True, eq=False)
class ArrayInput:
    """Rows in memory, and how to cut them into batches.

    The rows of all epochs follow each other without a gap, so that only the very last batch may be
    short. An order depends on the seed and the epoch alone: batches can be had again from any step.

    Args:
        features: the columns.
        labels: an array, a dict of arrays, or None.
        sample_weight: a weight for each row, or None.
        batch_size: rows in a batch.
        num_epochs: how often each row comes; None for without end.
        shuffle: whether the rows of each epoch come in a new order.
        seed: of the orders; 0 if None.

    Example:
        >>> from deepkit import estimators
        >>> input_fn = estimators.numpy_input_fn({"age": [39, 50, 38]}, [0, 1, 0], 2, shuffle=False)
        >>> [labels.tolist() for features, labels in input_fn()]
        [[0, 1], [0]]
    """

    features: Table
    labels: Any = None
    sample_weight: Any = None
    batch_size: int = 128
    num_epochs: int | None = 1
    shuffle: bool = False
    seed: int | None = None

    @property
    def steps(self) -> int | None:
        """How many batches there are; None if they never end."""
        total = self._total
        return None if total is None else -(-total // self.batch_size)

    def orders(self, start_step: int = 0) -> Iterator[np.ndarray]:
        """Yield the places of the rows of one batch after the other.

        Args:
            start_step: batches to leave out.
        """
        yield from self._orders(start_step, 0)

    def onward(self, step: int) -> Iterator[np.ndarray]:
        """Yield the orders of one batch after the other, for training that goes on after a step.

        There are as many batches as there are; those of an input that ends are gone through round
        and round, each time in a new order where they are shuffled.

        Args:
            step: batches that were trained on before.
        """
        if self.steps is None or self.num_epochs is None:
            return self._orders(step, 0)
        rounds, start = divmod(step, self.steps)
        epoch = rounds * self.num_epochs
        head = islice(self._orders(0, epoch + self.num_epochs), start)
        return chain(self._orders(start, epoch), head)

    def _orders(self, start_step: int, first_epoch: int) -> Iterator[np.ndarray]:
        rows, total, at = self.features.rows, self._total, start_step * self.batch_size
        epoch, offset = divmod(at, rows)
        epoch += first_epoch
        order = self._order(epoch)[offset:]
        while total is None or at < total:
            size = self.batch_size if total is None else min(self.batch_size, total - at)
            while len(order) < size:
                epoch += 1
                order = np.concatenate([order, self._order(epoch)])
            yield order[:size]
            order, at = order[size:], at + size

    def repeated(self, passes: int) -> "ArrayInput":
        """Return the same rows so many times; those without an end as they are.

        Args:
            passes: how often to go through all of them.
        """
        if self.num_epochs is None or passes == 1:
            return self
        return replace(self, num_epochs=passes * self.num_epochs)

    def batches(self, start_step: int = 0) -> Iterator[Given]:
        """Yield `(features, labels, sample_weight)` of one batch after the other.

        Args:
            start_step: batches to leave out.
        """
        for rows in self.orders(start_step):
            yield (
                self.features.take(rows),
                _taken(self.labels, rows),
                _taken(self.sample_weight, rows),
            )

    def __call__(self) -> Iterator[Given]:
        return self.batches()

    def __iter__(self) -> Iterator[Any]:
        """Yield TensorFlow's `(features, labels)` with a dict of columns; no labels, no tuple."""
        for table, labels, weights in self.batches():
            parts = (table.columns, labels, weights)
            there = 1 if labels is None else 2 if weights is None else 3
            yield table.columns if there == 1 else parts[:there]

    @property
    def _total(self) -> int | None:
        return None if self.num_epochs is None else self.num_epochs * self.features.rows

    def _order(self, epoch: int) -> np.ndarray:
        if not self.shuffle:
            return np.arange(self.features.rows)
        return np.random.default_rng([self.seed or 0, epoch]).permutation(self.features.rows)


class StreamInput:
    """Batches that an input function makes; each call of the object starts them anew.

    Args:
        call: calls the input function.
        stream: what it returned first.
        name: of the input function, for messages.
        mode: what the batches are for.
    """

    def __init__(
        self, call: Callable[[], Tensor], stream: Iterable[Tensor], name: str, mode: str
    ) -> None:
        self._call, self._stream, self._name, self._mode = call, stream, name, mode
        self._begun = False

    def __call__(self) -> Iterator[Given]:
        """Yield `(features, labels, sample_weight)` of one batch after the other."""
        if self._begun and isinstance(self._stream, Iterator):
            following = self._call()
            if following is self._stream:
                raise DataError(
                    f"The input_fn {self._name!r} returned the same {type(following).__name__} "
                    "again, which can be walked once only. Make a new one in each call."
                )
            self._stream = following
        self._begun = True
        return self._batches()

    def _batches(self) -> Iterator[Given]:
        number = -1
        for number, item in enumerate(self._stream):
            yield given(item, f"batch {number} of the input_fn {self._name!r}", self._mode)
        if number < 0:
            raise DataError(f"The input_fn {self._name!r} must give a batch, and gave none.")


def open_input(
    input_fn: Callable[..., Any], *, mode: str, params: Any = None, config: Any = None
) -> ArrayInput | StreamInput:
    """Call an input function with what it takes of the arguments, and bring the result into form.

    A tuple `(features, labels)` or `(features, labels, sample_weight)` is one batch: without end
    in training, once otherwise. Any other iterable is a stream of such tuples. To predict,
    features alone do; labels are not looked at.

    Args:
        input_fn: the function.
        mode: `"train"`, `"eval"` or `"infer"`.
        params: hyperparameters, for an input function that takes them.
        config: the `RunConfig`, for an input function that takes it.

    Returns:
        An object whose call yields `(features, labels, sample_weight)` batch by batch, from the
        first one; for rows in memory it is an `ArrayInput`.

    Raises:
        TypeError: if `input_fn` is no function, or returns something that holds no batches.
        DataError: if what it returns cannot be used.
    """
    one_of(("train", "eval", "infer"), mode=mode)
    if not callable(input_fn):
        raise TypeError(
            f"`input_fn` must be a function that returns {_FORMS}, got "
            f"{type(input_fn).__name__}. Wrap it: `lambda: data`."
        )
    name = getattr(input_fn, "__qualname__", type(input_fn).__name__)
    arguments = accepted(input_fn, {"mode": mode, "params": params, "config": config})
    result = input_fn(**arguments)
    if isinstance(result, ArrayInput):
        _need_labels(result.labels, f"the input_fn {name!r}", mode)
        return result
    if isinstance(result, tuple) or _is_features(result):
        rows = given(result, f"the input_fn {name!r}", mode)
        epochs = None if mode == "train" else 1
        return ArrayInput(*rows, batch_size=rows[0].rows, num_epochs=epochs)
    if isinstance(result, Iterable) and not isinstance(result, str | bytes):
        return StreamInput(lambda: input_fn(**arguments), result, name, mode)
    raise TypeError(
        f"The input_fn {name!r} must return {_FORMS}, got "
        f"{'None' if result is None else type(result).__name__}."
    )


def accepted(function: Callable[..., Any], offered: Mapping[str, Any]) -> dict[str, Any]:
    """Return those arguments that a function takes by name.

    Args:
        function: the function.
        offered: arguments by name.
    """
    try:
        parameters = inspect.signature(function).parameters
    except ValueError:  # built-in functions may not tell
        return {}
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return dict(offered)
    return {name: value for name, value in offered.items() if name in parameters}


def given(item: Tensor, where: str, mode: str) -> Given:
    """Bring `(features, labels, sample_weight)`, or features alone, into form."""
    parts = item if isinstance(item, tuple | list) else (item,)
    if not 1 <= len(parts) <= 3:
        raise DataError(
            f"What {where} gives must be `features`, `(features, labels)` or `(features, labels, "
            f"sample_weight)`, got a {type(item).__name__} of {len(parts)}."
        )
    features, labels, weights = (*parts, None, None)[:3]
    try:
        table = as_table(features)
        if mode == "infer":
            return table, None, None
        _need_labels(labels, where, mode)
        labels = _labels(labels)
        weights = None if weights is None else np.asarray(weights, np.float64)
        _check_rows(table, labels, weights)
    except (DataError, TypeError) as error:
        error.add_note(f"in {where}")
        raise
    return table, labels, weights


def _need_labels(labels: Any, where: str, mode: str) -> None:
    if labels is None and mode != "infer":
        raise DataError(
            f"Mode {mode!r} needs labels, but {where} gives features alone. Give it `y`, or return "
            "a tuple `(features, labels)`."
        )


def _labels(labels: Tensor) -> Any:
    if isinstance(labels, Mapping):
        return {str(name): _labels_of(values, str(name)) for name, values in labels.items()}
    return _labels_of(labels, "labels")


def _labels_of(labels: Tensor, name: str) -> np.ndarray:
    labels = labels.detach().cpu().numpy() if hasattr(labels, "detach") else labels
    return label_array(labels, name)


def _check_rows(table: Table, labels: Any, weights: np.ndarray | None) -> None:
    named = labels if isinstance(labels, dict) else {"labels": labels}
    for name, array in {**named, "sample_weight": weights}.items():
        if array is not None and len(array) != table.rows:
            raise DataError(f"{name!r} has {len(array)} rows, and the features have {table.rows}.")


def _taken(arrays: Any, rows: np.ndarray) -> Any:
    if isinstance(arrays, dict):
        return {name: array[rows] for name, array in arrays.items()}
    return None if arrays is None else arrays[rows]


def _is_features(result: Tensor) -> bool:
    return isinstance(result, Mapping | Table) or hasattr(result, "__array__")
